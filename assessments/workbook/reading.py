"""A filled workbook taken apart: cells by indicator, with their addresses.

Nothing in a file is trusted: sizes are read before anything is unpacked, the sheet is
streamed, and only the columns that are known by their titles count.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

from openpyxl.utils import get_column_letter

from assessments.workbook.shape import (
    ENTRY,
    FIELDS,
    FORMAT,
    LABELS,
    PORTAL,
    PORTAL_HEADER_ROW,
    normal,
)
from lib import workbooks
from lib.workbooks import ReadError, Values

if TYPE_CHECKING:
    from assessments.models import Assessment

ROWS_MAX, COLUMNS_MAX, HEADER_WITHIN = 500, 40, 20
NEEDED = ("code", *FIELDS)

FOREIGN = (
    "Berkas ini bukan lembar kerja dari portal. Unduh lembar kerja penilaian ini, isi, "
    "lalu unggah berkas itu."
)


@dataclass(frozen=True, slots=True)
class Row:
    """What one indicator's row says; `version` and `marks` are those of the download.

    `values` are raw, by field; `version` is None where the file does not know the code.
    """

    number: int
    code: str
    version: int | None
    marks: dict[str, str]
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows with a code, in their order, and where their columns stand."""

    rows: tuple[Row, ...]
    letters: dict[str, str]
    extra: int  # rows with something in them, but without a code

    def address(self, name: str, number: int) -> str:
        return f"{ENTRY}!{self.letters[name]}{number}"


def read(upload: IO[bytes], assessment: Assessment) -> Sheet:
    """Raises ReadError for what is no workbook of this assessment."""
    pages = workbooks.pages(
        upload,
        PORTAL,
        ENTRY,
        foreign=FOREIGN,
        rows=ROWS_MAX,
        above=HEADER_WITHIN,
        columns=COLUMNS_MAX,
        advice="Hapus baris tambahan.",
    )
    known = _known(pages[PORTAL], assessment)
    return _sheet(pages[ENTRY], known)


# The hidden sheet: whose workbook this is


def _known(cells: list[Values], assessment: Assessment) -> dict[str, Values]:
    """Version and marks of each answer at the download, by code."""
    head = {normal(row[0]): normal(row[1]) for row in cells[:4] if len(row) > 1}
    if head.get("format") != FORMAT:
        raise ReadError(FOREIGN)
    period = assessment.period
    if head.get("penilaian") != str(assessment.pk):
        here = f"{assessment.agency_name}, {period}"
        stated = head.get("triwulan", "")
        other = stated != f"{period.year}-{period.quarter}"
        what = "triwulan lain" if other else "perangkat daerah lain"
        msg = f"Lembar kerja ini untuk {what}. Halaman ini menerima milik {here}."
        raise ReadError(msg)
    rows = (row for row in cells[PORTAL_HEADER_ROW:] if len(row) >= 2 + len(FIELDS))
    return {normal(row[0]): row[1:] for row in rows if normal(row[0])}


# The sheet that people fill


def _sheet(cells: list[Values], known: dict[str, Values]) -> Sheet:
    at, places = _header(cells)
    letters = {name: get_column_letter(place + 1) for name, place in places.items()}
    rows, extra = [], 0
    for number, row in enumerate(cells[at + 1 :], at + 2):
        values = {name: _at(row, place) for name, place in places.items()}
        code = normal(values.pop("code"))
        if code:
            rows.append(_row(number, code, values, known))
        elif any(normal(value) for value in values.values()):
            extra += 1
    return Sheet(tuple(rows), letters, extra)


def _header(cells: list[Values]) -> tuple[int, dict[str, int]]:
    """The row of titles and the place of each column that is read."""
    best: dict[str, int] = {}
    for at, row in enumerate(cells[:HEADER_WITHIN]):
        titles = {normal(value).casefold(): place for place, value in enumerate(row)}
        found = {
            name: titles[LABELS[name].casefold()]
            for name in NEEDED
            if LABELS[name].casefold() in titles
        }
        if len(found) == len(NEEDED):
            return at, found
        best = max(best, found, key=len)
    missing = ", ".join(LABELS[name] for name in NEEDED if name not in best)
    msg = (
        f"Kolom {missing} tidak ditemukan pada lembar {ENTRY}. Kembalikan judul kolomnya, "
        "lalu unggah lagi."
    )
    raise ReadError(msg)


def _row(
    number: int, code: str, values: dict[str, Any], known: dict[str, Values]
) -> Row:
    version, marks = None, {}
    if code in known:
        stated, *rest = known[code]
        version = stated if isinstance(stated, int) else None
        marks = {n: normal(m) for n, m in zip(FIELDS, rest, strict=False)}
    return Row(number, code, version, marks, values)


def _at(row: Values, place: int) -> Any:
    return row[place] if place < len(row) else None
