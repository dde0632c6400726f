"""The annex of a decree about teams as a workbook; an NIP is text, never a number."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter

from lib import formats, sheets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reports.content.teams import Annex

COLUMNS = (
    ("No", 5),
    ("Kode OPD", 12),
    ("Perangkat daerah", 40),
    ("Kedudukan dalam tim", 30),
    ("Nama", 32),
    ("NIP", 24),
    ("Pangkat/golongan", 24),
    ("Jabatan", 34),
    ("Sertifikat", 44),
)
HEADER_ROW = 4


def workbook(annex: Annex) -> bytes:
    """One row a person, in the order of agencies and seats."""
    book = Workbook()
    page = book.active
    assert page is not None  # noqa: S101 a new workbook has a sheet
    page.title = "Lampiran SK"
    number = annex.number or "belum bernomor, konsep"
    dated = f", {formats.day(annex.on)}" if annex.on else ""
    sheets.write_text(page["A1"], f"Lampiran SK Nomor {number}{dated}")
    sheets.write_text(
        page["A2"],
        f"Tim pengelola SPBE di lingkungan {annex.identity.government}. "
        f"{len(annex.sections)} perangkat daerah, {annex.people} orang",
    )
    for place, (title, width) in enumerate(COLUMNS, 1):
        sheets.heading(page.cell(HEADER_ROW, place, title))
        page.column_dimensions[get_column_letter(place)].width = width
    at = HEADER_ROW
    for at, values in enumerate(_rows(annex), HEADER_ROW + 1):
        written: tuple[int | str, ...] = (at - HEADER_ROW, *values)
        for place, value in enumerate(written, 1):
            cell = page.cell(at, place)
            cell.border = sheets.BOX
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            if isinstance(value, str):
                sheets.write_text(cell, value)
                cell.number_format = "@"
            else:
                cell.value = value
    last = f"{get_column_letter(len(COLUMNS))}{at}"
    page.freeze_panes = f"D{HEADER_ROW + 1}"
    page.auto_filter.ref = f"A{HEADER_ROW}:{last}"
    sheets.paper(page, f"A1:{last}", HEADER_ROW)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _rows(annex: Annex) -> Iterator[tuple[str, ...]]:
    for section in annex.sections:
        for member in section.members:
            yield (
                section.code,
                section.agency,
                member.seat,
                member.name,
                member.nip,
                member.rank,
                member.position,
                member.certificates,
            )
