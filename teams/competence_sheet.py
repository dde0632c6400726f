"""The matrix of competences as a workbook; no name and no NIP."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from django.utils import timezone
from openpyxl import Workbook
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter

from lib import formats, sheets

if TYPE_CHECKING:
    from accounts.models import User
    from teams.competences import Cell, Matrix

HEADER_ROW = 4


def workbook(matrix: Matrix, *, by: User) -> bytes:
    """One row an agency, one column a seat."""
    book = Workbook()
    page = book.active
    assert page is not None  # noqa: S101 a new workbook has a sheet
    page.title = "Kompetensi"
    made = f"Disusun {formats.moment(timezone.now())} oleh {by.get_role_display()}"
    sheets.write_text(page["A1"], "Matriks kompetensi tim pengelola SPBE")
    sheets.write_text(
        page["A2"],
        f"{made}. Kursi kosong {matrix.free}, kursi teknis tanpa sertifikat {matrix.gaps}",
    )
    titles = [("No", 5), ("Kode", 12), ("Perangkat daerah", 44)]
    titles += [(seat.name, 26) for seat in matrix.seats]
    titles += [("Kursi kosong", 10), ("Kurang sertifikat", 11)]
    for place, (title, width) in enumerate(titles, 1):
        sheets.heading(page.cell(HEADER_ROW, place, title))
        page.column_dimensions[get_column_letter(place)].width = width
    for at, row in enumerate(matrix.rows, 1):
        texts = [_said(cell) for cell in row.cells]
        values: list[int | str] = [
            at,
            row.agency.code,
            row.agency.name,
            *texts,
            row.free,
            row.gaps,
        ]
        for place, value in enumerate(values, 1):
            cell = page.cell(HEADER_ROW + at, place)
            cell.border = sheets.BOX
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            if isinstance(value, str):
                sheets.write_text(cell, value)
            else:
                cell.value = value
    last = f"{get_column_letter(len(titles))}{HEADER_ROW + len(matrix.rows)}"
    page.freeze_panes = f"D{HEADER_ROW + 1}"
    page.auto_filter.ref = f"A{HEADER_ROW}:{last}"
    sheets.paper(page, f"A1:{last}", HEADER_ROW)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _said(cell: Cell) -> str:
    if not cell.is_held:
        return "Kosong"
    lines = [f"Kurang: {needed.name}" for needed in cell.gaps]
    for certificate in cell.certificates:
        until = certificate.valid_until
        ends = f", sampai {formats.day(until)}" if until else ""
        lines.append(f"{certificate.competence.name}{ends}")
    return "\n".join(lines) or formats.DASH
