"""What runs or hides in a PDF, and its text."""

from io import BytesIO

import pytest
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    NameObject,
    TextStringObject,
)

from spbe_portal.demo.files import pdf as letter

PDF = "application/pdf"


def written(change=None, **encryption):
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    if change:
        change(writer)
    if encryption:
        writer.encrypt(**encryption)
    result = BytesIO()
    writer.write(result)
    return result.getvalue()


def action(kind, **more):
    parts = {NameObject("/S"): NameObject(kind)}
    parts |= {
        NameObject(f"/{key}"): TextStringObject(word) for key, word in more.items()
    }
    return DictionaryObject(parts)


def on_opening(kind, **more):
    def change(writer):
        writer._root_object[NameObject("/OpenAction")] = action(kind, **more)

    return change


def on_a_page(kind, **more):
    def change(writer):
        happens = DictionaryObject({NameObject("/O"): action(kind, **more)})
        writer.pages[0][NameObject("/AA")] = writer._add_object(happens)

    return change


def behind_a_click(kind, **more):
    def change(writer):
        link = DictionaryObject(
            {
                NameObject("/Subtype"): NameObject("/Link"),
                NameObject("/A"): action(kind, **more),
            }
        )
        annotations = ArrayObject([writer._add_object(link)])
        writer.pages[0][NameObject("/Annots")] = annotations

    return change


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (None, []),
        (on_opening("/JavaScript", JS="app.alert(1)"), ["SCRIPT"]),
        (on_opening("/URI", URI="https://contoh.id"), ["LAUNCH"]),
        (on_opening("/GoTo", D="awal"), []),
        (on_opening("/Launch", F="cmd.exe"), ["LAUNCH"]),
        (on_a_page("/URI", URI="https://contoh.id"), ["LAUNCH"]),
        (on_a_page("/JavaScript", JS="1"), ["SCRIPT"]),
        (behind_a_click("/URI", URI="https://contoh.id"), []),
        (behind_a_click("/Launch", F="cmd.exe"), ["LAUNCH"]),
        (lambda writer: writer.add_attachment("a.exe", b"MZ"), ["EMBEDDED"]),
    ],
)
def test_what_is_active_is_found(read, change, expected):
    report, _ = read(written(change), PDF)

    assert report.findings == expected
    assert report.pages == 1


def test_a_locked_file_is_said_to_be_locked(read):
    report, _ = read(written(user_password="rahasia", algorithm="RC4-128"), PDF)

    assert report.findings == ["ENCRYPTED"]
    assert report.text == ""


def test_a_file_that_anyone_may_open_is_not_locked(read):
    report, _ = read(
        written(user_password="", owner_password="x", algorithm="RC4-128"), PDF
    )

    assert report.findings == []


def test_the_text_is_read(read):
    pages = [("Dasar", ("Peraturan Gubernur",)), ("Isi", ("Tata kelola SPBE",))]

    report, _ = read(letter("Provinsi", "Dinas", "Surat", "12", pages), PDF)

    assert report.pages == 2
    assert "Peraturan Gubernur" in report.text
    assert "Tata kelola SPBE" in report.text


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7",
        written()[:200],
        b"%PDF-1.7\n" + b"1 0 obj\n<<" * 5000,
        b"%PDF-1.7\n" + b"[" * 200_000,
        b"%PDF-1.7\ntrailer<</Root 1 0 R>>\n1 0 obj<</Pages 1 0 R/Kids[1 0 R]>>endobj",
    ],
)
def test_a_hostile_file_is_damaged_and_nothing_more(read, content):
    report, copy = read(content, PDF)

    assert "DAMAGED" in report.findings
    assert copy is None
