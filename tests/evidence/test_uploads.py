import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from evidence import uploads
from evidence.uploads import UploadError
from tests.evidence import samples
from tests.evidence.samples import ODS, archive, office, open_document, picture


def of_zip_version(number):
    """An archive whose list of members asks for a version of ZIP."""
    return archive({"a": "x"}).replace(
        b"PK\x01\x02\x14\x03\x14", b"PK\x01\x02\x14\x03%c" % number
    )


def check(content, name="bukti.dat"):
    return uploads.check(SimpleUploadedFile(name, content))


@pytest.mark.parametrize(
    ("content", "suffix"),
    [
        (b"%PDF-1.7", "pdf"),
        (picture("PNG"), "png"),
        (picture("JPEG"), "jpg"),
        (picture("WEBP"), "webp"),
        (samples.heic(), "heic"),
        (samples.mp4(), "mp4"),
        (open_document(), "odt"),
        (open_document(ODS), "ods"),
        (office("word/document.xml"), "docx"),
        (office("xl/workbook.xml"), "xlsx"),
        (office("ppt/presentation.xml"), "pptx"),
    ],
)
def test_check_takes_the_type_from_the_content(content, suffix):
    found = check(content, "foto.exe")

    assert found.name == f"foto.{suffix}"
    assert found.size == len(content)
    assert found.sha256 == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (
            b"",
            "Berkas kosong (0 bita). Periksa berkas di perangkat Anda, lalu unggah lagi.",
        ),
        (
            b"MZ\x90\x00\x03",
            "Jenis berkas ini tidak diterima. Unggah sebagai PDF, DOCX",
        ),
        (b"PK\x03\x04 rusak", "Berkas rusak atau tidak lengkap."),
        (of_zip_version(99), "Berkas rusak atau tidak lengkap."),
    ],
)
def test_check_refuses_with_a_sentence(content, sentence):
    with pytest.raises(
        UploadError, match=sentence.replace("(", r"\(").replace(")", r"\)")
    ):
        check(content, "bukti.pdf")


def test_check_refuses_a_file_over_the_limit(settings):
    settings.MAX_UPLOAD_BYTES = 1024 * 1024

    with pytest.raises(UploadError, match="Berkas melebihi 1 MB"):
        check(b"%PDF-" + b"0" * 1024 * 1024)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("..\\..\\rahasia.pdf", "rahasia.pdf"),
        ("a/b/c.pdf", "c.pdf"),
        ("nama\u202efdp.exe", "namafdp.pdf"),
        ("   .pdf", "berkas.pdf"),
        ("SK No. 5.pdf", "SK No. 5.pdf"),
        ("x" * 300 + ".pdf", "x" * 150 + ".pdf"),
    ],
)
def test_check_makes_the_name_safe_to_show(given, kept):
    assert uploads._name(given, "pdf") == kept


def request(settings, size, *, claimed=None):
    """A request whose file has `size` bytes and whose header claims another length."""
    settings.FILE_UPLOAD_HANDLERS = ["evidence.uploads.StreamingUploadHandler"]
    file = SimpleUploadedFile("a.pdf", b"%PDF-" + b"0" * (size - 5))
    made = RequestFactory().post("/", {"title": "SK", "file": file})
    if claimed:
        made.META["CONTENT_LENGTH"] = str(claimed)
    return made


def test_a_file_within_the_limit_is_streamed_to_disk(settings):
    made = request(settings, 200_000)

    file = made.FILES["file"]
    assert file.size == 200_000
    assert file.temporary_file_path()
    assert uploads.refusal_of(made) is None
    file.close()


@pytest.mark.parametrize("megabytes", [2, 6])
def test_a_file_over_the_limit_is_stopped_and_the_fields_are_kept(settings, megabytes):
    settings.MAX_UPLOAD_BYTES = 1024 * 1024

    made = request(settings, megabytes * 1024 * 1024)

    assert made.POST["title"] == "SK"
    assert "file" not in made.FILES
    assert uploads.refusal_of(made).status == 413


def test_a_claim_over_the_limit_is_stopped_before_the_file(settings):
    made = request(settings, 1000, claimed=5 * 1024**3)

    assert made.POST["title"] == "SK"
    assert "file" not in made.FILES
    assert uploads.refusal_of(made).status == 413
