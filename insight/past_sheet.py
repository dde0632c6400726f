"""The workbook of past results: an empty one to fill, and a filled one read back."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

from openpyxl import Workbook
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter

from lib import sheets, workbooks
from lib.workbooks import CellFault, ReadError, Values

if TYPE_CHECKING:
    from collections.abc import Iterable

    from openpyxl.worksheet.worksheet import Worksheet

    from accounts.models import Agency
    from instruments.models import Version

RESULTS, DOMAINS, GUIDE = "Hasil", "Domain", "Petunjuk"
HEADER_ROW = 1
ROWS_MAX, COLUMNS_MAX = 1000, 20
FOREIGN = (
    "Berkas ini bukan lembar hasil lampau dari portal. Unduh templatnya, isi, lalu unggah "
    "berkas itu."
)


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    title: str
    width: float
    hint: str


COLUMNS = {
    RESULTS: (
        Column("agency", "Kode OPD", 12, "Kode perangkat daerah. Wajib."),
        Column("year", "Tahun", 8, "Tahun penilaian, misalnya 2025. Wajib."),
        Column("index", "Indeks", 9, "1,00 sampai 5,00, dua angka. Wajib."),
        Column(
            "predicate",
            "Predikat",
            16,
            "Boleh kosong bila instrumennya dikenal portal.",
        ),
        Column(
            "instrument",
            "Instrumen",
            30,
            "Kode instrumen di bawah ini, atau nama instrumen lain. Wajib.",
        ),
        Column(
            "source",
            "Sumber",
            50,
            "Dokumen asal angka ini: nama, nomor, tahun, halaman. Wajib.",
        ),
        Column(
            "levels",
            "Tingkat indikator",
            52,
            "Satu angka setiap indikator menurut urutan instrumen, sebagai teks. Boleh "
            "kosong.",
        ),
    ),
    DOMAINS: (
        Column("agency", "Kode OPD", 12, "Sama seperti pada lembar Hasil."),
        Column("year", "Tahun", 8, "Sama seperti pada lembar Hasil."),
        Column(
            "domain", "Domain", 40, "Kode domain instrumen, misalnya D1, atau namanya."
        ),
        Column("value", "Nilai", 9, "1,00 sampai 5,00, dua angka."),
    ),
}
LETTERS = {
    page: {c.name: get_column_letter(at) for at, c in enumerate(columns, 1)}
    for page, columns in COLUMNS.items()
}


@dataclass(frozen=True, slots=True)
class Row:
    """One filled row; `values` are plain text, by the name of the column."""

    page: str
    number: int
    values: dict[str, str]
    faults: dict[str, str]


def template(agencies: Iterable[Agency], versions: Iterable[Version]) -> bytes:
    """An empty workbook, with the codes that may be used."""
    book = Workbook()
    first = book.active
    assert first is not None  # noqa: S101 a new workbook has a sheet
    first.title = RESULTS
    _empty(first, RESULTS)
    _empty(book.create_sheet(DOMAINS), DOMAINS)
    _guide(book.create_sheet(GUIDE), agencies, versions)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _empty(page: Worksheet, name: str) -> None:
    for at, column in enumerate(COLUMNS[name], 1):
        sheets.heading(page.cell(HEADER_ROW, at, column.title))
        page.column_dimensions[get_column_letter(at)].width = column.width
        if column.name in {"agency", "levels"}:  # Excel would make numbers of them
            for row in range(HEADER_ROW + 1, HEADER_ROW + 101):
                page.cell(row, at).number_format = "@"
    page.freeze_panes = f"A{HEADER_ROW + 1}"


def _guide(
    page: Worksheet, agencies: Iterable[Agency], versions: Iterable[Version]
) -> None:
    page.column_dimensions["A"].width, page.column_dimensions["B"].width = 30, 90
    lines = [
        (f"{name}: {column.title}", column.hint)
        for name, columns in COLUMNS.items()
        for column in columns
    ]
    lines += [(f"Instrumen {v.code}", v.title) for v in versions]
    lines += [(f"OPD {agency.code}", agency.name) for agency in agencies]
    for at, (title, text) in enumerate(lines, 1):
        sheets.write_text(page.cell(at, 1), title)
        sheets.write_text(page.cell(at, 2), text)
        page.cell(at, 2).alignment = Alignment(wrap_text=True, vertical="top")


def read(upload: IO[bytes]) -> list[Row]:
    """The filled rows of both sheets. Raises ReadError for what is no such workbook."""
    pages = workbooks.pages(
        upload,
        RESULTS,
        DOMAINS,
        foreign=FOREIGN,
        rows=ROWS_MAX,
        above=HEADER_ROW,
        columns=COLUMNS_MAX,
        advice="Bagi menurut tahun.",
    )
    rows = [row for name, cells in pages.items() for row in _rows(name, cells)]
    if not any(row.page == RESULTS for row in rows):
        msg = "Belum ada hasil dalam lembar Hasil."
        raise ReadError(msg)
    return rows


def _rows(page: str, cells: list[Values]) -> list[Row]:
    columns = COLUMNS[page]
    titles = [_plain(value) for value in cells[0]] if cells else []
    if titles[: len(columns)] != [column.title for column in columns]:
        raise ReadError(FOREIGN)
    rows = []
    for number, found in enumerate(cells[HEADER_ROW:], HEADER_ROW + 1):
        padded = (*found, *[None] * len(columns))
        raw = {c.name: v for c, v in zip(columns, padded, strict=False)}
        values = {name: _plain(value) for name, value in raw.items()}
        if any(values.values()):
            rows.append(Row(page, number, values, _faults(raw)))
    return rows


def _faults(raw: dict[str, Any]) -> dict[str, str]:
    faults = {
        name: f"berisi {value}"
        for name, value in raw.items()
        if isinstance(value, CellFault)
    }
    if isinstance(raw.get("levels"), int | float):
        faults["levels"] = (
            "tersimpan sebagai angka dan kehilangan digit; ubah format sel menjadi Teks, "
            "lalu ketik ulang"
        )
    return faults


def _plain(value: Any) -> str:
    return "" if value is None else " ".join(str(value).split())
