"""How every workbook looks: fonts, colours, borders, paper, and text that stays text."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.properties import PageSetupProperties

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

    AnyCell = Cell | MergedCell

FOLIO = 14  # OOXML's index of 8.5 x 13 inches, the F4 of Indonesian offices
RISKY = ("=", "+", "-", "@", "\t", "\r")
INK, PAPER, HEAD, STRIPE, RULE = "13242C", "FFFFFF", "0F5263", "F4F8F8", "B9C3C6"
WARM = "6B3602"
FACE, LINE_HEIGHT = "Arial", 14
_LINE = Side(style="thin", color=RULE)
BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)


def heading(cell: AnyCell) -> None:
    """The look of a column's heading."""
    cell.font = Font(FACE, bold=True, sz=10, color=PAPER)
    cell.fill = PatternFill("solid", fgColor=HEAD)
    cell.border = BOX
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)


def write_text(cell: AnyCell, text: str) -> None:
    """Text stays text: what looks like a formula is stored and shown as typed."""
    kept = ILLEGAL_CHARACTERS_RE.sub("", text)
    cell.value = kept or None
    if kept:
        cell.data_type = "s"
        cell.quotePrefix = kept.startswith(RISKY)


def lines(text: str, width: float) -> int:
    """How many lines a wrapped cell of `width` characters needs; not every program
    works it out."""
    parts = text.split("\n")
    return sum(max(1, ceil(len(part) * 0.92 / width)) for part in parts)


def paper(page: Worksheet, area: str, heading_row: int) -> None:
    """F4 in landscape, the heading on each page, the sheet's name in the footer."""
    page.sheet_view.showGridLines = False
    page.print_title_rows = f"{heading_row}:{heading_row}"
    page.print_area = area
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = FOLIO
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.page_margins.left = page.page_margins.right = 0.5
    page.page_margins.top, page.page_margins.bottom = 0.6, 0.8
    page.oddFooter = HeaderFooterItem(
        left=_HeaderFooterPart(text="Portal SPBE"),
        center=_HeaderFooterPart(text="&A"),
        right=_HeaderFooterPart(text="Halaman &P dari &N"),
    )
