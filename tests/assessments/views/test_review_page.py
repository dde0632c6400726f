"""What the mentor has beside the evidence: checklist, exhibits, the way to decide."""

from assessments import actions
from assessments.checklist import items_of
from evidence.actions import add_link
from instruments.queries import definition_of
from tests.assessments.views.test_answers import url, words


def asked_item(quarter):
    """The first document that a level of I1 asks for."""
    instrument = definition_of(quarter.assessment.version_id)
    items = items_of(instrument.by_code["I1"])
    return next(item for item in items if item.is_evidence)


def submitted(quarter, **support):
    item = asked_item(quarter)
    level = max(item.level, 2)
    answer = quarter.save("I1", level, checked=[item.code])
    actions.cite(answer, quarter.document, by=quarter.member, **support)
    actions.mark_ready(answer, by=quarter.member)
    for code in ("I2", "I3"):
        other = quarter.save(code, 2)
        actions.cite(other, quarter.document, by=quarter.member)
        actions.mark_ready(other, by=quarter.member)
    quarter.submit()
    return quarter.answer("I1")


def test_review_shows_each_item_with_the_exhibit_cited_for_it(quarter, client_for):
    item = asked_item(quarter)
    answer = submitted(quarter, page="4-7", items=[item.code])

    text = words(client_for(quarter.mentor).get(url("review", answer)))

    assert f"Daftar periksa sampai tingkat {answer.self_level}" in text
    assert item.text in text
    assert "Bukti 1, hlm. 4-7" in text


def test_review_says_what_is_ticked_without_a_citation(quarter, client_for):
    answer = submitted(quarter)

    text = words(client_for(quarter.mentor).get(url("review", answer)))

    assert "Belum dikutip" in text
    assert "dikutip tanpa halaman" in text
    assert "Peringatan, juga terlihat oleh perangkat daerah" in text


def test_review_leads_to_the_decision_only_while_it_is_due(quarter, client_for):
    client, answer = client_for(quarter.mentor), submitted(quarter)

    due = client.get(url("review", answer)).content.decode()
    client.post(url("decide", answer), {"decision": "ACCEPTED"})
    done = client.get(url("review", answer)).content.decode()

    assert 'href="#h-decide"' in due
    assert 'id="h-decide"' in due
    assert 'href="#h-decide"' not in done


def test_review_offers_no_download_of_an_address(quarter, client_for):
    quarter.document = add_link(
        "https://dinas.example.go.id/berita",
        title="Berita",
        agency=quarter.assessment.agency,
        by=quarter.member,
    )
    answer = submitted(quarter)

    page = client_for(quarter.mentor).get(url("review", answer)).content.decode()

    assert "https://dinas.example.go.id/berita" in page
    assert "/download/" not in page
