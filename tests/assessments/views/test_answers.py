import html
import json
import re
from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from assessments import actions
from assessments.enums import AnswerStatus, Decision
from assessments.models import Citation, Objection
from evidence.models import Document
from tests.factories import AgencyFactory, AssessmentFactory, DocumentFactory

HTMX = {"HX-Request": "true"}
RETURNED = (Decision.RETURNED, None, "Lampirkan SK.")
LOWERED = (Decision.ADJUSTED, 2, "Baru sebagian bidang.")


def url(name, answer):
    return reverse(f"assessments:{name}", args=[answer.pk])


def words(response):
    """What a person reads: no tags, single spaces."""
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", html.unescape(text))


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def toast(response):
    return json.loads(response.headers["HX-Trigger"])["toast"]["text"]


def typed(answer, **changes):
    texts = {"level": "3", "facts": "SK nomor 1.", "analysis": "Memenuhi kriteria."}
    return texts | {"version": answer.version} | changes


def pdf(content=b"isi", name="sk.pdf"):
    return SimpleUploadedFile(name, b"%PDF-1.7 " + content)


# Reading


def test_answer_shows_the_question_and_what_each_level_needs(quarter, client_for):
    quarter.save("I1", level=2)
    answer = quarter.answer("I1")

    response = client_for(quarter.member).get(url("answer", answer))

    text = words(response)
    assert "Indikator 1: Arsitektur" in text
    assert "Bobot 40,0% dari indeks" in text
    assert "Dokumen arsitektur" in text
    assert "Belum lengkap bila belum disahkan" in text
    rungs = response.context["page"].rungs
    assert [rung.level for rung in rungs] == [5, 4, 3, 2, 1]
    assert [rung.level for rung in rungs if rung.is_chosen] == [2]
    assert [rung.level for rung in rungs if rung.is_next] == [3]
    assert "Sebelum ditandai siap, lengkapi: bukti dukung." in text


def test_answer_names_its_neighbours(quarter, client_for):
    page = client_for(quarter.member).get(url("answer", quarter.answer("I2")))
    first = client_for(quarter.member).get(url("answer", quarter.answer("I1")))

    assert page.context["page"].previous[1] == quarter.answer("I1")
    assert page.context["page"].next[1] == quarter.answer("I3")
    assert first.context["page"].previous is None
    assert 'aria-label="Indikator 1, Arsitektur, belum diisi"' in page.content.decode()


def test_answer_shows_the_final_level_of_the_last_quarter(quarter, client_for):
    quarter.verify(I1=LOWERED).finalise().determine()
    later = AssessmentFactory(agency=quarter.assessment.agency, period__year=2027)
    answer = later.answers.get(indicator__code="I1")

    response = client_for(quarter.member).get(url("answer", answer))

    assert response.context["page"].earlier_level == 2
    assert [r.level for r in response.context["page"].rungs if r.is_earlier] == [2]
    assert "pernah dikutip di sini" in words(response)


def test_answer_returned_quotes_the_mentor_and_the_deadline(quarter, client_for):
    quarter.fill().submit().review(I1=RETURNED).close()

    response = client_for(quarter.member).get(url("answer", quarter.answer("I1")))

    assert "“Lampirkan SK.”" in words(response)
    assert "Perbaikan tersisa 2 hari 23 jam, sampai" in words(response)
    assert response.context["page"].is_editable


def test_answer_is_read_only_with_the_reason_for_others(quarter, client_for):
    answer = quarter.save("I1")

    response = client_for(quarter.mentor).get(url("answer", answer))

    assert "Isian hanya dapat diubah oleh perangkat daerah" in words(response)
    assert "<textarea" not in response.content.decode()
    assert "SK nomor 1." in words(response)
    assert "Tandai siap" not in words(response)


def test_answer_is_locked_once_submitted_accepted_or_late(quarter, client_for):
    client = client_for(quarter.member)
    quarter.fill().submit()
    submitted = client.get(url("answer", quarter.answer("I1")))
    quarter.review(I1=RETURNED).close()
    accepted = client.get(url("answer", quarter.answer("I2")))
    past = timezone.now() - timedelta(hours=1)
    quarter.assessment.__class__.objects.update(revision_due_at=past)
    late = client.get(url("answer", quarter.answer("I1")))

    assert "Isian terkunci: penilaian ini berstatus Ditelaah." in words(submitted)
    assert "sudah diterima pendamping" in words(accepted)
    assert "sudah lewat. Mintalah perpanjangan" in words(late)
    assert all(
        'name="facts"' not in r.content.decode() for r in (submitted, accepted, late)
    )


def test_answer_shows_earlier_decisions_and_the_final_one(quarter, client_for):
    quarter.verify(I1=LOWERED).finalise()

    response = client_for(quarter.head).get(url("answer", quarter.answer("I1")))

    assert "Tingkat akhir ditetapkan dalam pleno" in words(response)
    assert "Tingkat ditetapkan lain mandiri 3, ditetapkan 2" in words(response)
    assert response.context["page"].verified_change == -1
    assert response.context["page"].final_change == -1


@pytest.mark.parametrize(
    "name", ["answer", "answer_save", "answer_ready", "upload", "cite", "object"]
)
def test_answer_of_another_agency_is_not_found(quarter, client_for, name):
    client, address = client_for(Role.OPD_HEAD), url(name, quarter.answer("I1"))

    response = client.get(address) if name == "answer" else client.post(address)

    assert response.status_code == 404


def test_answer_costs_the_same_for_one_and_three_pieces_of_evidence(
    quarter, client_for, django_assert_num_queries
):
    answer = quarter.save("I1")
    actions.cite(answer, quarter.document, by=quarter.member)
    client, page = client_for(quarter.member), url("answer", answer)
    client.get(page)
    with django_assert_num_queries(15):
        client.get(page)
    for _ in range(2):
        document = DocumentFactory(agency=quarter.assessment.agency)
        actions.cite(answer, document, by=quarter.member)

    with django_assert_num_queries(15):
        client.get(page)


# Saving


def test_answer_save_without_script_returns_to_the_page(quarter, client_for):
    answer = quarter.answer("I1")

    response = client_for(quarter.member).post(
        url("answer_save", answer), typed(answer, facts="Satu\r\ndua")
    )

    assert response.url == url("answer", answer)
    assert said(response) == ["Draf tersimpan."]
    saved = quarter.answer("I1")
    assert (saved.self_level, saved.facts, saved.state) == (
        3,
        "Satu\ndua",
        AnswerStatus.DRAFT,
    )


def test_answer_save_by_htmx_gives_the_changed_regions(quarter, client_for):
    answer = quarter.answer("I1")

    response = client_for(quarter.member).post(
        url("answer_save", answer), typed(answer), headers=HTMX
    )

    content = response.content.decode()
    assert response.status_code == 200
    assert toast(response) == "Draf tersimpan."
    assert re.search(
        r'name="version"\s+id="id_version"\s+form="answer-form"\s+value="1"', content
    )
    for region in ("answer-head", "answer-problem", "answer-ladder", "answer-state"):
        assert f'id="{region}"' in content
    assert "<textarea" not in content
    assert "<html" not in content


def test_answer_saved_regions_are_those_of_a_fresh_page(quarter, client_for):
    client, answer = client_for(quarter.member), quarter.answer("I1")

    fragment = client.post(url("answer_save", answer), typed(answer), headers=HTMX)
    page = client.get(url("answer", answer)).content.decode()

    def squeezed(text):
        return re.sub(r"\s+", " ", text)

    regions = re.split(
        r'(?=<(?:div|section)[^>]* id="answer-)', fragment.content.decode()
    )
    assert len(regions) == 6
    for region in regions[1:]:
        assert squeezed(region).strip() in squeezed(page)


def test_answer_save_costs_fourteen_queries_at_most(
    quarter, client_for, django_assert_max_num_queries
):
    quarter.fill().submit().review(I1=RETURNED).close()
    client, answer = client_for(quarter.member), quarter.answer("I1")
    client.get(url("answer", answer))

    with django_assert_max_num_queries(14):
        response = client.post(
            url("answer_save", answer), typed(answer, facts="Baru"), headers=HTMX
        )

    assert response.status_code == 200


def test_answer_save_refused_keeps_what_was_typed(quarter, client_for):
    answer, long = quarter.answer("I1"), "a" * 4001

    response = client_for(quarter.member).post(
        url("answer_save", answer), typed(answer, facts=long, level="9")
    )

    assert response.status_code == 422
    assert long in response.content.decode()
    assert set(response.context["page"].form.errors) == {"level", "facts"}
    assert quarter.answer("I1").state is AnswerStatus.EMPTY


def test_answer_save_after_the_lock_keeps_what_was_typed(quarter, client_for):
    quarter.fill().submit()
    answer = quarter.answer("I1")

    response = client_for(quarter.member).post(
        url("answer_save", answer), typed(answer, facts="Terlambat ditulis")
    )

    assert response.status_code == 422
    assert "Isian terkunci: penilaian ini berstatus Ditelaah." in words(response)
    assert "Terlambat ditulis</textarea>" in response.content.decode()


def test_answer_save_over_a_colleagues_shows_both_texts(quarter, client_for):
    answer = quarter.answer("I1")
    quarter.save("I1", level=2, facts="Tulisan rekan di sini")

    response = client_for(quarter.member).post(
        url("answer_save", answer),
        typed(answer, facts="Tulisan saya di sini", level="3"),
        headers=HTMX,
    )

    assert response.status_code == 409
    found = {
        d.name: (d.theirs, d.mine) for d in response.context["page"].form.differences
    }
    assert found == {
        "level": ("2", "3"),
        "facts": ("Tulisan rekan di sini", "Tulisan saya di sini"),
    }
    content = response.content.decode()
    assert "<del>rekan</del>" in content
    assert "<ins>saya</ins>" in content
    assert 'value="1"' in content
    assert "Belum tersimpan" in words(response)


@pytest.mark.parametrize(
    ("keep", "facts", "level"),
    [
        ({"keep_facts": "theirs", "keep_level": "mine"}, "Tulisan rekan", 3),
        ({"keep_facts": "mine", "keep_level": "theirs"}, "Tulisan saya", 2),
    ],
)
def test_answer_save_resolves_a_conflict_field_by_field(
    quarter, client_for, keep, facts, level
):
    quarter.save("I1", level=2, facts="Tulisan rekan")
    answer = quarter.answer("I1")

    response = client_for(quarter.member).post(
        url("answer_save", answer),
        typed(answer, facts="Tulisan saya", resolving="1", **keep),
        headers=HTMX,
    )

    assert response.headers["HX-Redirect"] == url("answer", answer)
    saved = quarter.answer("I1")
    assert (saved.facts, saved.self_level, saved.version) == (facts, level, 2)


def test_answer_save_of_a_conflict_without_a_choice_asks_for_it(quarter, client_for):
    quarter.save("I1", level=3, facts="Tulisan rekan")
    answer = quarter.answer("I1")

    response = client_for(quarter.member).post(
        url("answer_save", answer), typed(answer, facts="Tulisan saya", resolving="1")
    )

    assert response.status_code == 409
    assert "Fakta: pilih tulisan Anda atau versi rekan." in words(response)
    assert "Tulisan saya</textarea>" in response.content.decode()
    assert quarter.answer("I1").facts == "Tulisan rekan"


# Marking ready


def test_answer_ready_saves_first_then_marks(quarter, client_for):
    answer = quarter.save("I1")
    actions.cite(answer, quarter.document, by=quarter.member)

    response = client_for(quarter.member).post(
        url("answer_ready", answer), typed(answer, facts="Diubah lagi"), headers=HTMX
    )

    assert toast(response) == "Indikator 1 siap ditelaah."
    assert (quarter.answer("I1").facts, quarter.answer("I1").state) == (
        "Diubah lagi",
        AnswerStatus.READY,
    )


def test_answer_ready_without_evidence_keeps_the_save(quarter, client_for):
    answer = quarter.answer("I1")

    response = client_for(quarter.member).post(
        url("answer_ready", answer), typed(answer), headers=HTMX
    )

    assert response.status_code == 422
    assert "Belum dapat ditandai siap. Lengkapi: bukti dukung." in words(response)
    assert "Tersimpan" in words(response)
    assert 'value="1"' in response.content.decode()
    assert quarter.answer("I1").state is AnswerStatus.DRAFT


def test_answer_ready_over_a_colleagues_is_a_conflict(quarter, client_for):
    answer = quarter.answer("I1")
    quarter.save("I1", level=2)

    response = client_for(quarter.member).post(
        url("answer_ready", answer), typed(answer)
    )

    assert response.status_code == 409
    assert quarter.answer("I1").state is AnswerStatus.DRAFT


# Evidence


def test_upload_stores_and_cites_a_file(quarter, client_for):
    answer = quarter.answer("I1")

    response = client_for(quarter.member).post(
        url("upload", answer),
        {
            "file": pdf(),
            "title": "SK Tim",
            "kind": "DECREE",
            "number": "1",
            "page": "4",
        },
        headers=HTMX,
    )

    assert response.status_code == 200
    assert toast(response) == "“SK Tim” terunggah."
    assert "1. SK Tim" in words(response)
    citation = Citation.objects.get()
    assert (citation.answer, citation.page) == (answer, "4")
    assert citation.document.agency == quarter.assessment.agency


def test_upload_without_script_returns_to_the_page(quarter, client_for):
    answer = quarter.answer("I1")

    response = client_for(quarter.member).post(
        url("upload", answer), {"file": pdf(), "kind": "OTHER"}
    )

    assert response.url == url("answer", answer)
    assert Document.objects.order_by("-created_at")[0].title == "sk"


def test_upload_of_a_cited_file_says_that_it_is_cited(quarter, client_for):
    client, answer = client_for(quarter.member), quarter.answer("I1")
    client.post(url("upload", answer), {"file": pdf(), "kind": "OTHER"})

    response = client.post(url("upload", answer), {"file": pdf(), "kind": "OTHER"})

    assert response.status_code == 422
    assert "“sk” sudah dikutip untuk indikator ini." in words(response)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Berkas kosong (0 bita)."),
        (b"MZ\x90\x00 program", "Jenis berkas ini tidak diterima."),
        (b"PK\x03\x04 rusak", "Berkas rusak atau tidak lengkap."),
    ],
)
def test_upload_refuses_with_a_sentence(quarter, client_for, content, sentence):
    answer = quarter.answer("I1")

    response = client_for(quarter.member).post(
        url("upload", answer),
        {"file": SimpleUploadedFile("sk.pdf", content), "kind": "OTHER"},
        headers=HTMX,
    )

    assert response.status_code == 422
    assert sentence in words(response)
    assert not Citation.objects.exists()


def test_upload_without_a_file_asks_for_one(quarter, client_for):
    response = client_for(quarter.member).post(
        url("upload", quarter.answer("I1")), {"kind": "OTHER"}
    )

    assert response.status_code == 422
    assert "file" in response.context["page"].evidence.upload_form.errors


def test_upload_over_the_limit_is_stopped_with_a_sentence(
    quarter, client_for, settings
):
    settings.MAX_UPLOAD_BYTES = 1024 * 1024
    answer = quarter.answer("I1")

    response = client_for(quarter.member).post(
        url("upload", answer), {"kind": "OTHER", "file": pdf(b"0" * 1_300_000)}
    )

    assert response.status_code == 413
    assert "Berkas melebihi 1 MB." in words(response)
    assert not Citation.objects.exists()


def test_cite_takes_a_document_of_the_library(quarter, client_for):
    answer = quarter.answer("I1")

    response = client_for(quarter.member).post(
        url("cite", answer),
        {"document": quarter.document.pk, "page": "2", "note": "Pasal 3"},
        headers=HTMX,
    )

    assert toast(response) == f"“{quarter.document.title}” dikutip."
    citation = Citation.objects.get()
    assert (citation.page, citation.note) == ("2", "Pasal 3")


def test_cite_refuses_what_is_not_in_the_own_library(quarter, client_for):
    foreign = DocumentFactory(agency=AgencyFactory(code="7.01"))

    response = client_for(quarter.member).post(
        url("cite", quarter.answer("I1")), {"document": foreign.pk}
    )

    assert response.status_code == 422
    assert "Dokumen itu tidak ada di pustaka Anda." in words(response)


def test_cite_twice_is_refused(quarter, client_for):
    answer = quarter.answer("I1")
    actions.cite(answer, quarter.document, by=quarter.member)

    response = client_for(quarter.member).post(
        url("cite", answer), {"document": quarter.document.pk}
    )

    assert response.status_code == 422
    assert "sudah dikutip" in words(response)


def test_withdraw_takes_the_evidence_from_the_answer(quarter, client_for):
    citation = actions.cite(quarter.answer("I1"), quarter.document, by=quarter.member)
    client, address = client_for(quarter.member), url("withdraw", citation)

    response = client.post(address, headers=HTMX)
    again = client.post(address)

    assert "Belum ada bukti dukung" in words(response)
    assert toast(response) == f"“{quarter.document}” dilepas. Bila keliru, kutip lagi."
    assert "Kutipan ini sudah ditarik." in words(again)
    assert client_for(Role.OPD_MEMBER).post(address).status_code == 404


# Objection


def test_object_is_offered_and_raised_within_the_window(quarter, client_for):
    quarter.fill().submit().review(I1=LOWERED).close()
    client, answer = client_for(quarter.head), quarter.answer("I1")

    offered = client.get(url("answer", answer))
    response = client.post(url("object", answer), {"reason": "Lihat halaman 5."})
    after = client.get(url("answer", answer))

    assert "Ajukan sanggahan" in words(offered)
    assert response.url == url("answer", answer)
    assert Objection.objects.get().reason == "Lihat halaman 5."
    assert "“Lihat halaman 5.”" in words(after)
    assert "Menunggu pleno" in words(after)


def test_object_by_htmx_reloads_the_page(quarter, client_for):
    quarter.fill().submit().review().close()
    answer = quarter.answer("I1")

    response = client_for(quarter.head).post(
        url("object", answer), {"reason": "Lihat halaman 5."}, headers=HTMX
    )

    assert response.headers["HX-Redirect"] == url("answer", answer)


def test_object_refused_says_why(quarter, client_for):
    quarter.fill().submit()
    client, answer = client_for(quarter.head), quarter.answer("I1")

    empty = client.post(url("object", answer), {"reason": ""})
    early = client.post(url("object", answer), {"reason": "Sudah benar."}, headers=HTMX)

    assert (empty.status_code, early.status_code) == (422, 422)
    assert "Tulis alasan sanggahan." in words(empty)
    assert "berstatus Ditelaah, jadi tidak dapat disanggah" in words(early)
    assert not Objection.objects.exists()


def test_the_version_of_an_answer_saved_a_thousand_times_is_a_plain_number(
    client_for, quarter
):
    answer = quarter.answer("I1")
    type(answer).objects.filter(pk=answer.pk).update(version=1234)

    page = client_for(quarter.member).get(f"/assessments/answers/{answer.pk}/")

    assert 'value="1234"' in page.content.decode()


@pytest.mark.parametrize("name", ["answer_save", "autosave", "answer_ready"])
@pytest.mark.parametrize("number", ["9" * 5000, "-1", "²", "٣"])
def test_a_level_that_is_none_is_refused(quarter, client_for, name, number):
    answer = quarter.answer("I1")
    sent = {"level": number, "facts": "Ditulis", "version": number}

    response = client_for(quarter.member).post(url(name, answer), sent, headers=HTMX)

    assert response.status_code == 422
    assert quarter.answer("I1").version == 0
