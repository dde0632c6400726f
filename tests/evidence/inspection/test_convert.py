"""Office documents to PDF, by the real LibreOffice."""

from io import BytesIO

import openpyxl
import pytest
from pypdf import PdfReader

from evidence.inspection import convert
from tests.evidence.conftest import DOCX, docx, soffice

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{DOCX}.main+xml"/></Types>'
)
START = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/officeDocument" Target="word/document.xml"/></Relationships>'
)

pytestmark = pytest.mark.slow


def letter(text):
    body = f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"
    parts = {"[Content_Types]_xml": TYPES, "_rels___rels": START}
    return docx(body, **parts)


def sheet(text):
    book, written = openpyxl.Workbook(), BytesIO()
    book.active["A1"] = text
    book.save(written)
    return written.getvalue()


@pytest.mark.parametrize(("make", "kind"), [(letter, DOCX), (sheet, XLSX)])
def test_an_office_document_becomes_pdf(read, make, kind):
    report, copy = read(make("Surat edaran"), kind, converter=soffice())

    assert report.findings == []
    assert report.preview_type == "application/pdf"
    assert "Surat edaran" in PdfReader(copy).pages[0].extract_text()


def test_a_file_that_libreoffice_can_not_read_has_no_copy(read):
    report, copy = read(b"PK\x03\x04" + bytes(500), DOCX, converter=soffice())

    assert (report.findings, copy) == (["DAMAGED"], None)


def test_other_files_are_not_converted(tmp_path):
    assert convert.to_pdf("/bin/false", tmp_path / "a", "video/mp4", tmp_path) is None
