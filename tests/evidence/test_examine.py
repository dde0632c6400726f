"""A file that another app keeps is judged as evidence is, while its sender waits."""

import hashlib
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from evidence import examine
from evidence.enums import ScanState
from evidence.examine import examine_pdf
from evidence.inspection.work import LIMITS
from evidence.uploads import UploadError
from tests.teams.builders import signed_decree


def sent(content):
    return SimpleUploadedFile("sk.pdf", content)


def on_opening(writer, kind, key, text):
    action = {
        NameObject("/S"): NameObject(kind),
        NameObject(key): TextStringObject(text),
    }
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(action)


def starts_a_program(writer):
    on_opening(writer, "/Launch", "/F", "calc.exe")


def runs_a_script(writer):
    on_opening(writer, "/JavaScript", "/JS", "app.alert(1)")


def locked(writer):
    writer.encrypt("rahasia")


def picture():
    written = BytesIO()
    Image.new("RGB", (4, 4)).save(written, "PNG")
    return written.getvalue()


def test_a_clean_pdf_is_known_by_its_hash(settings, clamd):
    settings.CLAMD = clamd
    file = sent(signed_decree())

    found = examine_pdf(file)

    assert found.scan is ScanState.CLEAN
    assert found.sha256 == hashlib.sha256(signed_decree()).hexdigest()
    assert file.read() == signed_decree()


def test_without_a_scanner_the_file_is_read_all_the_same():
    assert examine_pdf(sent(signed_decree())).scan is ScanState.UNAVAILABLE


def test_a_virus_is_refused(settings, clamd, eicar):
    settings.CLAMD = clamd

    with pytest.raises(UploadError, match="menemukan virus"):
        examine_pdf(sent(signed_decree() + eicar))


def test_a_scanner_out_of_reach_lets_nothing_in(settings):
    settings.CLAMD = "127.0.0.1:9"

    with pytest.raises(UploadError, match="tidak dapat dihubungi"):
        examine_pdf(sent(signed_decree()))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "kosong"),
        (b"MZ" + bytes(200), "tidak diterima"),
        (picture(), "bukan PDF"),
        (b"%PDF-1.7 bukan apa-apa", "rusak"),
        (b"%PDF-1.7 <html><script>", "halaman web"),
        (signed_decree(starts_a_program), "menjalankan program"),
        (
            signed_decree(runs_a_script),
            "memuat skrip",
        ),
        (
            signed_decree(lambda writer: writer.add_attachment("a.exe", b"MZ")),
            "memuat berkas lain",
        ),
        (signed_decree(locked), "kata sandi"),
    ],
)
def test_what_is_no_whole_passive_pdf_is_refused(content, said):
    with pytest.raises(UploadError, match=said):
        examine_pdf(sent(content))


def test_it_is_read_in_confinement(monkeypatch):
    """The reader runs as another process, never in the one that serves."""
    programs = []
    run = examine.work.jail.run

    def watched(program, **options):
        programs.append((program, options["limits"]))
        return run(program, **options)

    monkeypatch.setattr(examine.work.jail, "run", watched)

    examine_pdf(sent(signed_decree()))

    ((program, limits),) = programs
    assert program[1:3] == ["-m", "evidence.inspection.pdf"]
    assert limits == LIMITS
