"""The public page: a code, and a file that somebody drops there."""

import hashlib
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from weasyprint import HTML

from reports import actions, checking, sealed, verify_views
from reports.content import verification
from tests.factories import AssessmentFactory, PeriodFactory
from tests.reports.authority import PASSPHRASE, Authority
from tests.reports.builders import determine, fill, final_assessment

pytestmark = pytest.mark.django_db

FILE = reverse("public:verify_file")


@pytest.fixture(autouse=True)
def _nothing_runs(monkeypatch):
    monkeypatch.setattr("reports.actions.base._send", lambda pk: None)


@pytest.fixture(scope="module")
def page():
    return HTML(string="<h1>Laporan</h1><p>Indeks 3,46</p>").write_pdf()


@pytest.fixture(scope="module")
def authority():
    return Authority()


@pytest.fixture
def document(determined, head, page):
    issued = actions.issue_report(determined[0], by=head)
    return actions.finish(actions.begin(issued.pk), page)


@pytest.fixture
def signed(document, by, settings, tmp_path, authority):
    (tmp_path / "c.p12").write_bytes(authority.pkcs12("Sekretaris 196412151990031009"))
    (tmp_path / "roots.pem").write_bytes(authority.pem())
    settings.SIGNING_CERTIFICATE = str(tmp_path / "c.p12")
    settings.SIGNING_PASSPHRASE = PASSPHRASE
    settings.SIGNATURE_ROOTS = str(tmp_path / "roots.pem")
    return actions.sign(document, by=by)


@pytest.fixture
def unread(monkeypatch):
    """Reading a file takes half a second; what it gives is not asked here."""
    monkeypatch.setattr(sealed, "read", lambda data, base=None: sealed.UNREADABLE)


def bytes_of(file):
    with file.open("rb") as stored:
        return stored.read()


def drop(data, **more):
    upload = SimpleUploadedFile("x.pdf", data, content_type="application/pdf")
    return Client(enforce_csrf_checks=True).post(FILE, {"file": upload} | more)


def shown(response):
    return " ".join(response.content.decode().split())


def by_code(client, document):
    return client.get(reverse("public:verify_code", args=[document.code]))


# By code


def test_code_of_a_signed_document_says_so_without_a_name(client, signed):
    page = shown(by_code(client, signed.document))

    assert "1 tanda tangan, diperiksa saat disimpan" in page
    assert signed.sha256 in page
    assert "Sekretaris" not in page


def test_code_of_an_unsigned_document_claims_no_signature(client, document):
    page = shown(by_code(client, document))

    assert "Kode ini bukan tanda tangan elektronik." in page
    assert "diperiksa saat disimpan" not in page


def test_code_of_a_revoked_document_says_so_without_the_reason(client, document, by):
    actions.revoke(document, reason="Salah nama pegawai.", by=by)

    page = shown(by_code(client, document))

    assert "Dicabut" in page
    assert "dicabut pada" in page
    assert "Salah nama" not in page


def test_code_of_a_replaced_document_names_what_replaces_it(client, document):
    final_assessment(document.period)
    determine(document.period, "BA/2", reason="Menyusul.")

    page = shown(by_code(client, document))

    assert "diganti oleh Berita Acara Nomor <strong>BA/2</strong>" in page


# By file


def test_file_as_issued_is_known(document, page):
    response = drop(page)

    assert response.status_code == 200
    assert "tidak satu bita pun berbeda" in shown(response)
    assert "Dinas Kelautan dan Perikanan" in shown(response)
    assert response["X-Robots-Tag"] == "noindex, nofollow"


def test_file_as_signed_is_known_with_what_was_verified(signed):
    found = shown(drop(bytes_of(signed.file)))

    assert "bertanda tangan dan tersimpan" in found
    assert "Utuh sejak ditandatangani" in found
    assert "Terhubung ke penerbit tepercaya" in found
    assert "pencabutan sertifikat tidak diperiksa" in found
    assert "Sekretaris …" in found
    assert "196412151990031009" not in found


def test_issued_file_of_a_signed_document_is_said_to_be_without_signature(signed, page):
    assert "sebelum ditandatangani" in shown(drop(page))


@pytest.mark.parametrize("place", [0.1, 0.5, 0.99])
def test_one_changed_byte_of_an_issued_file_is_seen(document, page, place, unread):
    changed = bytearray(page)
    changed[int(len(page) * place)] ^= 1

    found = shown(drop(bytes(changed)))

    assert "Berkas tidak tercatat" in found
    assert "tidak satu bita pun berbeda" not in found


@pytest.mark.slow
def test_one_changed_byte_of_a_signed_file_is_seen_and_breaks_the_signature(signed):
    changed = bytearray(bytes_of(signed.file))
    changed[changed.index(b"stream") + 12] ^= 1

    found = shown(drop(bytes(changed)))

    assert "Berkas tidak tercatat" in found
    assert "Rusak: isi berubah sesudah ditandatangani" in found


@pytest.mark.slow
def test_file_with_more_after_the_known_bytes_is_not_called_known(signed):
    found = shown(drop(bytes_of(signed.file) + b"\n% lagi\n%%EOF\n"))

    assert "Berkas berubah sesudah terbit" in found
    assert "Dinas Kelautan dan Perikanan" in found


@pytest.mark.slow
def test_file_signed_elsewhere_has_the_content_but_no_recorded_signature(
    document, page, authority
):
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import signers

    signer = signers.SimpleSigner.load_pkcs12_data(
        authority.pkcs12("Orang lain"), other_certs=[], passphrase=PASSPHRASE.encode()
    )
    written = io.BytesIO()
    signers.sign_pdf(
        IncrementalPdfFileWriter(io.BytesIO(page)),
        signers.PdfSignatureMetadata(field_name="A"),
        signer,
        output=written,
    )

    found = shown(drop(written.getvalue()))

    assert "Isi tercatat, tanda tangan tambahan tidak" in found
    assert "Belum dapat diperiksa" in found


def test_file_of_another_document_than_the_code_says_so(document, page, unread):
    found = shown(drop(b"%PDF-1.7 lain", code=document.code))

    assert "bukan dokumen dengan kode itu" in found


def test_file_of_the_code_is_known(document, page):
    found = shown(drop(page, code=document.code))

    assert "tidak satu bita pun berbeda" in found
    assert "bukan dokumen dengan kode itu" not in found


def test_file_of_a_draft_is_unknown(by, page, unread):
    period = PeriodFactory(year=2026, quarter=2)
    draft = fill(AssessmentFactory(period=period), "345")
    issued = actions.issue_report(draft, by=by)
    actions.finish(actions.begin(issued.pk), page)

    assert "Berkas tidak tercatat" in shown(drop(page))


def test_file_that_is_no_pdf_is_not_read(document, monkeypatch):
    monkeypatch.setattr(sealed, "read", lambda *args, **more: 1 / 0)

    assert "Berkas tidak tercatat" in shown(drop(b"PK\x03\x04"))


def test_nothing_of_a_file_is_kept(document, page, settings, unread):
    before = sorted(settings.MEDIA_ROOT.rglob("*"))

    drop(page)
    drop(page[:-20])

    assert sorted(settings.MEDIA_ROOT.rglob("*")) == before


def test_file_check_says_when_every_reader_is_busy(document, page):
    with checking._turn() as first, checking._turn() as second:
        found = shown(drop(page + b"\n%%EOF\n"))

    assert first
    assert second
    assert "Ada tambahan yang belum diperiksa" in found
    assert "sedang sibuk" in found


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Pilih berkas yang akan diperiksa."),
        ({"file": SimpleUploadedFile("x.pdf", b"")}, "Berkas kosong."),
    ],
)
def test_file_check_of_bad_input_is_refused(client, fields, said):
    response = client.post(FILE, fields)

    assert response.status_code == 422
    assert said in shown(response)


def test_file_too_large_is_refused_before_it_is_read(client):
    response = client.post(
        FILE,
        b"",
        content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(verify_views.CHECK_MAX * 2),
    )

    assert response.status_code == 413
    assert "melebihi 30 MB" in shown(response)


def test_files_are_checked_a_few_times_a_minute(client, document, unread, monkeypatch):
    monkeypatch.setattr("reports.limits.time.time", lambda: 1_000_000.0)
    codes = [drop(b"x").status_code for _ in range(verify_views.FILES_A_MINUTE + 1)]

    assert codes == [200] * verify_views.FILES_A_MINUTE + [429]


def test_file_check_takes_the_same_queries_however_much_was_issued(
    document, page, django_assert_max_num_queries
):
    with django_assert_max_num_queries(10):
        drop(page)


# Earlier states of a file


@pytest.mark.parametrize("ending", [b"", b"\n", b"\r\n", b"\r"])
def test_earlier_states_are_found_whatever_ends_the_line(ending):
    first = b"%PDF-1.7\n%%EOF" + ending

    found = verification.digests_of(first + b"more %%EOF")

    assert hashlib.sha256(first).hexdigest() in found


def test_earlier_states_are_bounded():
    assert len(verification.digests_of(b"%%EOF\r\n" * 10_000)) <= 151
