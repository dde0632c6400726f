"""An edited TPP workbook against the record: every cell that differs, by its address.

The file is not trusted, and nothing of it is kept.
"""

from __future__ import annotations

import logging
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import zip_longest
from typing import IO, TYPE_CHECKING, Any

from openpyxl import load_workbook

from lib import formats, workbooks
from lib.workbooks import BROKEN, ReadError
from reports import content
from reports.content import grid
from reports.content.grid import FIRST_ROW, HEADER_ROW, Formula
from reports.content.metadata import Tally, metadata

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reports.content.grid import Content, Page
    from reports.models import Export

logger = logging.getLogger(__name__)

SHOWN = 500  # differences that a page lists
TEXT_MAX = 160  # characters of a cell that a page shows
FOREIGN = (
    "Berkas ini bukan lembar TPP dari portal: lembar {} tidak ada. Unduh lembar revisi "
    "ini, lalu bandingkan salinannya."
)


@dataclass(frozen=True, slots=True)
class Difference:
    """`sheet!cell`, what the record has and what the file has, as a person reads them."""

    address: str
    title: str  # of the column
    recorded: str
    found: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What a comparison found: the first differences, and how many there are."""

    differences: tuple[Difference, ...]
    total: int
    cells: int

    @property
    def is_same(self) -> bool:
        return self.total == 0

    @property
    def unshown(self) -> int:
        return self.total - len(self.differences)


Expected = dict[str, list["Sequence[Content]"]]


def compare(upload: IO[bytes], export: Export) -> Finding:
    """Every cell below the headings, in every sheet. Raises ReadError for a file that
    is no workbook of an export, or too large to be opened."""
    workbooks.refuse_unsafe(upload)
    pages, expected = _expected(export)
    try:
        with (
            closing(load_workbook(upload, read_only=True)) as formulas,
            closing(load_workbook(upload, read_only=True, data_only=True)) as values,
        ):
            return _compared(pages, expected, formulas, values)
    except ReadError:
        raise
    except Exception as error:  # the package raises whatever a broken file leads to
        logger.info("A workbook could not be read: %r", error)
        raise ReadError(BROKEN) from error


def _expected(export: Export) -> tuple[list[Page], Expected]:
    """What each sheet holds, from the record alone."""
    facts, tally = content.read_facts(export.inputs), Tally()
    pages = [*grid.pages(facts), grid.METADATA]
    rows: Expected = {page.name: [] for page in pages}
    for position, (agency, objections) in enumerate(content.lines_of(export, facts), 1):
        tally.add(agency, objections)
        for name, cells in grid.cells_of(facts, position, agency):
            rows[name].append(cells)
    stamp = content.stamp_of(export.document)
    rows[grid.METADATA.name] += metadata(facts, stamp, tally)
    return pages, rows


def _compared(
    pages: list[Page], expected: Expected, formulas: Any, values: Any
) -> Finding:
    shown: list[Difference] = []
    total = cells = 0
    for page in pages:
        if page.name not in formulas.sheetnames:
            raise ReadError(FOREIGN.format(page.name))
        rows = expected[page.name]
        cells += len(rows) * len(page.columns)
        for difference in _of_page(page, rows, formulas[page.name], values[page.name]):
            total += 1
            if len(shown) < SHOWN:
                shown.append(difference)
    for name in formulas.sheetnames:
        if name not in expected:
            total += 1
            shown.append(Difference(name[:40], "Lembar", "tidak ada", "ditambahkan"))
    return Finding(tuple(shown), total, cells)


def _of_page(
    page: Page, rows: list[Sequence[Content]], formulas: Any, values: Any
) -> Iterator[Difference]:
    titles = tuple(column.title for column in page.columns)
    most = len(rows) + 1000  # rows that were added are named, without end they are not
    for sheet in (formulas, values):
        sheet.reset_dimensions()  # a file may state any size
    area = {"min_row": HEADER_ROW, "max_row": HEADER_ROW + most}
    wide = {"max_col": len(titles) + 5}
    pairs = zip(
        formulas.iter_rows(**area, **wide),
        values.iter_rows(**area, **wide),
        strict=False,
    )
    given = ((_values(f), _values(v)) for f, v in pairs)
    lines = zip_longest([titles, *rows], given, fillvalue=None)
    for number, (line, found) in enumerate(lines, HEADER_ROW):
        if line is None and found is None:
            return
        written, computed = found or ((), ())
        yield from _of_row(page, number, line or (), written, computed)


def _of_row(
    page: Page,
    number: int,
    line: Sequence[Content],
    written: tuple[Any, ...],
    computed: tuple[Any, ...],
) -> Iterator[Difference]:
    cells = zip_longest(line, written, computed, fillvalue=None)
    for place, (recorded, found, value) in enumerate(cells, 1):
        if _same(recorded, found, value):
            continue
        columns = page.columns
        title = columns[place - 1].title if place <= len(columns) else "Kolom tambahan"
        yield Difference(
            address=f"{page.name}!{grid.letter_of(place)}{number}",
            title="Judul kolom" if number < FIRST_ROW else title,
            recorded=_said(recorded),
            found=_said_of_file(recorded, found, value),
        )


def _values(cells: Any) -> tuple[Any, ...]:
    return tuple(cell.value for cell in cells)


def _same(recorded: Content, found: Any, value: Any) -> bool:
    """A formula is the same when its text is, and the value that was saved with it."""
    if isinstance(recorded, Formula):
        text = str(found).replace(" ", "").upper() if found is not None else ""
        if text != recorded.text.replace(" ", "").upper():
            return False
        # a program that does not calculate saves none
        return value is None or _same(recorded.value, value, None)
    if isinstance(recorded, date):
        return isinstance(found, date) and _day(found) == recorded
    if isinstance(recorded, Decimal | int):
        return _number(found) == recorded
    return _text(recorded) == _text(found)


def _number(found: Any) -> Decimal | None:
    if isinstance(found, bool) or not isinstance(found, int | float):
        return None
    return Decimal(repr(found))


def _day(found: date) -> date:
    return found.date() if isinstance(found, datetime) else found


def _text(value: Any) -> str:
    """As a cell holds it: one kind of line end, without control signs."""
    if value is None:
        return ""
    shown = workbooks.unescaped(str(value)) if isinstance(value, str) else repr(value)
    clean = "".join(sign for sign in shown if sign in "\t\n" or ord(sign) > 31)
    return clean.strip()


def _said(value: Content) -> str:
    if isinstance(value, Formula):
        return f"rumus, {_said(value.value)}"
    if value is None or value == "":
        return "kosong"
    if isinstance(value, date):
        return formats.day(value)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}".replace(".", ",")
    return str(value)[:TEXT_MAX]


def _said_of_file(recorded: Content, found: Any, value: Any) -> str:
    if isinstance(recorded, Formula):
        if isinstance(found, str) and found.startswith("="):
            return f"rumus {found[:TEXT_MAX]}, tersimpan {_said_plain(value)}"
        return f"{_said_plain(found)}, bukan rumus"
    return _said_plain(found)


def _said_plain(found: Any) -> str:
    if isinstance(found, bool):
        return "BENAR" if found else "SALAH"
    if isinstance(found, int | float):
        return _said(Decimal(repr(found)))
    if isinstance(found, date):
        return formats.day(found)
    return _said(found if found is None else str(found))
