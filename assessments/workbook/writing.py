"""The workbook of one assessment: a dataset in, bytes out. No macro, no password."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from assessments.models.answers import TEXT_MAX
from assessments.workbook.shape import (
    ABOUT,
    COLUMNS,
    CRITERIA,
    ENTRY,
    FIELDS,
    FIRST_ROW,
    FORMAT,
    HEADER_ROW,
    PORTAL,
    PORTAL_TITLES,
    Column,
    mark,
)
from lib import formats, sheets
from lib.sheets import BOX, FACE, INK, LINE_HEIGHT, STRIPE, WARM

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from openpyxl.worksheet.worksheet import Worksheet
    from tablib import Dataset

    from accounts.models import User
    from assessments.models import Assessment
    from instruments.definition import Indicator, Instrument

    Cells = dict[str, Any]

TEXT_LIMIT = formats.integer(TEXT_MAX)
OPEN_FILL = "FFF8E6"
ROW_LEAST, ROW_MOST = 62, 409  # points; the most that a spreadsheet shows
NOTE_WIDTH, NOTE_LINE, NOTE_SIGNS = 460, 16, 72  # pixels, and signs in a line
TEXT_SHARE = 34  # a number's width in a proportional face
CRITERIA_COLUMNS = (
    ("Kode", 7),
    ("Indikator", 34),
    ("Tingkat", 9),
    ("Sebutan", 18),
    ("Kriteria", 84),
    ("Data dukung yang diminta", 56),
)
STEPS = (
    "Isi hanya kolom berwarna kuning pada lembar Isian: Tingkat mandiri, Fakta, dan Analisis.",
    "Pilih tingkat dari daftar. Kriterianya ada pada catatan sel itu dan pada lembar Kriteria.",
    "Tulis Fakta lebih dulu: dokumen, nomor, tahun, pasal, halaman, dan apa bunyinya.",
    f"Lalu Analisis: kriteria mana yang terpenuhi. Setiap sel paling banyak {TEXT_LIMIT} huruf.",
    "Jangan mengubah kolom Kode, judul kolom, atau nama lembar. Baris boleh diurutkan.",
    "Simpan sebagai XLSX, lalu unggah lewat tombol “Unggah lembar kerja” pada halaman penilaian.",
    "Sebelum diterapkan, portal menunjukkan setiap perubahan dan bentrokan dengan isian rekan.",
    "Bukti dukung tidak ikut dalam berkas ini; unggah dan kutip di portal.",
)


def workbook(
    assessment: Assessment,
    instrument: Instrument,
    dataset: Dataset,
    *,
    by: User,
    at: datetime,
) -> bytes:
    """The file to fill in; `dataset` is what AnswerResource exports, `at` is now."""
    book = Workbook()
    book.properties.title = f"Lembar kerja SPBE {assessment.period}"
    book.properties.creator = "Portal SPBE"
    book.properties.language = "id"
    book.properties.created = at.replace(tzinfo=None)  # naive, and means UTC
    book.remove(book.worksheets[0])
    rows: list[Cells] = dataset.dict
    _entry(book.create_sheet(ENTRY), rows, assessment, instrument)
    _criteria(book.create_sheet(CRITERIA), assessment, instrument)
    _about(book.create_sheet(ABOUT), _facts(assessment, instrument, by, at))
    _portal(book.create_sheet(PORTAL), rows, assessment, at)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


# The sheets


def _entry(
    page: Worksheet, rows: list[Cells], assessment: Assessment, instrument: Instrument
) -> None:
    hint = "Isi kolom berwarna kuning, simpan, lalu unggah kembali di portal."
    _headline(page, f"Lembar kerja SPBE {assessment.period}", assessment, hint)
    _label(page, instrument)
    for place, column in enumerate(COLUMNS, 1):
        page.column_dimensions[get_column_letter(place)].width = column.width
        sheets.heading(page.cell(HEADER_ROW, place, column.title))
    page.row_dimensions[HEADER_ROW].height = 32
    for at, row in enumerate(rows, FIRST_ROW):
        for place, column in enumerate(COLUMNS, 1):
            _cell(page, at, place, column, row[column.name])
        page.cell(at, _place("self_level")).comment = _note(
            instrument.by_code[row["code"]]
        )
        page.row_dimensions[at].height = _height(row)
    last = FIRST_ROW + len(rows) - 1
    _validate(page, instrument, last)
    page.freeze_panes = f"C{FIRST_ROW}"
    width = get_column_letter(len(COLUMNS))
    page.auto_filter.ref = f"A{HEADER_ROW}:{width}{last}"
    sheets.paper(page, f"A1:{width}{last}", HEADER_ROW)
    _protect(page)


def _criteria(page: Worksheet, assessment: Assessment, instrument: Instrument) -> None:
    _headline(page, "Kriteria tingkat setiap indikator", assessment, instrument.title)
    _label(page, instrument)
    for place, (title, width) in enumerate(CRITERIA_COLUMNS, 1):
        page.column_dimensions[get_column_letter(place)].width = width
        sheets.heading(page.cell(HEADER_ROW, place, title))
    page.row_dimensions[HEADER_ROW].height = 24
    at = HEADER_ROW
    for number, indicator in enumerate(instrument.indicators):
        for criterion in indicator.criteria:
            at += 1
            needs = [n.text for n in indicator.evidence if n.level == criterion.level]
            shown = "\n".join(f"• {need}" for need in needs)
            first = criterion.level == instrument.scale_min
            texts = (
                indicator.code,
                indicator.name if first else "",
                criterion.level,
                criterion.name,
                criterion.text or "Tidak ada uraian dalam instrumen.",
                shown,
            )
            _criterion(page, at, texts, striped=number % 2 == 1)
    page.freeze_panes = f"C{FIRST_ROW}"
    sheets.paper(page, f"A1:F{at}", HEADER_ROW)
    _protect(page)


def _about(page: Worksheet, facts: Sequence[tuple[str, str]]) -> None:
    page["A1"], page["A1"].font = "Keterangan", Font(FACE, bold=True, sz=13, color=INK)
    page.column_dimensions["A"].width, page.column_dimensions["B"].width = 26, 104
    for at, (name, text) in enumerate(facts, 3):
        for place, words in enumerate((name, text), 1):
            cell = page.cell(at, place)
            sheets.write_text(cell, words)
            cell.font = Font(FACE, bold=place == 1, sz=10, color=INK)
            cell.alignment = Alignment(vertical="top", wrap_text=True)
        page.row_dimensions[at].height = LINE_HEIGHT * sheets.lines(text, 104) + 4
    sheets.paper(page, f"A1:B{2 + len(facts)}", 1)
    _protect(page)


def _portal(
    page: Worksheet, rows: list[Cells], assessment: Assessment, at: datetime
) -> None:
    """For the machine: which assessment this is, and what each answer was."""
    page.sheet_state = "hidden"
    for row, (name, value) in enumerate(
        (
            ("format", FORMAT),
            ("penilaian", str(assessment.pk)),
            ("triwulan", f"{assessment.period.year}-{assessment.period.quarter}"),
            ("diunduh", at.isoformat(timespec="seconds")),
        ),
        1,
    ):
        page.cell(row, 1, name)
        page.cell(row, 2, value)
    page.append(PORTAL_TITLES)
    for answer in rows:
        marks = (mark(answer[name]) for name in FIELDS)
        page.append((answer["code"], answer["version"], *marks))
    _protect(page)


def _facts(
    assessment: Assessment, instrument: Instrument, by: User, at: datetime
) -> list[tuple[str, str]]:
    due = formats.moment(assessment.due_at) if assessment.due_at else "Terkunci"
    facts = [
        ("Perangkat daerah", f"{assessment.agency_name} ({assessment.agency_code})"),
        ("Triwulan", str(assessment.period)),
        ("Tahap", assessment.state.label),
        ("Batas pengisian", due),
        ("Instrumen", f"{instrument.title} ({instrument.code})"),
        ("Status instrumen", instrument.status_label or "Ditetapkan"),
        ("Diunduh pada", formats.moment(at)),
        ("Diunduh oleh", by.name),
        ("Sifat", "Lembar kerja, bukan hasil penilaian."),
    ]
    steps = enumerate(STEPS, 1)
    return facts + [(f"Cara mengisi, {number}", step) for number, step in steps]


# Cells


def _headline(page: Worksheet, title: str, assessment: Assessment, hint: str) -> None:
    page["A1"], page["A1"].font = title, Font(FACE, bold=True, sz=13, color=INK)
    sheets.write_text(
        page["A2"], f"{assessment.agency_name} ({assessment.agency_code})"
    )
    sheets.write_text(page["A3"], hint)
    page["A2"].font = page["A3"].font = Font(FACE, sz=10, color=INK)


def _label(page: Worksheet, instrument: Instrument) -> None:
    page["A4"] = instrument.status_label or None
    page["A4"].font = Font(FACE, bold=True, sz=10, color=WARM)


def _cell(page: Worksheet, row: int, place: int, column: Column, value: object) -> None:
    cell = page.cell(row, place)
    cell.number_format = column.format
    is_big = column.name == "self_level"
    cell.font = Font(FACE, bold=is_big, sz=14 if is_big else 10, color=INK)
    cell.border = BOX
    cell.alignment = Alignment(
        horizontal=column.align,
        vertical="center" if column.align == "center" else "top",
        indent=int(column.align == "left"),
        wrap_text=True,
    )
    if column.is_open:
        cell.fill = PatternFill("solid", fgColor=OPEN_FILL)
        cell.protection = Protection(locked=False)
    elif row % 2:
        cell.fill = PatternFill("solid", fgColor=STRIPE)
    if isinstance(value, str):
        sheets.write_text(cell, value)
    else:
        cell.value = value  # type: ignore[assignment]  # a number or nothing


def _criterion(
    page: Worksheet, row: int, texts: tuple[str | int, ...], *, striped: bool
) -> None:
    tall = 1
    for place, (text, (_, width)) in enumerate(
        zip(texts, CRITERIA_COLUMNS, strict=True), 1
    ):
        cell = page.cell(row, place)
        if isinstance(text, str):
            sheets.write_text(cell, text)
        else:
            cell.value = text
        cell.font = Font(FACE, bold=place in {2, 3}, sz=10, color=INK)
        cell.border = BOX
        side = "center" if place in {1, 3} else "left"
        cell.alignment = Alignment(horizontal=side, vertical="top", wrap_text=True)
        if striped:
            cell.fill = PatternFill("solid", fgColor=STRIPE)
        tall = max(tall, sheets.lines(str(text), width))
    page.row_dimensions[row].height = min(ROW_MOST, LINE_HEIGHT * tall + 4)


def _height(row: Cells) -> int:
    """Room for what is written, and for a few lines where nothing is."""
    tall = max(
        sheets.lines(str(row[column.name] or ""), column.width)
        for column in COLUMNS
        if column.width > TEXT_SHARE or column.name in {"name", "place"}
    )
    return min(ROW_MOST, max(ROW_LEAST, LINE_HEIGHT * tall + 6))


def _note(indicator: Indicator) -> Comment:
    """The criteria as the note of a cell, sized so that it is read without dragging."""
    parts = [f"{c.level}. {c.name}\n{c.text}".strip() for c in indicator.criteria]
    text = "\n\n".join(parts)
    tall = sum(max(1, -(-len(line) // NOTE_SIGNS)) for line in text.split("\n"))
    return Comment(text, "Portal SPBE", height=NOTE_LINE * (tall + 2), width=NOTE_WIDTH)


def _place(name: str) -> int:
    return next(n for n, column in enumerate(COLUMNS, 1) if column.name == name)


def _validate(page: Worksheet, instrument: Instrument, last: int) -> None:
    low, high = instrument.levels[0], instrument.levels[-1]
    level = DataValidation(
        type="list",
        formula1=f'"{",".join(map(str, instrument.levels))}"',
        allow_blank=True,
        showErrorMessage=True,
        showInputMessage=True,
        errorTitle="Tingkat tidak dikenal",
        error=f"Pilih tingkat {low} sampai {high}, atau kosongkan sel.",
        promptTitle="Tingkat mandiri",
        prompt=f"Pilih {low} sampai {high}. Kriterianya ada pada catatan sel ini dan pada "
        "lembar Kriteria.",
    )
    text = DataValidation(
        type="textLength",
        operator="lessThanOrEqual",
        formula1=str(TEXT_MAX),
        allow_blank=True,
        showErrorMessage=True,
        errorTitle="Terlalu panjang",
        error=f"Paling banyak {TEXT_LIMIT} huruf.",
    )
    for validation, names in ((level, FIELDS[:1]), (text, FIELDS[1:])):
        page.add_data_validation(validation)
        for name in names:
            letter = get_column_letter(_place(name))
            validation.add(f"{letter}{FIRST_ROW}:{letter}{last}")


def _protect(page: Worksheet) -> None:
    """Against slips, not against people: no password; sorting and sizes stay free."""
    page.protection.sheet = True
    for allowed in ("sort", "autoFilter", "formatColumns", "formatRows"):
        setattr(page.protection, allowed, False)
