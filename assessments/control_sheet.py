"""The control room as a workbook: what the page shows, with real numbers."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from django.utils import timezone
from openpyxl import Workbook
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter

from assessments.control_stages import NAMES
from lib import formats, sheets

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from openpyxl.worksheet.worksheet import Worksheet

    from accounts.models import User
    from assessments.control_room import Room
    from assessments.control_stages import Staged

TITLE_ROWS = 5


def workbook(room: Room, rows: Sequence[Staged], *, by: User) -> bytes:
    """One row an agency: state, deadline, stages, progress, indices."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None  # noqa: S101 a new workbook has a sheet
    sheet.title = "Ruang kendali"
    columns = _columns(room)
    for at, line in enumerate(_about(room, rows, by), 1):
        sheets.write_text(sheet.cell(at, 1), line)
    for place, (title, width) in enumerate(columns, 1):
        cell = sheet.cell(TITLE_ROWS, place, title)
        sheets.heading(cell)
        sheet.column_dimensions[get_column_letter(place)].width = width
    for at, row in enumerate(rows, 1):
        _write(sheet, TITLE_ROWS + at, [at, *_values(row)])
    last = f"{get_column_letter(len(columns))}{TITLE_ROWS + len(rows)}"
    sheet.freeze_panes = f"D{TITLE_ROWS + 1}"
    sheet.auto_filter.ref = f"A{TITLE_ROWS}:{last}"
    sheets.paper(sheet, f"A1:{last}", TITLE_ROWS)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _about(room: Room, rows: Sequence[Staged], by: User) -> Iterable[str]:
    yield f"Ruang kendali penilaian SPBE, {room.period}"
    yield f"{room.instrument.title}. {room.instrument.status_label}"
    yield (
        f"{len(rows)} dari {len(room.lines)} perangkat daerah. "
        f"Disusun {formats.moment(timezone.now())} oleh {by.get_role_display()}"
    )
    yield (
        "Indeks akhir kosong selama pleno belum selesai; nilai domain adalah nilai "
        "akhir, verifikasi, atau mandiri yang terbaru."
    )


def _columns(room: Room) -> list[tuple[str, int]]:
    return [
        ("No", 5),
        ("Kode", 12),
        ("Perangkat daerah", 44),
        ("Jenis", 14),
        ("Status", 16),
        ("Terlambat", 11),
        ("Batas", 26),
        ("Putaran", 9),
        ("Siap", 8),
        ("Diputus", 9),
        ("Indikator", 10),
        ("Pendamping", 36),
        *((name, 26) for name in NAMES),
        *((root.name, 13) for root in room.instrument.nodes),
        ("Mandiri", 10),
        ("Verifikasi", 10),
        ("Akhir", 10),
        ("Selisih", 10),
        ("Pengingat terakhir", 26),
    ]


def _values(row: Staged) -> Iterable[object]:
    line, standing = row.line, row.line.standing
    yield line.assessment.agency_code
    yield line.assessment.agency_name
    yield line.assessment.agency.get_kind_display()
    yield line.state.label
    yield "ya" if line.is_late else "tidak"
    yield formats.moment(line.due_at) if line.due_at else ""
    yield line.assessment.round
    yield standing.done
    yield standing.decided
    yield standing.total
    yield ", ".join(
        f"{a.mentor.name} (ketua)" if a.is_lead else a.mentor.name for a in line.mentors
    )
    for cell in row.cells:
        yield f"{cell.word}, {cell.text}" if cell.text else cell.word
    for _, value in line.domains:
        yield value
    yield line.scores.self.index
    yield line.scores.verified.index
    yield line.final
    yield line.scores.change
    yield formats.moment(row.reminded_at) if row.reminded_at else ""


def _write(sheet: Worksheet, at: int, values: Iterable[object]) -> None:
    for place, value in enumerate(values, 1):
        cell = sheet.cell(at, place)
        cell.border = sheets.BOX
        cell.alignment = Alignment(vertical="top", wrap_text=isinstance(value, str))
        if isinstance(value, str):
            sheets.write_text(cell, value)
        elif value is not None:
            cell.value = value  # type: ignore[assignment]
            if not isinstance(value, int):
                cell.number_format = "0.00"
