import pytest
from django.urls import reverse

from accounts.enums import Role
from assessments.enums import Decision
from assessments.models import Objection, ObjectionEvidence, Period, Retraction
from tests.factories import DocumentFactory, UserFactory

LOWERED = (Decision.ADJUSTED, 2, "Belum semua bidang.")


@pytest.fixture
def objection(quarter):
    quarter.fill().submit().review(I1=LOWERED).close()
    return quarter.object_to("I1", reason="Lihat halaman 5.")


def url(name, row):
    return reverse(f"assessments:{name}", args=[row.pk])


def words(response):
    return response.content.decode()


def test_the_mentors_reason_stands_beside_the_objection(quarter, objection, client_for):
    page = words(client_for(quarter.head).get(url("answer", objection.answer)))

    assert "“Belum semua bidang.”" in page
    assert "“Lihat halaman 5.”" in page
    assert "Tarik sanggahan" in page


def test_objection_withdraw_keeps_it_on_the_page(quarter, objection, client_for):
    client = client_for(quarter.head)

    refused = client.post(url("objection_withdraw", objection), {"reason": ""})
    response = client.post(url("objection_withdraw", objection), {"reason": "Keliru."})

    page = words(client.get(url("answer", objection.answer)))
    assert refused.status_code == 422
    assert "Tulis alasan menarik sanggahan." in words(refused)
    assert response.url == f"{url('answer', objection.answer)}#answer-objection"
    assert Objection.objects.get().withdrawn_reason == "Keliru."
    assert "“Keliru.”" in page
    assert "Ajukan sanggahan" in page


def test_objection_withdraw_twice_says_why_not(quarter, objection, client_for):
    client = client_for(quarter.head)
    client.post(url("objection_withdraw", objection), {"reason": "Keliru."})

    response = client.post(url("objection_withdraw", objection), {"reason": "Lagi."})

    assert response.status_code == 422
    assert "Sanggahan ini sudah ditarik." in words(response)


def test_objection_evidence_is_chosen_shown_and_withdrawn(
    quarter, objection, client_for
):
    Period.objects.update(objection_evidence=True)
    client = client_for(quarter.member)
    address = url("objection_evidence", objection)

    page = client.get(address, {"q": quarter.document.title})
    response = client.post(
        address, {"document": quarter.document.pk, "page": "5", "note": "Pasal 1"}
    )
    shown = ObjectionEvidence.objects.get()
    answer = words(client.get(url("answer", objection.answer)))
    released = client.post(url("objection_evidence_withdraw", shown))

    assert quarter.document.title in words(page)
    assert response.url == released.url
    assert "Pasal 1" in answer
    shown.refresh_from_db()
    assert shown.withdrawn_by == quarter.member


def test_objection_evidence_refused_keeps_what_was_typed(
    quarter, objection, client_for
):
    client = client_for(quarter.member)
    address = url("objection_evidence", objection)

    foreign = client.post(address, {"document": DocumentFactory().pk, "page": "17"})
    closed = client.post(address, {"document": quarter.document.pk, "page": "17"})

    assert (foreign.status_code, closed.status_code) == (422, 422)
    assert "Dokumen itu tidak ada di pustaka Anda." in words(foreign)
    assert "tidak boleh memakai bukti baru" in words(closed)
    assert 'value="17"' in words(closed)


def test_the_plenary_sees_new_evidence_with_a_preview(quarter, objection, client_for):
    Period.objects.update(objection_evidence=True)
    client_for(quarter.member).post(
        url("objection_evidence", objection), {"document": quarter.document.pk}
    )

    page = client_for(UserFactory(role=Role.ASSESSOR)).get(
        url("plenary_detail", quarter.assessment)
    )

    viewer = reverse("evidence:viewer", args=[quarter.document.current_id])
    assert viewer in words(page)


# A submission taken back


def test_retract_is_offered_and_asked_once_more(quarter, client_for):
    quarter.fill().submit()
    client = client_for(quarter.head)
    address = url("retract", quarter.assessment)

    overview = words(client.get(url("detail", quarter.assessment)))
    asked = words(client.get(address))
    empty = client.post(address, {"reason": ""})
    response = client.post(address, {"reason": "Lampiran keliru."})

    assert address in overview
    assert "Kirim ulang paling lambat" in asked
    assert empty.status_code == 422
    assert response.url == url("detail", quarter.assessment)
    assert Retraction.objects.get().reason == "Lampiran keliru."


def test_a_retraction_is_told_to_the_mentor(quarter, client_for):
    quarter.fill().submit()
    client_for(quarter.head).post(
        url("retract", quarter.assessment), {"reason": "Lampiran keliru."}
    )

    page = words(client_for(quarter.mentor).get(url("detail", quarter.assessment)))

    assert "“Lampiran keliru.”" in page


def test_retract_after_a_decision_says_why_not(quarter, client_for):
    quarter.fill().submit().review()
    client = client_for(quarter.head)
    address = url("retract", quarter.assessment)

    overview = words(client.get(url("detail", quarter.assessment)))
    asked = words(client.get(address))
    response = client.post(address, {"reason": "Lampiran keliru."})

    assert address not in overview
    assert "Pendamping sudah mulai memutus" in asked
    assert response.status_code == 422
