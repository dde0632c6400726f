"""Files inside a PDF: its figures as JSON and as a workbook, for who computes on."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from lib import canonical, sheets
from lib.sheets import BOX, FACE, INK

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openpyxl.worksheet.worksheet import Worksheet

    from reports.content import Stamp
    from reports.content.tables import Cell, Table

NAME = "angka"
WIDEST, NARROWEST = 60, 9  # characters of a column
FORMAT = "portal-spbe/1"  # a reader's guard against a later shape


@dataclass(frozen=True, slots=True)
class File:
    """`name` ends with the suffix that tells the type."""

    name: str
    description: str
    data: bytes


def files(title: str, tables: Sequence[Table], stamp: Stamp) -> tuple[File, ...]:
    """The same figures twice: JSON (decimals as text, exact) and XLSX (numbers)."""
    if not tables:
        return ()
    return (
        File(f"{NAME}.json", f"Angka dokumen: {title}", _json(title, tables, stamp)),
        File(f"{NAME}.xlsx", f"Angka dokumen: {title}", workbook(title, tables, stamp)),
    )


def _json(title: str, tables: Sequence[Table], stamp: Stamp) -> bytes:
    said = {
        "format": FORMAT,
        "judul": title,
        "konsep": stamp.is_draft,
        "kode": stamp.code,
        "revisi": stamp.revision,
        "sha256_masukan": stamp.inputs_sha256,
        "tabel": [
            {
                "nama": t.name,
                "kolom": list(t.columns),
                "baris": [list(r) for r in t.rows],
            }
            for t in tables
        ],
    }
    return canonical.dumps(said).encode()


def workbook(title: str, tables: Sequence[Table], stamp: Stamp) -> bytes:
    """A sheet a table, numbers as numbers."""
    book = Workbook()
    book.properties.title, book.properties.language = title, "id"
    book.properties.creator = "Portal SPBE"
    # the property takes a naive moment and means UTC
    made = stamp.requested_at.astimezone(UTC).replace(tzinfo=None)
    book.properties.created = made
    book.remove(book.worksheets[0])
    for table in tables:
        _page(book.create_sheet(table.name), table)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _page(page: Worksheet, table: Table) -> None:
    for place, name in enumerate(table.columns, start=1):
        cell = page.cell(1, place)
        sheets.heading(cell)
        sheets.write_text(cell, name.capitalize())
        held = (str(row[place - 1] or "") for row in table.rows)
        longest = max(map(len, (name, *held)))
        width = min(WIDEST, max(NARROWEST, longest + 2))
        page.column_dimensions[get_column_letter(place)].width = width
    for number, row in enumerate(table.rows, start=2):
        for place, value in enumerate(row, start=1):
            _write(page, number, place, value)
    page.freeze_panes = "A2"
    last = f"{get_column_letter(len(table.columns))}{len(table.rows) + 1}"
    page.auto_filter.ref = f"A1:{last}"
    sheets.paper(page, f"A1:{last}", 1)


def _write(page: Worksheet, row: int, column: int, value: Cell) -> None:
    cell = page.cell(row, column)
    cell.font, cell.border = Font(FACE, sz=10, color=INK), BOX
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    if isinstance(value, str):
        sheets.write_text(cell, value)
    else:
        cell.value = value
