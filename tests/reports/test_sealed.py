"""Signatures that are made, read, kept and refused, with a real authority over HTTP."""

import io
import shutil
import subprocess

import pytest
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import SigFieldSpec
from weasyprint import HTML

from accounts.models import AuditEvent
from reports import actions, sealed, signing
from reports.enums import Coverage, SignatureSource, Stamp, Standing, Trust
from reports.models import Signature, SignedFile
from tests.reports.authority import PASSPHRASE, Authority, serving

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

PAGE = "<h1>Laporan</h1><p>Indeks 3,46</p>"


@pytest.fixture(scope="module")
def authority():
    with serving() as found:
        yield found


@pytest.fixture(scope="module")
def page():
    return HTML(string=PAGE).write_pdf()


@pytest.fixture
def trusted(settings, tmp_path, authority):
    """The authority is trusted; nothing signs yet."""
    path = tmp_path / "roots.pem"
    path.write_bytes(authority.pem())
    settings.SIGNATURE_ROOTS = str(path)


def use(settings, tmp_path, authority, name="Sekretaris Uji"):
    path = tmp_path / "certificate.p12"
    path.write_bytes(authority.pkcs12(name))
    settings.SIGNING_CERTIFICATE = str(path)
    settings.SIGNING_PASSPHRASE = PASSPHRASE


@pytest.fixture
def certificate(settings, tmp_path, authority, trusted):
    use(settings, tmp_path, authority)


@pytest.fixture
def document(determined, head, page):
    issued = actions.issue_report(determined[0], by=head)
    return actions.finish(actions.begin(issued.pk), page)


def outside(data, authority, field="BSrE", **more):
    """Signed as by another program, with a certificate that the portal does not have."""
    signer = signers.SimpleSigner.load_pkcs12_data(
        authority.pkcs12("Kepala Dinas 196412151990031009"),
        other_certs=[],
        passphrase=PASSPHRASE.encode(),
    )
    written = io.BytesIO()
    signers.sign_pdf(
        IncrementalPdfFileWriter(io.BytesIO(data)),
        signers.PdfSignatureMetadata(field_name=field),
        signer,
        output=written,
        **more,
    )
    return written.getvalue()


def content_changed(data):
    """An addition at the end that draws something else on the page."""
    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    stream = writer.root["/Pages"]["/Kids"][0]["/Contents"]
    stream._data = stream.data.replace(b"BT", b"BT 1 0 0 1 9 9 Tm", 1)
    stream._encoded_data = None
    writer.mark_update(writer.root["/Pages"]["/Kids"][0].raw_get("/Contents"))
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def bytes_of(file):
    with file.open("rb") as stored:
        return stored.read()


# Made here


def test_sign_keeps_the_issued_bytes_and_says_what_was_verified(
    document, by, certificate, page
):
    signed = actions.sign(document, by=by)

    found = signed.signatures.get()
    assert bytes_of(document.file) == page
    assert bytes_of(document.served()).startswith(page)
    assert (found.name, found.coverage) == ("Sekretaris Uji", Coverage.WHOLE)
    assert (found.trust, found.stamp, found.long_term) == (
        Trust.TRUSTED,
        Stamp.NONE,
        False,
    )
    event = AuditEvent.objects.order_by("-position").first()
    assert (event.verb, event.data["sha256"]) == ("report.signed", signed.sha256)


def test_sign_with_a_time_stamp(document, by, certificate, settings, authority):
    settings.TIMESTAMP_URL = f"{authority.address}/tsa"

    found = actions.sign(document, by=by).signatures.get()

    assert (found.stamp, found.long_term) == (Stamp.TRUSTED, False)
    assert found.stamped_at is not None


def test_sign_for_the_long_term_brings_the_proofs(
    document, by, certificate, settings, authority
):
    settings.TIMESTAMP_URL = f"{authority.address}/tsa"
    settings.SIGNING_LONG_TERM = True

    signed = actions.sign(document, by=by)

    found = signed.signatures.get()
    assert (found.long_term, found.coverage) == (True, Coverage.REVISION)
    assert signed.archive_stamps == 1


def test_sign_twice_keeps_both_signatures(document, by, certificate):
    first = actions.sign(document, by=by)
    second = actions.sign(document, by=by)

    assert (first.number, second.number) == (1, 2)
    assert second.base_sha256 == first.sha256
    assert [row.coverage for row in second.signatures.order_by("position")] == [
        Coverage.REVISION,
        Coverage.WHOLE,
    ]


def test_a_second_program_finds_the_signature_valid(
    document, by, certificate, tmp_path
):
    path = tmp_path / "signed.pdf"
    path.write_bytes(bytes_of(actions.sign(document, by=by).file))

    said = subprocess.run(
        ["pdfsig", path], capture_output=True, text=True, check=True
    ).stdout

    assert "Signature is Valid" in said
    assert "Total document signed" in said
    assert "Sekretaris Uji" in said


def test_a_second_program_sees_a_changed_byte(document, by, certificate, tmp_path):
    data = bytearray(bytes_of(actions.sign(document, by=by).file))
    data[data.index(b"/MediaBox") + 2] ^= 1
    path = tmp_path / "changed.pdf"
    path.write_bytes(data)

    said = subprocess.run(["pdfsig", path], capture_output=True, text=True, check=False)

    assert "Signature is Valid" not in said.stdout
    assert not sealed.read(bytes(data)).holds


def test_sign_without_a_certificate_is_refused(document, by):
    with pytest.raises(actions.ReportError, match="belum diatur"):
        actions.sign(document, by=by)


def test_sign_keeps_nothing_when_the_authority_is_silent(
    document, by, certificate, settings
):
    settings.TIMESTAMP_URL = "http://127.0.0.1:9/tsa"

    with pytest.raises(actions.ReportError, match="otoritas stempel waktu"):
        actions.sign(document, by=by)

    assert not SignedFile.objects.exists()


def test_sign_with_a_wrong_passphrase_keeps_nothing(
    document, by, certificate, settings
):
    settings.SIGNING_PASSPHRASE = "keliru"

    with pytest.raises(actions.ReportError, match="kata"):
        actions.sign(document, by=by)

    assert not SignedFile.objects.exists()


def test_sign_of_a_stranger_is_not_called_trusted(
    document, by, trusted, settings, tmp_path
):
    use(settings, tmp_path, Authority("Otoritas Lain"))

    assert actions.sign(document, by=by).signatures.get().trust == Trust.UNTRUSTED


def test_sign_without_roots_says_that_trust_was_not_checked(
    document, by, certificate, settings
):
    settings.SIGNATURE_ROOTS = ""

    assert actions.sign(document, by=by).signatures.get().trust == Trust.UNCHECKED


MODULES = (
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
)


@pytest.fixture
def token(tmp_path, monkeypatch, authority, settings):
    """A token of SoftHSM with a key and its certificate."""
    from pathlib import Path

    from cryptography.hazmat.primitives import serialization

    module = next((path for path in MODULES if Path(path).exists()), None)
    if module is None or not shutil.which("softhsm2-util"):
        pytest.skip("SoftHSM is missing")
    (tmp_path / "tokens").mkdir()
    config = tmp_path / "softhsm2.conf"
    config.write_text(f"directories.tokendir = {tmp_path / 'tokens'}\n")
    monkeypatch.setenv("SOFTHSM2_CONF", str(config))
    key, certificate = authority.issue("Sekretaris Token")
    path = tmp_path / "key.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    util = ["softhsm2-util", "--token", "portal", "--pin", "1234"]
    start = ["--init-token", "--free", "--label", "portal", "--so-pin", "5678"]
    subprocess.run(
        ["softhsm2-util", *start, "--pin", "1234"], check=True, capture_output=True
    )
    given = ["--import", path, "--label", "kunci", "--id", "01"]
    subprocess.run([*util, *given], check=True, capture_output=True)
    put_certificate(module, certificate)
    settings.SIGNING_MODULE, settings.SIGNING_TOKEN = module, "portal"
    settings.SIGNING_LABEL, settings.SIGNING_PASSPHRASE = "kunci", "1234"


def put_certificate(module, certificate):
    from cryptography.hazmat.primitives import serialization
    from pkcs11 import Attribute, CertificateType, ObjectClass, lib

    token = lib(module).get_token(token_label="portal")
    with token.open(rw=True, user_pin="1234") as session:
        session.create_object(
            {
                Attribute.CLASS: ObjectClass.CERTIFICATE,
                Attribute.CERTIFICATE_TYPE: CertificateType.X_509,
                Attribute.TOKEN: True,
                Attribute.LABEL: "kunci",
                Attribute.ID: b"\x01",
                Attribute.SUBJECT: certificate.subject.public_bytes(),
                Attribute.VALUE: certificate.public_bytes(serialization.Encoding.DER),
            }
        )


def test_sign_with_a_token(document, by, trusted, token):
    found = actions.sign(document, by=by).signatures.get()

    assert (found.name, found.trust) == ("Sekretaris Token", Trust.TRUSTED)


# Made outside


def test_accept_signed_keeps_exactly_the_bytes_that_came(
    document, by, trusted, authority, page
):
    data = outside(page, authority)

    signed = actions.accept_signed(document, io.BytesIO(data), by=by)

    assert bytes_of(document.served()) == data
    assert bytes_of(document.file) == page
    assert signed.source == SignatureSource.OUTSIDE
    found = signed.signatures.get()
    assert (found.trust, found.coverage) == (Trust.TRUSTED, Coverage.WHOLE)
    assert found.shown_name == "Kepala Dinas …"


def test_accept_signed_after_one_made_here(document, by, certificate, authority):
    first = actions.sign(document, by=by)
    data = outside(bytes_of(first.file), authority)

    second = actions.accept_signed(document, io.BytesIO(data), by=by)

    assert (second.number, second.signatures.count()) == (2, 2)


def test_accept_signed_with_a_picture_of_the_signature(
    document, by, trusted, authority, page
):
    spec = SigFieldSpec("BSrE", on_page=0, box=(50, 50, 200, 110))
    data = outside(page, authority, new_field_spec=spec)

    assert actions.accept_signed(document, io.BytesIO(data), by=by).number == 1


def refused(document, data, by):
    with pytest.raises(actions.ReportError) as refusal:
        actions.accept_signed(document, io.BytesIO(data), by=by)
    assert not SignedFile.objects.exists()
    assert not Signature.objects.exists()
    return str(refusal.value)


def test_accept_signed_refuses_the_same_file(document, by, page):
    assert "sama persis" in refused(document, page, by)


def test_accept_signed_refuses_another_document(document, by, authority):
    other = HTML(string=PAGE.replace("3,46", "4,46")).write_pdf()

    assert "bukan lanjutan" in refused(document, outside(other, authority), by)


def test_accept_signed_refuses_rubbish_at_the_end(document, by, page):
    assert "Tidak ada tanda tangan baru" in refused(document, page + b"\x00" * 900, by)


def test_accept_signed_refuses_content_changed_before_signing(
    document, by, authority, page
):
    data = outside(content_changed(page), authority)

    assert "perubahan lain" in refused(document, data, by)


def test_accept_signed_refuses_content_changed_after_signing(
    document, by, authority, page
):
    data = content_changed(outside(page, authority))

    assert "tidak sah" in refused(document, data, by)


def test_accept_signed_refuses_an_addition_without_a_signature(document, by, page):
    assert "Tidak ada tanda tangan baru" in refused(document, content_changed(page), by)


def test_accept_signed_refuses_a_broken_signature(document, by, authority, page):
    data = bytearray(outside(page, authority))
    data[data.index(b"/M (D") + len(r"/M (D\0722")] ^= 1  # the year of signing

    assert "tidak sah" in refused(document, bytes(data), by)


def test_accept_signed_refuses_a_picture_over_the_page(document, by, authority, page):
    spec = SigFieldSpec("BSrE", on_page=0, box=(0, 0, 595, 842))

    assert "menutupi" in refused(
        document, outside(page, authority, new_field_spec=spec), by
    )


def test_accept_signed_refuses_a_file_signed_before_the_last_signature(
    document, by, certificate, authority, page
):
    actions.sign(document, by=by)

    with pytest.raises(actions.ReportError, match="bukan lanjutan"):
        actions.accept_signed(document, io.BytesIO(outside(page, authority)), by=by)
    assert SignedFile.objects.count() == 1


def test_accept_signed_refuses_a_large_file(document, by, page, monkeypatch):
    monkeypatch.setattr("reports.actions.signatures.SIGNED_MAX", len(page))

    assert "melebihi" in refused(document, page + b"x", by)


# What takes no signature


def test_a_draft_is_not_signed(determined, head, by, page, certificate):
    from tests.factories import AssessmentFactory, PeriodFactory
    from tests.reports.builders import fill

    period = PeriodFactory(year=2026, quarter=2, version=determined[0].version)
    draft = fill(AssessmentFactory(period=period), "345")
    issued = actions.issue_report(draft, by=by)
    made = actions.finish(actions.begin(issued.pk), page)

    with pytest.raises(actions.ReportError, match="Konsep"):
        actions.sign(made, by=by)


def test_a_revoked_document_is_not_signed(document, by, certificate):
    actions.revoke(document, reason="Keliru.", by=by)

    with pytest.raises(actions.ReportError, match="dicabut"):
        actions.sign(document, by=by)


# Revoking


def test_revoke_is_kept_with_its_reason(document, by):
    actions.revoke(document, reason="Salah lampiran.", by=by)

    document.refresh_from_db()
    assert document.standing() is Standing.REVOKED
    event = AuditEvent.objects.order_by("-position").first()
    assert (event.verb, event.data["reason"]) == ("report.revoked", "Salah lampiran.")


def test_revoke_twice_is_refused(document, by):
    actions.revoke(document, reason="Keliru.", by=by)

    with pytest.raises(actions.ReportError, match="sudah dicabut"):
        actions.revoke(document, reason="Lagi.", by=by)


def test_revoke_of_what_is_not_made_is_refused(determined, head, by):
    issued = actions.issue_report(determined[0], by=head)

    with pytest.raises(actions.ReportError, match="sudah terbit"):
        actions.revoke(issued, reason="Keliru.", by=by)


# Reading


def test_read_of_rubbish_is_unreadable():
    assert not sealed.read(b"%PDF-1.7 rubbish").is_readable


@pytest.mark.parametrize("output", [b"", b"{", b"[]", b'{"end": true}', b'"x"'])
def test_a_reader_that_did_not_end_is_unreadable(output):
    assert sealed.understood(output) is sealed.UNREADABLE


def test_is_configured(settings):
    assert not signing.is_configured()
    settings.SIGNING_MODULE = "/lib.so"
    assert signing.is_configured()
