"""The sheet that says what an archive of evidence holds."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from instruments.queries import definition_of
from lib import formats

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

    from assessments.archive import Entry
    from assessments.models import Assessment

COLUMNS = (
    ("Indikator", 10),
    ("Nama indikator", 40),
    ("Dokumen", 44),
    ("Nomor", 24),
    ("Versi", 7),
    ("Berkas dalam arsip", 60),
    ("SHA-256", 68),
    ("Halaman", 12),
    ("Butir", 14),
    ("Ukuran (bita)", 14),
    ("Alamat tautan", 40),
    ("Keterangan", 44),
)
RISKY = ("=", "+", "-", "@")
HEAD, PAPER = "0F5263", "FFFFFF"


def index_of(assessment: Assessment, entries: Sequence[Entry]) -> bytes:
    """The workbook: one row a citation, files that are left out too."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Indeks")
    for place, (_, width) in enumerate(COLUMNS, 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    about = list(_about(assessment, entries))
    sheet.freeze_panes = f"A{len(about) + 3}"
    for line in about:
        sheet.append([_text(sheet, line)])
    sheet.append([])
    sheet.append([_heading(sheet, title) for title, _ in COLUMNS])
    for entry in entries:
        sheet.append(list(_row(sheet, entry)))
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _about(assessment: Assessment, entries: Sequence[Entry]) -> Iterable[str]:
    held = sum(bool(entry.path) for entry in entries)
    yield f"Bukti dukung {assessment.agency_name}, {assessment.period}"
    yield definition_of(assessment.version_id).status_label
    yield f"Status penilaian: {assessment.state.label}"
    yield f"Disusun {formats.moment(timezone.now())}"
    yield f"{len(entries)} kutipan, {held} berkas dalam arsip ini"


def _row(sheet: WriteOnlyWorksheet, entry: Entry) -> Iterable[Cell | int]:
    citation, version = entry.citation, entry.citation.version
    yield _text(sheet, entry.indicator.number)
    yield _text(sheet, entry.indicator.name)
    yield _text(sheet, citation.document.title)
    yield _text(sheet, citation.document.number)
    yield version.number
    yield _text(sheet, entry.path)
    yield _text(sheet, version.sha256)
    yield _text(sheet, citation.page)
    yield _text(sheet, ", ".join(citation.items))
    yield version.size
    yield _text(sheet, version.url)
    yield _text(sheet, entry.note)


def _text(sheet: WriteOnlyWorksheet, text: str) -> Cell:
    """Text stays text: what looks like a formula is stored and shown as typed."""
    kept = ILLEGAL_CHARACTERS_RE.sub("", text)
    cell = WriteOnlyCell(sheet, kept or None)
    if kept:
        cell.data_type = "s"
        cell.quotePrefix = kept.startswith(RISKY)
    return cell


def _heading(sheet: WriteOnlyWorksheet, title: str) -> Cell:
    cell = WriteOnlyCell(sheet, title)
    cell.font = Font(bold=True, color=PAPER)
    cell.fill = PatternFill("solid", fgColor=HEAD)
    cell.alignment = Alignment(vertical="center", wrap_text=True)
    return cell
