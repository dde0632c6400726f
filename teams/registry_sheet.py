"""The workbook of people and seats: an empty one to fill, and a filled one read back."""

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

    from accounts.models import Agency
    from teams.models import Seat

ENTRY, GUIDE = "Registri", "Petunjuk"
HEADER_ROW = 1
ROWS_MAX, COLUMNS_MAX = 1000, 30
FOREIGN = (
    "Berkas ini bukan lembar registri dari portal. Unduh templatnya, isi, lalu unggah "
    "berkas itu."
)


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    title: str
    width: float
    hint: str


COLUMNS = (
    Column("agency", "Kode OPD", 12, "Kode perangkat daerah, misalnya 1.06. Wajib."),
    Column(
        "seat", "Nomor kursi", 9, "1 sampai 8. Kosongkan bila belum memegang kursi."
    ),
    Column("nip", "NIP", 24, "18 angka sebagai teks. Kosongkan bila bukan ASN."),
    Column("name", "Nama", 34, "Nama dengan gelar. Baris tanpa isian dilewati."),
    Column("rank", "Pangkat/golongan", 26, "Misalnya Penata Tingkat I (III/d)."),
    Column("position", "Jabatan", 36, "Sesuai SK jabatan terakhir."),
    Column("phone", "Telepon", 20, "Angka, misalnya 0812 3456 7890."),
    Column("email", "Surel", 30, "Alamat surel dinas."),
    Column("user", "Nama pengguna", 24, "Akun portal dari perangkat daerah yang sama."),
    Column(
        "starts_on",
        "Mulai",
        16,
        "Tanggal mulai, misalnya 14/01/2026. Kosong: hari ini.",
    ),
)
NAMES = tuple(column.name for column in COLUMNS)
PERSONAL = tuple(name for name in NAMES if name not in {"agency", "seat"})
LETTERS = {column.name: get_column_letter(at) for at, column in enumerate(COLUMNS, 1)}


@dataclass(frozen=True, slots=True)
class Row:
    """One row with somebody in it; `values` are plain, by the name of the column."""

    number: int
    values: dict[str, Any]
    faults: dict[str, str]


def template(agencies: Iterable[Agency], seats: Iterable[Seat]) -> bytes:
    """A row a seat of each agency; nobody's data are in it."""
    book = Workbook()
    page = book.active
    assert page is not None  # noqa: S101 a new workbook has a sheet
    page.title = ENTRY
    for at, column in enumerate(COLUMNS, 1):
        sheets.heading(page.cell(HEADER_ROW, at, column.title))
        page.column_dimensions[get_column_letter(at)].width = column.width
    numbers = [seat.number for seat in seats]
    places = ((agency.code, number) for agency in agencies for number in numbers)
    for row, (code, number) in enumerate(places, HEADER_ROW + 1):
        for at in range(1, len(COLUMNS) + 1):
            page.cell(row, at).number_format = "@"
            page.cell(row, at).border = sheets.BOX
        sheets.write_text(page.cell(row, 1), code)
        page.cell(row, 2).value = number
        page.cell(row, 2).number_format = "0"
    page.freeze_panes = f"C{HEADER_ROW + 1}"
    _guide(book, seats)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _guide(book: Workbook, seats: Iterable[Seat]) -> None:
    page = book.create_sheet(GUIDE)
    page.column_dimensions["A"].width, page.column_dimensions["B"].width = 24, 80
    lines = [(column.title, column.hint) for column in COLUMNS]
    lines += [(f"Kursi {seat.number}", seat.name) for seat in seats]
    for at, (title, text) in enumerate(lines, 1):
        sheets.write_text(page.cell(at, 1), title)
        sheets.write_text(page.cell(at, 2), text)
        page.cell(at, 2).alignment = Alignment(wrap_text=True, vertical="top")


def read(upload: IO[bytes]) -> list[Row]:
    """The rows with somebody in them. Raises ReadError for what is no such workbook."""
    pages = workbooks.pages(
        upload,
        ENTRY,
        foreign=FOREIGN,
        rows=ROWS_MAX,
        above=HEADER_ROW,
        columns=COLUMNS_MAX,
        advice="Bagi menurut OPD.",
    )
    return _rows(pages[ENTRY])


def _rows(cells: list[Values]) -> list[Row]:
    titles = [_plain(value) for value in cells[0]] if cells else []
    if titles[: len(COLUMNS)] != [column.title for column in COLUMNS]:
        raise ReadError(FOREIGN)
    rows = []
    for number, found in enumerate(cells[HEADER_ROW:], HEADER_ROW + 1):
        raw = dict(zip(NAMES, (*found, *[None] * len(NAMES)), strict=False))
        if any(_plain(raw[name]) for name in PERSONAL):
            faults = {
                name: f"berisi {value}"
                for name, value in raw.items()
                if isinstance(value, CellFault)
            }
            if isinstance(raw["nip"], int | float):
                faults["nip"] = (
                    "NIP tersimpan sebagai angka dan kehilangan digit; ubah format sel "
                    "menjadi Teks, lalu ketik ulang"
                )
            values = {name: _plain(raw[name]) for name in NAMES}
            rows.append(Row(number, values, faults))
    if not rows:
        msg = "Belum ada pegawai dalam lembar ini."
        raise ReadError(msg)
    return rows


def _plain(value: Any) -> str:
    return "" if value is None else " ".join(str(value).split())
