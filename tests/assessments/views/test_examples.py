"""The mentors' list of examples, a proposal, and what agencies read at the ladder."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse

from accounts.enums import Role
from assessments import actions
from assessments.enums import ExampleState
from assessments.models import Citation, Example
from tests.assessments.views.test_answers import said, url, words
from tests.factories import (
    AgencyFactory,
    AssessmentFactory,
    DocumentFactory,
    MentorAssignmentFactory,
    UserFactory,
)

EXAMPLES = reverse("assessments:examples")


@pytest.fixture
def citation(quarter):
    quarter.fill().submit().review().close()
    return Citation.objects.get(answer=quarter.answer("I1"))


@pytest.fixture
def lead(quarter):
    agency = quarter.assessment.agency
    return MentorAssignmentFactory(agency=agency, is_lead=True).mentor


def typed(**changes):
    return {
        "level": "3",
        "is_sufficient": "yes",
        "title": "SOP dengan catatan",
        "explanation": "SOP disahkan dan dijalankan tiga bulan.",
    } | changes


def made(citation, by, *, approved_by=None, **changes):
    words = {
        "level": 3,
        "is_sufficient": True,
        "title": "SOP dengan catatan",
        "explanation": "SOP dijalankan.",
    }
    example = actions.propose_example(citation, by=by, **(words | changes))
    if approved_by:
        actions.approve_example(example, by=approved_by)
        example.refresh_from_db()
    return example


def ladder(client, answer):
    page = client.get(url("answer", answer)).content.decode()
    return re.search(r'<section[^>]*id="answer-ladder".*?</section>', page, re.S)[0]


def test_the_review_page_offers_it_once_the_round_is_sent(quarter, client_for):
    quarter.fill().submit()
    answer = quarter.answer("I1")
    client = client_for(quarter.mentor)

    quarter.review()
    before = words(client.get(url("review", answer)))
    quarter.close()
    after = client.get(url("review", answer)).content.decode()

    citation = Citation.objects.get(answer=answer)
    assert "Jadikan contoh" not in before
    assert reverse("assessments:example_propose", args=[citation.pk]) in after


def test_proposing_leads_to_the_example(quarter, citation, client_for):
    client, address = client_for(quarter.mentor), url("example_propose", citation)

    page = client.get(address)
    response = client.post(address, typed())

    example = Example.objects.get()
    assert page.context["form"]["level"].value() == 3
    assert response.url == url("example", example)
    assert said(response) == ["Usulan contoh menunggu ketua pendamping."]
    assert "Usulan Anda menunggu ketua pendamping lain" in words(
        client.get(response.url)
    )


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": "SOP Dinas A"}, "Contoh memuat “Dinas A”"),
        ({"level": "9"}, "9"),
        ({"document": uuid4()}, "Pilih dokumen provinsi"),
        ({"is_sufficient": ""}, "Pilih cukup atau belum cukup."),
    ],
)
def test_a_refused_proposal_keeps_what_was_typed(
    quarter, citation, client_for, changes, sentence
):
    response = client_for(quarter.mentor).post(
        url("example_propose", citation), typed(**changes)
    )

    assert response.status_code == 422
    assert sentence in words(response)
    assert "dijalankan tiga bulan" in response.content.decode()
    assert not Example.objects.exists()


def test_a_document_of_an_agency_is_not_offered_as_copy(quarter, citation, client_for):
    response = client_for(quarter.mentor).post(
        url("example_propose", citation), typed(document=quarter.document.pk)
    )

    assert response.status_code == 422
    assert not Example.objects.exists()


def test_a_lead_approves_on_the_page(quarter, citation, lead, client_for):
    example = made(citation, quarter.mentor)
    client = client_for(lead)

    page = words(client.get(url("example", example)))
    response = client.post(url("example_approve", example))

    assert "Setujui contoh" in page
    assert response.url == url("example", example)
    assert Example.objects.get().state is ExampleState.SHOWN
    assert "Tarik contoh" in words(client.get(response.url))


def test_who_may_not_decide_is_told_why(quarter, citation, client_for):
    example = made(citation, quarter.mentor)
    client = client_for(quarter.mentor)

    response = client.post(url("example_approve", example))

    assert said(response) == ["Usulan Anda diputus oleh ketua pendamping lain."]
    assert "Setujui contoh" not in words(client.get(url("example", example)))


def test_sending_back_needs_a_reason_and_can_be_mended(
    quarter, citation, lead, client_for
):
    example = made(citation, quarter.mentor, title="SOP pendek")
    client = client_for(lead)

    empty = client.post(url("example_send_back", example), {"reason": ""})
    client.post(url("example_send_back", example), {"reason": "Kurang jelas."})
    own = client_for(quarter.mentor)
    page = own.get(url("example", example)).content.decode()
    again = f"{url('example_propose', citation)}?from={example.pk}"
    form = own.get(again).context["form"]

    assert empty.status_code == 422
    assert "Tulis alasan pengembalian." in words(empty)
    assert again in page
    assert "Kurang jelas." in page
    assert form["title"].value() == "SOP pendek"
    assert own.get(f"{url('example_propose', citation)}?from=x").status_code == 200


def test_retiring_takes_it_from_the_ladder(quarter, citation, lead, client_for):
    example = made(citation, quarter.mentor, approved_by=lead)
    member, answer = client_for(quarter.member), quarter.answer("I1")
    assert "SOP dengan catatan" in ladder(member, answer)

    response = client_for(Role.MENTOR).post(url("example_retire", example))

    assert said(response) == ["Contoh ditarik dan tidak tampil lagi."]
    assert "SOP dengan catatan" not in ladder(member, answer)


def test_the_source_is_for_who_sees_that_agency(quarter, citation, lead, client_for):
    example = made(citation, quarter.mentor)

    own = words(client_for(quarter.mentor).get(url("example", example)))
    stranger = client_for(Role.MENTOR).get(url("example", example)).content.decode()

    assert "Asal, hanya untuk pendampingnya" in own
    assert quarter.assessment.agency.name in own
    for word in (
        quarter.assessment.agency.name,
        quarter.document.title,
        str(citation.pk),
        str(citation.answer_id),
    ):
        assert word not in stranger


def test_another_agency_reads_it_and_cannot_tell_whose_it_was(
    quarter, citation, lead, client_for
):
    copy = DocumentFactory(agency=None, title="Salinan SOP")
    example = made(citation, quarter.mentor, approved_by=lead, document=copy)
    made(
        citation,
        quarter.mentor,
        approved_by=lead,
        is_sufficient=False,
        title="SOP tanpa pengesahan",
        level=2,
    )
    made(citation, quarter.mentor, title="Belum disetujui", level=4)
    other = AssessmentFactory(period=quarter.assessment.period, agency=AgencyFactory())
    member = UserFactory(agency=other.agency)

    shown = ladder(client_for(member), other.answers.get(indicator__code="I1"))

    assert "Contoh yang cukup" in shown
    assert "Contoh yang belum cukup" in shown
    assert reverse("evidence:viewer", args=[copy.current_id]) in shown
    assert "Belum disetujui" not in shown
    for word in (
        quarter.assessment.agency.name,
        quarter.mentor.name,
        lead.name,
        quarter.document.title,
        str(citation.pk),
        str(example.pk),
    ):
        assert word not in shown
    assert "SOP" not in ladder(
        client_for(member), other.answers.get(indicator__code="I2")
    )


def test_a_copy_that_was_withdrawn_is_not_offered(quarter, citation, lead, client_for):
    copy = DocumentFactory(agency=None)
    made(citation, quarter.mentor, approved_by=lead, document=copy)
    type(copy).objects.filter(pk=copy.pk).update(
        withdrawn_at=copy.created_at, withdrawn_by=lead, withdrawn_reason="Lama"
    )

    shown = ladder(client_for(quarter.member), quarter.answer("I1"))

    assert "SOP dengan catatan" in shown
    assert "salinan anonim" not in shown


def test_the_list_is_filtered_and_answers_htmx_alone(
    quarter, citation, lead, client_for
):
    made(citation, quarter.mentor, approved_by=lead, title="Yang tampil")
    made(citation, quarter.mentor, level=2, title="Yang menunggu")
    client = client_for(quarter.mentor)

    whole = client.get(EXAMPLES).content.decode()
    part = client.get(EXAMPLES, headers={"HX-Request": "true"}).content.decode()
    waiting = words(client.get(EXAMPLES, {"state": "WAITING", "level": "2"}))
    none = words(client.get(EXAMPLES, {"indicator": "I3", "state": "x"}))

    assert " ".join(part.split()) in " ".join(whole.split())
    assert "Yang menunggu" in waiting
    assert "Yang tampil" not in waiting
    assert "Tidak ada contoh" in none


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_three(
    quarter, citation, client_for, count, django_assert_num_queries
):
    for level in range(1, count + 1):
        made(citation, quarter.mentor, level=level)
    client = client_for(quarter.mentor)
    client.get(EXAMPLES)

    with django_assert_num_queries(4):  # user, quarter, count, rows
        client.get(EXAMPLES)
