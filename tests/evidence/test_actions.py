import hashlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts import audit
from accounts.models import AuditEvent
from evidence import actions
from evidence.actions import EvidenceError
from evidence.enums import DocumentKind, DocumentState
from evidence.models import Document, DocumentVersion
from evidence.uploads import UploadError
from tests.factories import AgencyFactory, DocumentFactory, UserFactory

pytestmark = pytest.mark.django_db


def pdf(content=b"isi", name="sk.pdf"):
    return SimpleUploadedFile(name, b"%PDF-1.7 " + content)


def stored(agency=None, **description):
    agency = agency or AgencyFactory()
    description = {"kind": DocumentKind.DECREE} | description
    return actions.upload(pdf(), agency=agency, by=UserFactory(), **description)


def bytes_of(version):
    with version.file.open("rb") as file:
        return file.read()


def last_event():
    return AuditEvent.objects.order_by("-position").first()


def test_upload_stores_the_bytes_under_a_random_name():
    document = stored(title="SK Tim")

    version = document.current
    assert bytes_of(version) == b"%PDF-1.7 isi"
    assert version.sha256 == hashlib.sha256(b"%PDF-1.7 isi").hexdigest()
    assert "sk" not in version.file.name.rsplit("/", 1)[-1]
    assert (version.number, version.original_name) == (1, "sk.pdf")
    assert last_event().verb == "document.uploaded"
    assert last_event().data["sha256"] == version.sha256


def test_upload_without_a_title_takes_the_name_of_the_file():
    assert stored().title == "sk"


def test_upload_of_the_same_bytes_gives_the_document_that_has_them():
    first = stored()

    again = stored(first.agency, title="Lain")

    assert again == first
    assert Document.objects.count() == 1


def test_upload_of_the_same_bytes_by_another_agency_is_another_document():
    assert stored() != stored()


def test_upload_of_withdrawn_bytes_is_a_new_document():
    first = stored()
    actions.withdraw(first, reason="Salah", by=UserFactory())

    assert stored(first.agency) != first


def test_upload_refused_stores_nothing():
    with pytest.raises(UploadError):
        actions.upload(
            SimpleUploadedFile("a.pdf", b"MZ"), agency=AgencyFactory(), by=UserFactory()
        )
    with pytest.raises(ValidationError):
        stored(kind="nonsense")

    assert not Document.objects.exists()


def test_upload_that_fails_leaves_no_file_behind(monkeypatch, settings):
    monkeypatch.setattr(
        DocumentVersion, "save", lambda self, **_: (_ for _ in ()).throw(RuntimeError)
    )

    with pytest.raises(RuntimeError):
        stored()

    assert [p for p in settings.MEDIA_ROOT.rglob("*") if p.is_file()] == []


def test_replace_keeps_the_version_before():
    document = stored()
    first = document.current

    actions.replace(document, pdf(b"baru"), reason=" Diperbarui ", by=UserFactory())

    document.refresh_from_db()
    assert document.current.number == 2
    assert document.current.reason == last_event().data["reason"] == "Diperbarui"
    assert bytes_of(first) == b"%PDF-1.7 isi"
    assert last_event().verb == "document.replaced"


def test_replace_needs_a_reason():
    document = stored()

    with pytest.raises(EvidenceError, match="Tulis alasan penggantian"):
        actions.replace(document, pdf(b"baru"), reason=" ", by=UserFactory())

    assert document.versions.count() == 1


def test_replace_by_the_same_bytes_or_after_withdrawal_is_refused():
    document = stored()
    with pytest.raises(EvidenceError, match="sama persis"):
        actions.replace(document, pdf(), reason="Diperbarui", by=UserFactory())
    actions.withdraw(document, reason="Salah", by=UserFactory())

    with pytest.raises(EvidenceError, match="sudah ditarik"):
        actions.replace(document, pdf(b"baru"), reason="Diperbarui", by=UserFactory())


def test_withdraw_needs_a_reason_and_happens_once():
    document, user = stored(), UserFactory()
    with pytest.raises(EvidenceError, match="Tulis alasan"):
        actions.withdraw(document, reason=" ", by=user)

    document = actions.withdraw(document, reason=" Salah berkas ", by=user)

    assert (document.withdrawn_reason, document.withdrawn_by) == ("Salah berkas", user)
    assert document.state is DocumentState.WITHDRAWN
    assert last_event().verb == "document.withdrawn"
    with pytest.raises(EvidenceError, match="sudah ditarik"):
        actions.withdraw(document, reason="Lagi", by=user)


def test_record_download_names_the_version_and_the_reader():
    document, reader = DocumentFactory(), UserFactory()

    actions.record_download(document.current, by=reader)

    event = last_event()
    assert (event.verb, event.actor) == ("document.downloaded", reader.username)
    assert event.data == {"version": 1}


def test_upload_that_can_not_be_recorded_leaves_no_bytes(monkeypatch, settings):
    def fail(*args, **kwargs):
        raise RuntimeError("no trail")

    agency = AgencyFactory()
    monkeypatch.setattr(audit, "record", fail)

    with pytest.raises(RuntimeError, match="no trail"):
        stored(agency)

    assert not Document.objects.filter(agency=agency).exists()
    assert [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()] == []
