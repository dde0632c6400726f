"""Documents of the province: published once, taken over by agencies."""

import html
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.enums import Role
from accounts.models import AuditEvent
from assessments import actions as assessments
from assessments.actions import AssessmentError
from evidence import actions
from evidence.actions import EvidenceError
from evidence.enums import ScanState, WorkState
from evidence.models import Document, Inspection
from tests.factories import AssessmentFactory, DocumentFactory, UserFactory

pytestmark = pytest.mark.django_db

PROVINCE, PUBLISH = reverse("evidence:province"), reverse("evidence:publish")


def pdf(content=b"isi"):
    return SimpleUploadedFile("pergub.pdf", b"%PDF-1.7 " + content)


def words(response):
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", html.unescape(text))


def url(name, document):
    return reverse(f"evidence:{name}", args=[document.pk])


@pytest.fixture
def secretary():
    return UserFactory(role=Role.SECRETARIAT)


@pytest.fixture
def member():
    return UserFactory(role=Role.OPD_MEMBER)


@pytest.fixture
def pergub(secretary):
    return actions.upload(
        pdf(),
        agency=None,
        by=secretary,
        title="Pergub SPBE",
        kind="DECREE",
        number="36/2025",
        tags=["regulasi"],
    )


def taken_over(pergub, member):
    return actions.accept(pergub, agency=member.agency, by=member)


def new_version(pergub, secretary, content=b"baru"):
    actions.replace(pergub, pdf(content), reason="Perubahan kedua", by=secretary)
    pergub.refresh_from_db()


# Publishing


@pytest.mark.parametrize("role", [Role.SECRETARIAT, Role.MENTOR])
def test_publish_offers_a_document_to_every_agency(role, member, client_for):
    publisher = UserFactory(role=role)

    response = client_for(publisher).post(
        PUBLISH, {"file": pdf(), "title": "Pergub SPBE", "kind": "DECREE"}
    )

    document = Document.objects.get()
    assert response.url == url("detail", document)
    assert document.agency is None
    shelf = words(client_for(member).get(PROVINCE))
    assert "Pergub SPBE" in shelf
    assert f"Diterbitkan {publisher.name}" in shelf
    assert "Terima ke pustaka" in shelf


def test_publish_refused_keeps_what_was_typed(secretary, client_for):
    response = client_for(secretary).post(
        PUBLISH,
        {"file": SimpleUploadedFile("a.pdf", b"MZ"), "title": "X", "kind": "DECREE"},
    )

    assert response.status_code == 422
    assert 'value="X"' in response.content.decode()
    assert not Document.objects.exists()


def test_the_province_changes_its_documents_and_agencies_do_not(
    pergub, secretary, member, client_for
):
    office, agency = client_for(secretary), client_for(member)

    refused = [
        agency.post(url(name, pergub)).status_code
        for name in ("describe", "replace", "withdraw", "restore", "update")
    ]
    office.post(
        url("province_replace", pergub), {"file": pdf(b"2"), "reason": "Perubahan"}
    )
    office.post(
        url("province_describe", pergub), {"title": "Pergub baru", "kind": "DECREE"}
    )
    office.post(url("province_withdraw", pergub), {"reason": "Dicabut"})

    assert refused == [404] * 5
    pergub.refresh_from_db()
    assert (pergub.title, pergub.current.number) == ("Pergub baru", 2)
    assert pergub.withdrawn_reason == "Dicabut"
    assert office.post(url("province_restore", pergub), {"reason": "Berlaku lagi"})
    pergub.refresh_from_db()
    assert pergub.withdrawn_at is None


def test_views_of_the_province_do_not_reach_documents_of_agencies(client_for):
    document = DocumentFactory()
    client = client_for(Role.SECRETARIAT)

    for name in ("describe", "replace", "withdraw", "restore"):
        response = client.post(url(f"province_{name}", document), {"reason": "x"})
        assert response.status_code == 404


# Taking over


def test_accept_makes_a_document_of_the_agency_with_the_same_bytes(
    pergub, member, settings
):
    before = [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]

    own = taken_over(pergub, member)

    assert (own.agency, own.origin) == (member.agency, pergub)
    assert (own.title, own.number, own.tags) == ("Pergub SPBE", "36/2025", ["regulasi"])
    assert own.current.file.name == pergub.current.file.name
    assert own.current.sha256 == pergub.current.sha256
    after = [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]
    assert after == before
    event = AuditEvent.objects.order_by("-position").first()
    assert event.verb == "document.accepted"
    assert event.data["origin"] == str(pergub.pk)
    assert event.agency_code == member.agency.code


def test_accept_takes_what_the_worker_found_along(pergub, member):
    Inspection.objects.filter(version=pergub.current).update(
        state=WorkState.DONE,
        done_at=pergub.created_at,
        scan=ScanState.CLEAN,
        text="pasal satu",
    )

    inspection = taken_over(pergub, member).current.inspection

    assert inspection.scan_state is ScanState.CLEAN
    assert (inspection.state, inspection.text) == (WorkState.DONE, "pasal satu")


def test_accept_happens_once_and_from_the_province_alone(pergub, member, secretary):
    taken_over(pergub, member)
    with pytest.raises(EvidenceError, match="sudah ada di pustaka"):
        taken_over(pergub, member)
    with pytest.raises(EvidenceError, match="Hanya dokumen provinsi"):
        taken_over(DocumentFactory(), member)
    with pytest.raises(EvidenceError, match="Hanya dokumen provinsi"):
        taken_over(DocumentFactory(agency=None, kind="FORMAT"), member)
    actions.withdraw(pergub, reason="Dicabut", by=secretary)
    with pytest.raises(EvidenceError, match="ditarik provinsi"):
        taken_over(pergub, UserFactory(role=Role.OPD_MEMBER))


def test_accept_refuses_a_quarantined_file(pergub, member):
    Inspection.objects.filter(version=pergub.current).update(
        scan=ScanState.INFECTED, signature="Eicar"
    )

    with pytest.raises(EvidenceError, match="dikarantina"):
        taken_over(pergub, member)


def test_it_is_evidence_only_when_accepted_and_cited(pergub, member, client_for):
    answer = AssessmentFactory(agency=member.agency).answers.first()
    with pytest.raises(AssessmentError):
        assessments.cite(answer, pergub, by=member)

    response = client_for(member).post(url("accept", pergub))
    own = Document.objects.get(origin=pergub)

    assert response.url == url("detail", own)
    assert not own.citations.exists()
    assert assessments.cite(answer, own, by=member).document == own


# New versions


def test_update_takes_the_new_version_as_a_version(pergub, member, secretary):
    own = taken_over(pergub, member)
    first = own.current
    new_version(pergub, secretary)

    actions.update(own, by=member)

    own.refresh_from_db()
    assert own.current.number == 2
    assert own.current.sha256 == pergub.current.sha256
    assert own.current.reason == "Pembaruan dari provinsi. Perubahan kedua"
    assert own.versions.get(number=1) == first
    with pytest.raises(EvidenceError, match="Versi terbaru sudah ada"):
        actions.update(own, by=member)


def test_what_came_from_the_province_is_not_replaced_by_hand(pergub, member):
    own = taken_over(pergub, member)

    with pytest.raises(EvidenceError, match="dari provinsi"):
        actions.replace(own, pdf(b"lain"), reason="x", by=member)
    with pytest.raises(EvidenceError, match="bukan dari provinsi"):
        actions.update(DocumentFactory(agency=member.agency), by=member)


def test_an_agency_sees_that_a_newer_version_waits(
    pergub, member, secretary, client_for
):
    client, own = client_for(member), taken_over(pergub, member)
    before = words(client.get(url("detail", own)))
    new_version(pergub, secretary)

    after, shelf = words(client.get(url("detail", own))), words(client.get(PROVINCE))
    client.post(url("update", own))

    assert "Perbarui" not in before
    assert "Berasal dari provinsi" in after
    assert "sudah menerbitkan versi 2" in after
    assert "Perbarui ke versi 2" in shelf
    assert "sudah menerbitkan" not in words(client.get(url("detail", own)))


def test_an_agency_sees_that_the_province_withdrew(
    pergub, member, secretary, client_for
):
    own = taken_over(pergub, member)
    actions.withdraw(pergub, reason="Dicabut gubernur", by=secretary)

    page = words(client_for(member).get(url("detail", own)))

    assert "Provinsi menariknya: “Dicabut gubernur”." in page
    assert own.state.label == "Berlaku"


def test_refusals_are_sentences(pergub, member, client_for):
    client, own = client_for(member), taken_over(pergub, member)

    again = client.post(url("accept", pergub), follow=True)
    newest = client.post(url("update", own), follow=True)

    assert "sudah ada di pustaka perangkat daerah Anda" in words(again)
    assert "Versi terbaru sudah ada" in words(newest)


def test_the_shelf_counts_who_took_it_over_at_a_constant_cost(
    pergub, secretary, client_for, django_assert_num_queries
):
    client = client_for(secretary)
    for _ in range(2):
        taken_over(pergub, UserFactory(role=Role.OPD_MEMBER))
    with django_assert_num_queries(4):
        first = client.get(PROVINCE)
    for number in range(5):
        DocumentFactory(agency=None, title=f"Pedoman {number}")

    with django_assert_num_queries(4):
        client.get(PROVINCE)

    assert "Diterima 2 OPD" in words(first)


def test_the_secretariat_publishes_a_link_and_gives_it_another_address(
    secretary, member, client_for
):
    client, first = client_for(secretary), "https://contoh.go.id/panduan"
    added = client.post(
        reverse("evidence:province_link"), {"url": first, "title": "Panduan"}
    )
    link = Document.objects.of_province().get()
    page = client.get(url("detail", link)).content.decode()
    moved = client.post(
        url("province_relink", link),
        {"url": "https://contoh.go.id/baru", "reason": "Laman dipindahkan"},
    )

    assert added.url == moved.url == url("detail", link)
    assert url("province_relink", link) in page
    assert url("province_recheck", link.current) in page
    assert [v.url for v in link.versions.order_by("number")] == [
        first,
        "https://contoh.go.id/baru",
    ]
    assert client_for(member).get(url("province_relink", link)).status_code == 403
    assert taken_over(link, member).current.url == "https://contoh.go.id/baru"
