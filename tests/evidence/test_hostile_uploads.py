"""What the portal answers to files made to do harm; the table is the documentation.

Each goes the plain way (a form) and the resumable way (tus, then a claim). A refusal is
422 with a sentence; what is taken has its type by content, a name that is safe to show,
and leaves only as an attachment or shut off in a sandbox.
"""

import html
import struct
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.enums import Role
from evidence.models import Document
from tests.evidence import samples
from tests.evidence.protocol import Tus
from tests.evidence.samples import archive, office, open_document
from tests.factories import AgencyFactory, UserFactory

pytestmark = pytest.mark.django_db

UNACCEPTED = "Jenis berkas ini tidak diterima. Unggah sebagai PDF"
DAMAGED = "Berkas rusak atau tidak lengkap."
MACROS = "Berkas memuat makro."
PAGE = "Berkas memuat halaman web di dalamnya."
HUGE = "Isi berkas terlalu besar bila dibuka."
SCRIPT = b"<script>alert(document.cookie)</script>"
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
MACRO_TYPES = (
    "<Override ContentType='application/vnd.ms-word.document.macroEnabled.main+xml'/>"
)


def bomb():
    """Ten megabytes that say they are ten gigabytes; nothing of it is unpacked."""
    small = bytearray(office(big="x"))
    at = small.rfind(b"PK\x01\x02")
    while struct.unpack_from("<H", small, at + 28)[0] != len("big"):
        at = small.rfind(b"PK\x01\x02", 0, at)
    struct.pack_into("<I", small, at + 24, 0xF0000000)
    return bytes(small)


def long_list():
    """An archive whose end record announces a list of a gigabyte."""
    small = bytearray(office())
    at = small.rfind(b"PK\x05\x06")
    struct.pack_into("<I", small, at + 12, 1 << 30)
    return bytes(small)


def encrypted():
    small = bytearray(office())
    struct.pack_into("<H", small, small.rfind(b"PK\x01\x02") + 8, 1)
    return bytes(small)


REFUSED = {
    "page in a PDF": (b"%PDF-1.7\n<html>" + SCRIPT, "laporan.pdf", PAGE),
    "PDF in a page": (b"<html>" + SCRIPT + samples.PDF, "laporan.pdf", UNACCEPTED),
    "page in a picture": (
        samples.picture("JPEG")[:20] + SCRIPT + samples.picture("JPEG"),
        "foto.jpg",
        PAGE,
    ),
    "SVG with a script": (b"<svg>" + SCRIPT + b"</svg>", "logo.svg", UNACCEPTED),
    "SVG called PNG": (b"<svg>" + SCRIPT + b"</svg>", "logo.png", UNACCEPTED),
    "page": (b"<!doctype html>" + SCRIPT, "surat.pdf", UNACCEPTED),
    "EICAR text": (EICAR, "eicar.txt", UNACCEPTED),
    "EICAR called PDF": (EICAR, "eicar.pdf", UNACCEPTED),
    "program": (b"MZ\x90\x00" + b"\0" * 100, "laporan.pdf", UNACCEPTED),
    "old or locked office file": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
        "surat.doc",
        "Berkas Office lama atau terkunci kata sandi tidak diterima.",
    ),
    "MOV": (samples.mp4(b"qt  "), "rekaman.mp4", "Video MOV tidak diterima."),
    "AVIF": (samples.box(b"ftyp", b"avif\0\0\0\0"), "foto.heic", UNACCEPTED),
    "ZIP": (archive({"a.txt": "x"}), "bukti.docx", "Jenis berkas ZIP tidak diterima."),
    "ZIP bomb": (bomb(), "laporan.docx", HUGE),
    "ZIP with a huge list": (long_list(), "laporan.docx", HUGE),
    "ZIP of very many members": (
        archive(dict.fromkeys(map(str, range(20_001)), ""), zipfile.ZIP_STORED),
        "laporan.docx",
        HUGE,
    ),
    "ZIP that climbs": (office(**{"../../etc/x": "x"}), "a.docx", DAMAGED),
    "encrypted members": (encrypted(), "a.docx", "Berkas terkunci kata sandi."),
    "DOCX with a macro": (office(**{"word/vbaProject.bin": "x"}), "a.docx", MACROS),
    "DOCM called DOCX": (
        archive({samples.CONTENT_TYPES: MACRO_TYPES, "word/document.xml": "x"}),
        "a.docx",
        MACROS,
    ),
    "XLSX with an old macro": (
        office("xl/workbook.xml", **{"xl/macrosheets/sheet1.xml": "x"}),
        "a.xlsx",
        MACROS,
    ),
    "ODT with a macro": (
        open_document(**{"Basic/Standard/Module1.xml": "x"}),
        "a.odt",
        MACROS,
    ),
    "presentation of an unlisted type": (
        open_document("application/vnd.oasis.opendocument.presentation"),
        "a.odt",
        "Jenis berkas ZIP tidak diterima.",
    ),
    "DOCX cut off": (office()[:-30], "a.docx", DAMAGED),
    "PNG cut off": (samples.picture("PNG")[:15], "a.png", DAMAGED),
    "JPEG cut off": (samples.picture("JPEG")[:8], "a.jpg", DAMAGED),
    "WEBP cut off": (samples.picture("WEBP")[:20], "a.webp", DAMAGED),
    "HEIC without a picture": (
        samples.box(b"ftyp", b"heic\0\0\0\0"),
        "a.heic",
        DAMAGED,
    ),
    "MP4 cut off": (samples.mp4()[:-30], "a.mp4", DAMAGED),
    "MP4 without an index": (samples.box(b"ftyp", b"isom\0\0\0\0"), "a.mp4", DAMAGED),
    "picture of 10 billion points": (
        samples.png_header(100_000, 100_000),
        "a.png",
        "Gambar terlalu besar: 100.000 x 100.000 titik.",
    ),
    "picture without points": (samples.png_header(0, 9), "a.png", DAMAGED),
    "HEIC of 10 billion points": (
        samples.heic(100_000, 100_000),
        "a.heic",
        "Gambar terlalu besar",
    ),
}
TAKEN = {
    "other suffix": (samples.PDF, "laporan.exe", "laporan.pdf"),
    "double suffix": (samples.PDF, "laporan.pdf.exe", "laporan.pdf.pdf"),
    "path": (samples.PDF, "../../etc/cron.d/laporan.pdf", "laporan.pdf"),
    "path of Windows": (samples.PDF, "C:\\data\\laporan.pdf", "laporan.pdf"),
    "300 characters": (samples.PDF, "x" * 300 + ".pdf", "x" * 150 + ".pdf"),
    "right to left": (samples.PDF, "lapor\u202efdp.exe", "laporfdp.pdf"),
    "line break": (samples.PDF, "a\r\nX-Injected: 1.pdf", None),
    "markup": (samples.PDF, "<img src=x onerror=alert(1)>.pdf", None),
    "only dots": (samples.PDF, "....pdf", "berkas.pdf"),
    # shown as damaged once the worker has read it
    "PDF cut off": (b"%PDF-1.7\n1 0 obj", "laporan.pdf", "laporan.pdf"),
}


@pytest.fixture
def member():
    return UserFactory(role=Role.OPD_MEMBER, agency=AgencyFactory())


@pytest.fixture(params=["form", "tus"])
def send(request, member, client_for):
    """A file sent one way or the other: the answer to it."""
    client = client_for(member)

    def by_form(content, name):
        data = {"file": SimpleUploadedFile("x", content), "kind": "OTHER"}
        data["file"]._name = name  # Django's own class would mend it
        return client.post(reverse("evidence:upload"), data)

    def by_tus(content, name):
        upload = Tus(client).sent(content, name)
        return client.post(
            reverse("evidence:claim"), {"upload": upload, "kind": "OTHER"}
        )

    return {"form": by_form, "tus": by_tus}[request.param]


@pytest.mark.parametrize("case", REFUSED)
def test_a_hostile_file_is_refused_with_a_sentence(case, send):
    content, name, sentence = REFUSED[case]

    response = send(content, name)

    assert response.status_code == 422
    assert sentence in html.unescape(response.content.decode())
    assert not Document.objects.exists()


@pytest.mark.parametrize("case", TAKEN)
def test_a_hostile_name_is_mended_and_the_file_leaves_shut_off(
    case, send, member, client_for
):
    content, name, kept = TAKEN[case]

    response = send(content, name)

    assert response.status_code in {200, 302}
    version = Document.objects.get().current
    if kept:
        assert version.original_name == kept
    client = client_for(member)
    shown = client.get(reverse("evidence:detail", args=[version.document_id]))
    assert b"<img src=x" not in shown.content
    file = client.get(reverse("evidence:download", args=[version.pk]))
    disposition = file.headers["Content-Disposition"]
    file.close()
    assert disposition.startswith("attachment")
    assert (disposition + version.original_name).isprintable()
    assert file.headers["X-Content-Type-Options"] == "nosniff"
    assert file.headers["Content-Security-Policy"].startswith("sandbox; default-src")


def test_a_name_with_nul_is_refused_or_mended(member, client_for):
    client = client_for(member)

    upload = Tus(client).sent(samples.PDF, "lap\0oran.pdf")
    claimed = client.post(
        reverse("evidence:claim"), {"upload": upload, "kind": "OTHER"}
    )

    assert claimed.status_code == 200
    assert Document.objects.get().current.original_name == "laporan.pdf"
