import html
import re
from datetime import date, timedelta

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.models import AuditEvent
from assessments import actions as assessments
from evidence import actions
from evidence.enums import DocumentKind
from evidence.models import Document, DocumentVersion, Inspection
from tests.factories import (
    AgencyFactory,
    AssessmentFactory,
    DocumentFactory,
    UserFactory,
)

LIST = reverse("evidence:list")
UPLOAD = reverse("evidence:upload")
HTMX = {"HX-Request": "true"}
POLICY = "sandbox; default-src 'none'"


@pytest.fixture
def agency(db):
    return AgencyFactory(code="2.01", name="Dinas Ikan")


@pytest.fixture
def member(agency):
    return UserFactory(role=Role.OPD_MEMBER, agency=agency)


def url(name, subject):
    return reverse(f"evidence:{name}", args=[subject.pk])


def words(response):
    """What a person reads: no tags, single spaces."""
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", html.unescape(text))


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def pdf(content=b"isi", name="sk.pdf"):
    return SimpleUploadedFile(name, b"%PDF-1.7 " + content)


def downloads():
    return AuditEvent.objects.filter(verb="document.downloaded").count()


# List


def test_list_shows_the_own_library(agency, member, client_for):
    own = DocumentFactory(agency=agency, title="Pedoman Keamanan")
    DocumentFactory(title="Milik lain")

    response = client_for(member).get(LIST)

    assert list(response.context["page"].object_list) == [own]
    assert "Pedoman Keamanan" in words(response)
    assert "Unggah dokumen" in words(response)


def test_list_names_the_agency_to_who_sees_several(agency, client_for):
    DocumentFactory(agency=agency)

    response = client_for(Role.AUDITOR).get(LIST)

    assert "Dinas Ikan" in words(response)
    assert "Unggah dokumen" not in words(response)


def test_list_is_narrowed_by_words_kind_and_validity(agency, member, client_for):
    today = timezone.localdate()
    decree = DocumentFactory(
        agency=agency, title="SK Tim", number="188/2026", kind=DocumentKind.DECREE
    )
    expired = DocumentFactory(
        agency=agency, title="Laporan", valid_until=today - timedelta(days=1)
    )
    gone = DocumentFactory(agency=agency, title="Salah unggah")
    actions.withdraw(gone, reason="Salah berkas", by=member)
    actions.refresh_search(decree)
    client = client_for(member)

    def found(**query):
        return set(client.get(LIST, query).context["page"].object_list)

    assert found() == {decree, expired}
    assert found(q="sk tim") == found(q="188") == {decree}
    assert found(kind="DECREE") == found(validity="berlaku") == {decree}
    assert found(validity="lewat") == {expired}
    assert found(validity="ditarik") == {gone}
    assert found(kind="nonsense") == {decree, expired}


def test_list_fragment_is_a_part_of_the_page(agency, member, client_for):
    DocumentFactory(agency=agency)
    client = client_for(member)

    page = client.get(LIST).content.decode()
    fragment = client.get(LIST, headers=HTMX).content.decode()

    assert fragment.strip() in page
    assert "<html" not in fragment


def test_list_is_paged_at_a_constant_cost(
    agency, member, client_for, django_assert_num_queries
):
    client = client_for(member)
    DocumentFactory(agency=agency)
    with django_assert_num_queries(7):
        client.get(LIST)
    for _ in range(25):
        DocumentFactory(agency=agency)

    with django_assert_num_queries(7):
        first = client.get(LIST)

    assert len(first.context["page"].object_list) == 25
    assert "Halaman 1 dari 2" in words(first)


def test_list_says_how_much_room_is_left(agency, member, client_for):
    page = client_for(member).get(LIST)

    assert "Kuota penyimpanan OPD" in words(page)
    assert page.context["usage"].total.used == 0


def test_list_without_documents_shows_the_way_out(member, client_for):
    assert "Unggah dokumen pertama" in words(client_for(member).get(LIST))


# Upload


def test_upload_adds_a_document(agency, member, client_for):
    client = client_for(member)

    shown = client.get(UPLOAD)
    response = client.post(
        UPLOAD,
        {
            "file": pdf(),
            "title": "SK Tim",
            "kind": "DECREE",
            "number": "188/2026",
            "issued_on": "2026-01-05",
            "valid_until": "2027-01-05",
        },
    )

    assert shown.status_code == 200
    document = Document.objects.get()
    assert response.url == url("detail", document)
    assert said(response) == ["“SK Tim” ada di pustaka."]
    assert (document.agency, document.kind) == (agency, "DECREE")
    assert document.valid_until == date(2027, 1, 5)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"file": SimpleUploadedFile("a.pdf", b"")}, "Berkas kosong (0 bita)."),
        ({"file": SimpleUploadedFile("a.pdf", b"MZ\x90")}, "tidak diterima"),
        (
            {"issued_on": "2026-02-01", "valid_until": "2026-01-01"},
            "Masa berlaku mendahului tanggal dokumen.",
        ),
        ({"kind": "nonsense"}, "Jenis:"),
    ],
)
def test_upload_refused_keeps_what_was_typed(member, client_for, changes, sentence):
    data = {"file": pdf(), "title": "SK Tim", "kind": "DECREE"} | changes

    response = client_for(member).post(UPLOAD, data)

    assert response.status_code == 422
    assert sentence in words(response)
    assert 'value="SK Tim"' in response.content.decode()
    assert not Document.objects.exists()


def test_upload_over_the_limit_is_413(member, client_for, settings):
    settings.MAX_UPLOAD_BYTES = 1024 * 1024

    response = client_for(member).post(
        UPLOAD, {"title": "SK", "kind": "DECREE", "file": pdf(b"0" * 1_200_000)}
    )

    assert response.status_code == 413
    assert "Berkas melebihi 1 MB." in words(response)


# One document


def test_detail_shows_versions_hashes_and_where_it_is_cited(agency, member, client_for):
    assessment = AssessmentFactory(agency=agency)
    document = actions.upload(
        pdf(), agency=agency, by=member, kind="DECREE", title="SK"
    )
    answer = assessment.answers.get(indicator__code="I1")
    assessments.cite(answer, document, page="7", by=member)
    actions.replace(document, pdf(b"baru", "sk-baru.pdf"), reason="Baru", by=member)

    response = client_for(member).get(url("detail", document))

    text = words(response)
    for version in DocumentVersion.objects.all():
        assert version.sha256 in text
    assert [v.number for v in response.context["page"].versions] == [2, 1]
    assert "Arsitektur" in text
    assert "halaman 7" in text
    assert f"{assessment.period}: 1 indikator" in text
    assert "versi 1 versi lebih baru ada di pustaka" in text


def test_detail_offers_changes_to_the_agency_alone(agency, client_for):
    document = DocumentFactory(agency=agency)

    response = client_for(Role.AUDITOR).get(url("detail", document))

    assert response.status_code == 200
    assert "Tarik dokumen" not in words(response)


@pytest.mark.parametrize("name", ["detail", "replace", "withdraw"])
def test_a_document_of_another_agency_is_not_found(agency, client_for, name):
    client, address = (
        client_for(Role.OPD_HEAD),
        url(name, DocumentFactory(agency=agency)),
    )

    response = client.get(address) if name == "detail" else client.post(address)

    assert response.status_code == 404


def test_detail_costs_the_same_for_one_and_three_versions(
    agency, member, client_for, django_assert_num_queries
):
    document = actions.upload(pdf(), agency=agency, by=member, kind="DECREE")
    client = client_for(member)
    with django_assert_num_queries(6):
        client.get(url("detail", document))
    for number in (b"2", b"3"):
        actions.replace(document, pdf(number), reason="Baru", by=member)

    with django_assert_num_queries(6):
        client.get(url("detail", document))


def test_replace_adds_a_version(agency, member, client_for):
    document = DocumentFactory(agency=agency)

    response = client_for(member).post(
        url("replace", document), {"file": pdf(), "reason": "Halaman 3 terpotong"}
    )

    assert response.url == url("detail", document)
    document.refresh_from_db()
    assert document.current.number == 2
    page = client_for(member).get(response.url)
    assert "Alasan penggantian: Halaman 3 terpotong" in words(page)


def test_replace_refused_says_why(agency, member, client_for, settings):
    document = actions.upload(pdf(), agency=agency, by=member, kind="DECREE")
    client, address = client_for(member), url("replace", document)

    same = client.post(address, {"file": pdf(), "reason": "Baru"})
    none = client.post(address)
    silent = client.post(address, {"file": pdf(b"baru")})
    settings.MAX_UPLOAD_BYTES = 1024 * 1024
    large = client.post(address, {"file": pdf(b"0" * 1_200_000)})

    assert [r.status_code for r in (same, none, large)] == [422, 422, 413]
    assert "sama persis dengan versi yang berlaku" in words(same)
    assert "Tulis alasan penggantian." in words(silent)
    assert "Berkas melebihi 1 MB." in words(large)
    assert document.versions.count() == 1


def test_withdraw_takes_the_document_out_of_use(agency, member, client_for):
    document = DocumentFactory(agency=agency)
    client, address = client_for(member), url("withdraw", document)

    empty = client.post(address, {"reason": ""})
    response = client.post(address, {"reason": "Salah berkas"})
    again = client.post(address, {"reason": "Sekali lagi"})
    page = client.get(url("detail", document))

    assert empty.status_code == 422
    assert "Tulis alasan penarikan." in words(empty)
    assert response.url == url("detail", document)
    assert again.status_code == 422
    assert "Dokumen ini sudah ditarik." in words(again)
    assert "“Salah berkas”" in words(page)
    assert "Tarik dokumen" not in words(page)


# Files


def test_download_streams_the_file_shut_off_and_on_record(agency, member, client_for):
    content = pdf().read()
    document = actions.upload(pdf(), agency=agency, by=member, kind="DECREE")

    response = client_for(member).get(url("download", document.current))

    assert response.streaming
    assert response.getvalue() == content
    assert response.headers["Content-Disposition"] == 'attachment; filename="sk.pdf"'
    assert response.headers["Content-Security-Policy"] == POLICY
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "private, no-store"
    assert downloads() == 1
    response.close()


def test_preview_shows_a_pdf_in_place(agency, member, client_for):
    document = actions.upload(pdf(), agency=agency, by=member, kind="DECREE")

    response = client_for(member).get(url("preview", document.current))

    assert response.headers["Content-Disposition"] == 'inline; filename="sk.pdf"'
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Security-Policy"] == POLICY
    assert downloads() == 1
    response.close()


def test_preview_of_an_office_document_is_not_found(agency, member, client_for):
    document = DocumentFactory(agency=agency)
    version = DocumentVersion(
        document=document,
        number=2,
        reason="Diperbarui",
        original_name="a.docx",
        content_type="application/msword",
        size=1,
        sha256="0" * 64,
        uploaded_by=member,
        file="evidence/none",
    )
    version.save()

    assert client_for(member).get(url("preview", version)).status_code == 404
    assert downloads() == 0


@pytest.mark.parametrize("name", ["download", "preview"])
def test_a_file_of_another_agency_is_not_found_and_not_on_record(
    agency, client_for, name
):
    version = DocumentFactory(agency=agency).current

    assert client_for(Role.OPD_HEAD).get(url(name, version)).status_code == 404
    assert downloads() == 0


def test_a_mentor_reads_the_evidence_of_the_agencies_assigned(agency, client_for):
    version = DocumentFactory(agency=agency).current
    mentor = UserFactory(role=Role.MENTOR)

    before = client_for(mentor).get(url("download", version)).status_code
    mentor.mentor_assignments.create(
        agency=agency, starts_on=date(2026, 1, 1), assigned_by=mentor
    )

    after = client_for(mentor).get(url("download", version))
    after.close()
    assert (before, after.status_code) == (404, 200)


def test_a_document_in_quarantine_says_so_and_what_to_do(agency, member, client_for):
    document = DocumentFactory(agency=agency)
    Inspection.objects.update_or_create(
        version=document.current,
        defaults={
            "state": "DONE",
            "done_at": timezone.now(),
            "scan": "INFECTED",
            "signature": "Eicar-Test",
            "scanned_at": timezone.now(),
        },
    )
    client = client_for(member)

    listed, page = words(client.get(LIST)), words(client.get(url("detail", document)))

    assert "Terinfeksi (dikarantina)" in listed
    assert "Berlaku" not in listed.split("dokumen")[-1].split("Dikutip")[0]
    assert "pemindai menemukan Eicar-Test" in page
    assert "unggah versi yang bersih" in page
    assert (
        url("download", document.current)
        not in client.get(url("detail", document)).content.decode()
    )


def test_a_refused_replacement_keeps_the_upload_that_was_sent(
    agency, member, client_for
):
    document = DocumentFactory(agency=agency)
    upload = "8f3a1a1e-54f3-4a5b-9c2e-0c6a8f5d7b11"

    page = client_for(member).post(
        url("replace", document), {"upload": upload, "reason": ""}
    )

    assert page.status_code == 422
    assert f'name="upload" value="{upload}"' in page.content.decode()
    assert 'data-uploader="/documents/upload/parts/"' in page.content.decode()


def test_documents_are_described_one_after_the_other(agency, member, client_for):
    first, second, third = (DocumentFactory(agency=agency) for _ in range(3))
    client = client_for(member)
    address = f"{url('describe', first)}?next={second.pk},{third.pk},x"
    data = {"title": "SK Tim", "kind": "DECREE", "tags": "tim"}

    page, saved = client.get(address), client.post(address, data)
    last = client.post(url("describe", third), data)

    assert "Simpan dan berikutnya" in words(page)
    assert f'href="{url("describe", second)}?next={third.pk}"' in page.content.decode()
    assert saved.url == f"{url('describe', second)}?next={third.pk}"
    assert last.url == url("detail", third)
