"""The workbook of a component's scores: an empty one to fill, a filled one read back."""

from __future__ import annotations

import io
from dataclasses import asdict, dataclass
from decimal import Decimal, InvalidOperation
from typing import IO, TYPE_CHECKING, Any

from openpyxl import Workbook

from lib import formats, sheets, workbooks
from lib.workbooks import CellFault, ReadError, Values

if TYPE_CHECKING:
    from collections.abc import Mapping

SHEET, HEADER_ROW = "Nilai", 1
TITLES = ("Kode OPD", "Perangkat Daerah", "Nilai")
WIDTHS = (14, 60, 14)
ROWS_MAX, COLUMNS_MAX = 30_000, 12
PLACES = 2
FOREIGN = (
    "Berkas ini bukan lembar nilai dari portal. Unduh templatnya, isi kolom Nilai, lalu "
    "unggah berkas itu."
)


@dataclass(frozen=True, slots=True)
class Row:
    """One agency: its score as text, and what is wrong with it."""

    number: int
    code: str
    value: str
    fault: str

    def as_json(self) -> dict[str, object]:
        return asdict(self)


def template(agencies: Mapping[str, str]) -> bytes:
    """A row an agency, code and name filled in; the score is left to fill."""
    book = Workbook()
    page = book.active
    assert page is not None  # noqa: S101 a new workbook has a sheet
    page.title = SHEET
    for place, (title, width) in enumerate(zip(TITLES, WIDTHS, strict=True), 1):
        sheets.heading(page.cell(HEADER_ROW, place, title))
        page.column_dimensions["ABC"[place - 1]].width = width
    for at, (code, name) in enumerate(agencies.items(), HEADER_ROW + 1):
        for place, text in enumerate((code, name), 1):
            sheets.write_text(page.cell(at, place), text)
            page.cell(at, place).number_format = "@"
        page.cell(at, 3).number_format = "0.00"
        for place in (1, 2, 3):
            page.cell(at, place).border = sheets.BOX
    page.freeze_panes = f"A{HEADER_ROW + 1}"
    sheets.paper(page, f"A1:C{HEADER_ROW + max(1, len(agencies))}", HEADER_ROW)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def read(
    upload: IO[bytes], scale_max: Decimal, agencies: Mapping[str, str]
) -> list[Row]:
    """The rows with a score; an empty one is left out, and the agency has none.

    `agencies` are the names by the code. Raises ReadError for what is no such workbook.
    """
    pages = workbooks.pages(
        upload,
        SHEET,
        foreign=FOREIGN,
        rows=ROWS_MAX,
        above=HEADER_ROW,
        columns=COLUMNS_MAX,
        advice="Hapus baris yang tidak perlu.",
    )
    return _rows(pages[SHEET], scale_max, agencies)


def _rows(
    cells: list[Values], scale_max: Decimal, agencies: Mapping[str, str]
) -> list[Row]:
    titles = [_plain(value) for value in cells[0]] if cells else []
    if tuple(titles[: len(TITLES)]) != TITLES:
        raise ReadError(FOREIGN)
    rows: list[Row] = []
    first: dict[str, int] = {}
    for number, found in enumerate(cells[HEADER_ROW:], HEADER_ROW + 1):
        code, _, given = (*found, None, None, None)[:3]
        if _plain(given) == "":
            continue
        value, fault = _score(given, scale_max)
        text = _plain(code)
        at = first.setdefault(text, number)
        fault = fault or _fault_of_code(code, text, agencies, at, number)
        rows.append(Row(number, text, value, fault))
    if not rows:
        msg = "Belum ada nilai dalam lembar ini."
        raise ReadError(msg)
    return rows


def _score(given: Any, scale_max: Decimal) -> tuple[str, str]:
    """The score as text with two places, or what is wrong with it."""
    if isinstance(given, CellFault):
        return "", f"berisi {given}"
    try:
        value = _number(given)
    except (ValueError, InvalidOperation) as error:
        return "", str(error) or "bukan bilangan"
    rounded = round(value, PLACES)
    if rounded != value:
        return "", f"{_plain(given)} lebih dari {PLACES} angka di belakang koma"
    if not 0 <= rounded <= scale_max:
        return "", f"{_plain(given)} di luar 0 sampai {formats.decimal(scale_max)}"
    return str(rounded.quantize(Decimal(1).scaleb(-PLACES))), ""


def _number(given: Any) -> Decimal:
    if isinstance(given, bool) or given is None:
        msg = "bukan bilangan"
        raise ValueError(msg)
    if isinstance(given, int | float):
        return Decimal(
            repr(given)
        )  # as it is shown, without the dust of binary numbers
    return formats.parse_decimal(str(given))


def _fault_of_code(
    code: Any, text: str, agencies: Mapping[str, str], first: int, number: int
) -> str:
    if not isinstance(code, str):
        return "kode OPD bukan teks; ubah format sel menjadi Teks, lalu ketik ulang"
    if text not in agencies:
        return f"kode OPD “{text[:30]}” tidak ikut triwulan ini"
    return "" if first == number else f"kode OPD ini sudah ada di baris {first}"


def _plain(value: Any) -> str:
    return "" if value is None else " ".join(str(value).split())
