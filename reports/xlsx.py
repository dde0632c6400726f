"""The TPP workbook: a dataclass in, bytes out.

Numbers are numbers, dates are dates, codes are text; the weighted value is a live
formula over the cells of its row, with the computed value stored beside it for readers
that do not calculate. No name, no NIP, no amount of money.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from lib import formats, sheets
from lib.formats import decimal
from lib.sheets import BOX, FACE, INK, LINE_HEIGHT, STRIPE, WARM
from reports.enums import Method, NotFinal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from openpyxl.cell.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

    from reports.content import Sheet, Stamp

HEADER_ROW = 5
FIRST_ROW = HEADER_ROW + 1

INTEGER, TWO_PLACES, DAY = "#,##0", "0.00", "dd/mm/yyyy"
SIGNED = "+0.00;-0.00;0.00"
TEXT = "@"

NARROW = 15  # characters; wider columns wrap

Content = str | int | Decimal | date | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, its width in characters and the format of its cells."""

    title: str
    width: float
    format: str = TEXT
    align: str = "left"


INPUT = (
    Column("No", 5, INTEGER, "center"),
    Column("Kode OPD", 10),
    Column("Perangkat Daerah", 38),
    Column("Tahun", 7, "0", "center"),
    Column("Triwulan", 9, TEXT, "center"),
    Column("Indeks SPBE", 9, TWO_PLACES, "right"),
    Column("Predikat", 12),
    Column("Skor Konversi", 10, TWO_PLACES, "right"),
    Column("Bobot (%)", 9, TWO_PLACES, "right"),
    Column("Nilai Tertimbang", 12, TWO_PLACES, "right"),
    Column("Status", 18),
    Column("Nomor Berita Acara", 23),
    Column("Tanggal Penetapan", 13, DAY, "center"),
    Column("Keterangan", 34),
)
DOMAINS = (
    Column("Kode OPD", 13),
    Column("Perangkat Daerah", 44),
    Column("Kode", 8),
    Column("Domain", 26),
    Column("Bobot (%)", 10, TWO_PLACES, "right"),
    Column("Mandiri", 11, TWO_PLACES, "right"),
    Column("Terverifikasi", 13, TWO_PLACES, "right"),
    Column("Akhir", 11, TWO_PLACES, "right"),
    Column("Predikat", 16),
)
LEVELS = (
    Column("Kode OPD", 13),
    Column("Perangkat Daerah", 40),
    Column("Kode", 8),
    Column("Indikator", 46),
    Column("Bobot (%)", 10, TWO_PLACES, "right"),
    Column("Mandiri", 10, "0.##", "center"),
    Column("Terverifikasi", 13, "0.##", "center"),
    Column("Akhir", 10, "0.##", "center"),
    Column("Alasan", 60),
)
CHANGES = (
    Column("Kode OPD", 13),
    Column("Perangkat Daerah", 44),
    Column("Triwulan Pembanding", 20),
    Column("Indeks Pembanding", 12, TWO_PLACES, "right"),
    Column("Predikat Pembanding", 14),
    Column("Indeks Triwulan Ini", 12, TWO_PLACES, "right"),
    Column("Predikat", 14),
    Column("Selisih", 10, SIGNED, "right"),
)
METADATA = (Column("Keterangan", 34), Column("Isi", 108))

_SCORE, _WEIGHT, _WEIGHTED = "H", "I", "J"


def workbook(sheet: Sheet, stamp: Stamp) -> bytes:
    """The five sheets of an export, with the formulas' values in them."""
    book = Workbook()
    book.properties.title = f"Lembar TPP SPBE {sheet.quarter}"
    book.properties.creator = "Portal SPBE"
    book.properties.language = "id"
    # the property takes a naive moment and means UTC
    book.properties.created = stamp.requested_at.replace(tzinfo=None)
    book.calculation.fullCalcOnLoad = True
    book.remove(book.worksheets[0])
    _input(book, sheet, stamp)
    _table(book, "Rincian_Domain", DOMAINS, _domain_rows(sheet), sheet)
    _table(book, "Rincian_Indikator", LEVELS, _level_rows(sheet), sheet)
    _table(book, "Perubahan", CHANGES, _change_rows(sheet), sheet)
    _table(book, "Metadata", METADATA, metadata(sheet, stamp), sheet)
    written = io.BytesIO()
    book.save(written)
    values = {
        f"{_WEIGHTED}{FIRST_ROW + place}": row.weighted
        for place, row in enumerate(sheet.rows)
    }
    return _with_values(written.getvalue(), values)


def formula(row: int) -> str:
    """The weighted value from the cells of its row; nothing while there is no score."""
    return f'=IF({_SCORE}{row}="","",ROUND({_SCORE}{row}*{_WEIGHT}{row}/100,2))'


# The sheets


def _input(book: Workbook, sheet: Sheet, stamp: Stamp) -> None:
    roman = formats.ROMAN[sheet.quarter.number - 1]
    rows = (
        (
            place,
            row.code,
            row.name,
            sheet.quarter.year,
            roman,
            row.index,
            row.predicate,
            row.score,
            row.weight,
            None,
            row.status,
            row.number,
            row.decided_on,
            row.note,
        )
        for place, row in enumerate(sheet.rows, 1)
    )
    page = _table(book, "Input_TPP", INPUT, rows, sheet)
    score = "0" if sheet.rule.places == 0 else f"0.{'0' * sheet.rule.places}"
    for at in range(FIRST_ROW, FIRST_ROW + len(sheet.rows)):
        page[f"{_SCORE}{at}"].number_format = score
        page[f"{_WEIGHTED}{at}"] = formula(at)
    paid = f"Pembayaran TPP: {sheet.paid_months}. Revisi ekspor {stamp.revision}."
    sheets.write_text(page["A3"], paid)


def _domain_rows(sheet: Sheet) -> Iterable[Sequence[Content]]:
    for row in sheet.domains:
        values = row.values
        yield (
            row.agency_code,
            row.agency,
            row.code,
            row.name,
            row.weight,
            values.claimed,
            values.verified,
            values.final,
            row.predicate,
        )


def _level_rows(sheet: Sheet) -> Iterable[Sequence[Content]]:
    for row in sheet.levels:
        levels = row.levels
        yield (
            row.agency_code,
            row.agency,
            row.code,
            row.name,
            row.weight,
            levels.claimed,
            levels.verified,
            levels.final,
            row.reason,
        )


def _change_rows(sheet: Sheet) -> Iterable[Sequence[Content]]:
    for row in sheet.changes:
        yield (
            row.agency_code,
            row.agency,
            row.earlier,
            row.before,
            row.before_predicate,
            row.now,
            row.predicate,
            row.change,
        )


def metadata(sheet: Sheet, stamp: Stamp) -> list[tuple[str, str]]:
    """Everything that is needed to make the figures again, in words."""
    rule = sheet.rule_set
    counted = sum(row.weighted is not None for row in sheet.rows)
    return [
        ("Dokumen", f"Lembar TPP SPBE {sheet.quarter}, revisi {stamp.revision}"),
        ("Triwulan yang dinilai", str(sheet.quarter)),
        ("Bulan pembayaran TPP", sheet.paid_months),
        ("Perangkat daerah", f"{len(sheet.rows)}, dengan angka {counted}"),
        ("Instrumen", f"{sheet.instrument.title} ({sheet.instrument.code})"),
        ("Status instrumen", sheet.instrument.label or "Ditetapkan"),
        ("Nomor Berita Acara", sheet.number),
        ("Tanggal Berita Acara", formats.day(sheet.decided_on)),
        ("Revisi penetapan", str(sheet.revision)),
        ("SHA-256 penetapan", sheet.determination_sha256),
        ("Aturan TPP", f"{rule['name']}, revisi {rule['revision']}"),
        ("Dasar hukum", rule["legal_basis"]),
        ("Berlaku mulai", formats.day(date.fromisoformat(rule["valid_from"]))),
        ("Metode", _method(rule["method"])),
        ("Rumus", sheet.words),
        ("Contoh perhitungan", sheet.example),
        ("Hasil yang belum final", _not_final(rule["not_final"])),
        ("Bobot", f"{decimal(sheet.rule.weight)}%"),
        ("Disusun oleh", stamp.author),
        ("Disusun pada", formats.moment(stamp.requested_at)),
        ("SHA-256 masukan", stamp.inputs_sha256),
        ("Kode verifikasi data", stamp.code),
        ("Tautan verifikasi", stamp.url),
        (
            "Perlindungan data",
            "Lembar ini tidak memuat nama, NIP, atau nilai rupiah perorangan.",
        ),
    ]


def _method(code: str) -> str:
    return str(Method(code).label)


def _not_final(code: str) -> str:
    return str(NotFinal(code).label)


# Writing


def _table(
    book: Workbook,
    name: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Content]],
    sheet: Sheet,
) -> Worksheet:
    page: Worksheet = book.create_sheet(name)
    last = get_column_letter(len(columns))
    _headline(page, name, sheet)
    for place, column in enumerate(columns, 1):
        page.column_dimensions[get_column_letter(place)].width = column.width
        sheets.heading(page.cell(HEADER_ROW, place, column.title))
    page.row_dimensions[HEADER_ROW].height = 32
    at = HEADER_ROW
    for at, row in enumerate(rows, FIRST_ROW):
        for place, (column, value) in enumerate(zip(columns, row, strict=True), 1):
            _write(page.cell(at, place), value, column, striped=at % 2 == 1)
        page.row_dimensions[at].height = LINE_HEIGHT * _lines(columns, row)
    page.freeze_panes = f"{'D' if name == 'Input_TPP' else 'A'}{FIRST_ROW}"
    page.auto_filter.ref = f"A{HEADER_ROW}:{last}{max(at, FIRST_ROW)}"
    sheets.paper(page, f"A1:{last}{max(at, FIRST_ROW)}", HEADER_ROW)
    return page


def _headline(page: Worksheet, name: str, sheet: Sheet) -> None:
    title = f"{name.replace('_', ' ')}: SPBE {sheet.quarter}"
    page["A1"], page["A1"].font = title, Font(FACE, bold=True, sz=13, color=INK)
    basis = f"Berita Acara Nomor {sheet.number}, {formats.day(sheet.decided_on)}."
    sheets.write_text(page["A2"], f"{basis} {sheet.instrument.title}.")
    page["A2"].font = page["A3"].font = Font(FACE, sz=10, color=INK)
    if sheet.instrument.label:
        page["A4"] = sheet.instrument.label
        page["A4"].font = Font(FACE, bold=True, sz=10, color=WARM)


def _write(
    cell: Cell | MergedCell, value: Content, column: Column, *, striped: bool
) -> None:
    cell.number_format = column.format
    cell.font = Font(FACE, sz=10, color=INK)
    cell.border = BOX
    cell.alignment = Alignment(
        horizontal=column.align,
        vertical="center",
        indent=int(column.align == "left"),
        wrap_text=column.width > NARROW,
    )
    if striped:
        cell.fill = PatternFill("solid", fgColor=STRIPE)
    if isinstance(value, str):
        sheets.write_text(cell, value)
    else:
        cell.value = value


def _lines(columns: Sequence[Column], row: Sequence[Content]) -> int:
    """How many lines the fullest wrapped cell needs; not every program works it out."""
    return max(
        sheets.lines(str(value or ""), column.width)
        for column, value in zip(columns, row, strict=True)
        if column.width > NARROW
    )


_FORMULA = re.compile(rb'<c r="([A-Z]+\d+)"([^>]*)><f>([^<]*)</f><v\s*/?>(?:</v>)?</c>')


def _with_values(data: bytes, values: dict[str, Decimal | None]) -> bytes:
    """The same workbook with each formula's value beside it, as a program saves it."""

    def stored(match: re.Match[bytes]) -> bytes:
        cell, attributes, text = match.groups()
        value = values[cell.decode()]
        kind = b' t="str"' if value is None else b""
        number = b"" if value is None else str(value).encode()
        return (
            b'<c r="' + cell + b'"' + attributes + kind + b"><f>" + text + b"</f><v>"
            + number + b"</v></c>"
        )  # fmt: skip

    written = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for item in source.infolist():
            content = source.read(item)
            if item.filename == "xl/worksheets/sheet1.xml":
                content = _FORMULA.sub(stored, content)
            target.writestr(item, content)
    return written.getvalue()
