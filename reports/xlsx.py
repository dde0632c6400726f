"""The TPP workbook: rows in, a file out, in memory that does not grow with them.

Numbers are numbers, dates are dates, codes are text; formulas are live, locked, and
have their value stored beside them for readers that do not calculate. Text from people
stays text. No name of a person, no NIP, no amount of money.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from xlsxwriter import Workbook

from lib import sheets
from reports.content import grid
from reports.content.grid import FIRST_ROW, HEADER_ROW, Formula
from reports.content.metadata import Tally, metadata

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from reports.content.grid import Column, Content, Page
    from reports.content.shared import Stamp
    from reports.content.sheet import AgencyRows, Facts

NARROW = 15  # characters; wider columns wrap
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # what a cell does not hold
ALLOWED = dict.fromkeys(
    (
        "format_cells",
        "format_columns",
        "format_rows",
        "sort",
        "autofilter",
        "insert_rows",
        "insert_columns",
        "delete_rows",
        "delete_columns",
    ),
    True,
)
RANGES = (
    ("Kode_OPD", "B"),
    ("Perangkat_Daerah", "C"),
    ("Indeks_SPBE", "F"),
    ("Skor_Konversi", "H"),
    ("Bobot", "I"),
    ("Nilai_Tertimbang", "J"),
)


def write(
    path: Path, facts: Facts, stamp: Stamp, agencies: Iterable[tuple[AgencyRows, int]]
) -> None:
    """Every sheet of an export, into a new file.

    `agencies` are the rows of each in their order, with its open objections; they are
    read once and not kept.
    """
    book = Workbook(str(path), {"constant_memory": True})
    # the property takes a naive moment and means UTC
    made = stamp.requested_at.replace(tzinfo=None)
    title = f"Lembar TPP SPBE {facts.quarter}"
    book.set_properties({"title": title, "author": "Portal SPBE", "created": made})
    look = _Look(book)
    tables = {
        page.name: _Table(book, page, look, grid.headline(page, facts, stamp))
        for page in grid.pages(facts)
    }
    tally = Tally()
    for position, (rows, objections) in enumerate(agencies, 1):
        tally.add(rows, objections)
        for name, cells in grid.cells_of(facts, position, rows):
            tables[name].add(cells)
    page = grid.METADATA
    last = _Table(book, page, look, grid.headline(page, facts, stamp))
    for line in metadata(facts, stamp, tally):
        last.add(line)
    for table in (*tables.values(), last):
        table.finish()
    _name_ranges(book, tables)
    book.close()


def _name_ranges(book: Workbook, tables: dict[str, _Table]) -> None:
    for name, letter in RANGES:
        _name(book, name, grid.MAIN, letter, tables[grid.MAIN].last_row)
    if parts := tables.get(grid.PARTS):
        letter = grid.letter_of(len(parts.page.columns))
        _name(book, "Nilai_Prestasi_Kerja", grid.PARTS, letter, parts.last_row)


def _name(book: Workbook, name: str, page: str, letter: str, last: int) -> None:
    book.define_name(name, f"={page}!${letter}${FIRST_ROW}:${letter}${last}")


class _Look:
    """The formats of the workbook, each made once."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.kept: dict[tuple[object, ...], Format] = {}
        face = {"font_name": sheets.FACE, "font_size": 10}
        ink = {"font_color": f"#{sheets.INK}"}
        box = {"border": 1, "border_color": f"#{sheets.RULE}"}
        self.base = face | ink | box | {"valign": "vcenter"}
        self.title = book.add_format(face | ink | {"bold": True, "font_size": 13})
        self.line = book.add_format(face | ink)
        self.warm = book.add_format(
            face | {"bold": True, "font_color": f"#{sheets.WARM}"}
        )
        head = {"bold": True, "align": "center", "valign": "vcenter", "text_wrap": True}
        colours = {"font_color": f"#{sheets.PAPER}", "bg_color": f"#{sheets.HEAD}"}
        self.head = book.add_format(face | box | head | colours)

    def of(self, column: Column, value: Content, *, striped: bool) -> Format:
        """The format of a cell; formulas alone are locked."""
        locked = isinstance(value, Formula)
        quoted = isinstance(value, str) and value.startswith(sheets.RISKY)
        key = column.format, column.align, column.width > NARROW, locked, quoted
        found = self.kept.get((*key, striped))
        if found is None:
            found = self.kept[*key, striped] = self._made(
                column, locked=locked, quoted=quoted, striped=striped
            )
        return found

    def _made(
        self, column: Column, *, locked: bool, quoted: bool, striped: bool
    ) -> Format:
        wanted = self.base | {
            "num_format": column.format,
            "align": column.align,
            "indent": int(column.align == "left"),
            "text_wrap": column.width > NARROW,
            "locked": locked,
            "quote_prefix": quoted,
        }
        if striped:
            wanted |= {"bg_color": f"#{sheets.STRIPE}"}
        return self.book.add_format(wanted)


class _Table:
    """A sheet that takes its rows one after another; a full one goes on in another."""

    def __init__(
        self, book: Workbook, page: Page, look: _Look, headline: Sequence[str]
    ) -> None:
        self.book, self.page, self.look, self.headline = book, page, look, headline
        self.number, self.open = 1, self._begin(page.name)

    @property
    def last_row(self) -> int:
        """As a person counts rows; the first one where there is none."""
        return max(self.at, FIRST_ROW)

    def _begin(self, name: str) -> Worksheet:
        page = self.book.add_worksheet(name)
        styles = (self.look.title, self.look.line, self.look.line, self.look.warm)
        for place, (text, style) in enumerate(zip(self.headline, styles, strict=True)):
            if clean := CONTROL.sub("", text):
                page.write_string(place, 0, clean, style)
        page.set_row_pixels(HEADER_ROW - 1, 43)
        for place, column in enumerate(self.page.columns):
            page.set_column(place, place, column.width)
            title = CONTROL.sub("", column.title)
            page.write_string(HEADER_ROW - 1, place, title, self.look.head)
        self.at = HEADER_ROW
        return page

    def add(self, cells: Sequence[Content]) -> None:
        if self.at == grid.LAST_ROW:
            self.finish()
            self.number += 1
            self.open = self._begin(f"{self.page.name}_{self.number}")
        self.at += 1
        row, striped = self.at - 1, self.at % 2 == 1
        self.open.set_row(row, sheets.LINE_HEIGHT * _lines(self.page.columns, cells))
        for place, (column, value) in enumerate(
            zip(self.page.columns, cells, strict=True)
        ):
            self._put(row, place, column, value, striped=striped)
        self._forget(row - 1)

    def _forget(self, row: int) -> None:
        """The height of a row that stands in the file: the library keeps all of them."""
        self.open.row_info.pop(row, None)
        self.open.row_sizes.pop(row, None)

    def _put(
        self, row: int, place: int, column: Column, value: Content, *, striped: bool
    ) -> None:
        if isinstance(value, str):
            value = CONTROL.sub("", value) or None
        style = self.look.of(column, value, striped=striped)
        page = self.open
        if isinstance(value, str):
            page.write_string(row, place, value, style)
        elif isinstance(value, Formula):
            known = "" if value.value is None else float(value.value)
            page.write_formula(row, place, value.text, style, known)
        elif isinstance(value, date):
            page.write_datetime(row, place, value, style)
        elif value is None:
            page.write_blank(row, place, None, style)
        else:
            page.write_number(row, place, float(value), style)

    def finish(self) -> None:
        """F4 in landscape, the heading on each page, the sheet's name in the footer."""
        page, last = self.open, len(self.page.columns) - 1
        page.freeze_panes(HEADER_ROW, 3 if self.page.name == grid.MAIN else 0)
        page.autofilter(HEADER_ROW - 1, 0, self.last_row - 1, last)
        page.print_area(0, 0, self.last_row - 1, last)
        page.repeat_rows(HEADER_ROW - 1)
        page.hide_gridlines(2)
        page.set_landscape()
        page.set_paper(sheets.FOLIO)
        page.fit_to_pages(1, 0)
        page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.8)
        page.set_footer("&LPortal SPBE&C&A&RHalaman &P dari &N")
        page.protect("", ALLOWED)


def _lines(columns: Sequence[Column], cells: Sequence[Content]) -> int:
    """How many lines the fullest wrapped cell needs; not every program works it out."""
    return max(
        sheets.lines(value if isinstance(value, str) else "", column.width)
        for column, value in zip(columns, cells, strict=True)
        if column.width > NARROW
    )
