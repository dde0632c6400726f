"""Small real files: PDF with letterhead, screenshot, photograph, table to fill in."""

import textwrap
from collections.abc import Sequence
from functools import cache
from io import BytesIO

import pydyf
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from PIL import Image, ImageDraw, ImageFont

A4 = (595, 842)
MARGIN = 64
MARK = "Contoh peragaan, bukan dokumen resmi"

Page = tuple[str, tuple[str, ...]]


def pdf(
    province: str, office: str, title: str, number: str, pages: list[Page]
) -> bytes:
    """An A4 document; its text stands in the file as text."""
    document = pydyf.PDF()
    fonts = {
        name: pydyf.Dictionary(
            {
                "Type": "/Font",
                "Subtype": "/Type1",
                "BaseFont": f"/{base}",
                "Encoding": "/WinAnsiEncoding",
            }
        )
        for name, base in (("F1", "Helvetica"), ("F2", "Helvetica-Bold"))
    }
    for font in fonts.values():
        document.add_object(font)
    for place, page in enumerate(pages, 1):
        stream = pydyf.Stream(compress=True)
        _letterhead(stream, province, office)
        footer = f"{MARK}  |  halaman {place} dari {len(pages)}"
        _body(stream, title if place == 1 else "", number, page, footer)
        document.add_object(stream)
        document.add_page(
            pydyf.Dictionary(
                {
                    "Type": "/Page",
                    "Parent": document.pages.reference,
                    "MediaBox": pydyf.Array([0, 0, *A4]),
                    "Contents": stream.reference,
                    "Resources": pydyf.Dictionary(
                        {
                            "Font": pydyf.Dictionary(
                                {name: font.reference for name, font in fonts.items()}
                            )
                        }
                    ),
                }
            )
        )
    written = BytesIO()
    document.write(written)
    return written.getvalue()


def _letterhead(stream: pydyf.Stream, province: str, office: str) -> None:
    width, height = A4
    _text(stream, MARGIN, height - 60, "F2", 12, province.upper())
    _text(stream, MARGIN, height - 78, "F2", 11, office.upper())
    stream.set_line_width(1.5)
    stream.move_to(MARGIN, height - 90)
    stream.line_to(width - MARGIN, height - 90)
    stream.stroke()


def _body(
    stream: pydyf.Stream, title: str, number: str, page: Page, footer: str
) -> None:
    heading, lines = page
    at = A4[1] - 126
    if title:
        for line in textwrap.wrap(title.upper(), 60):
            _text(stream, MARGIN, at, "F2", 12, line)
            at -= 18
        _text(stream, MARGIN, at, "F1", 11, f"Nomor: {number}")
        at -= 34
    _text(stream, MARGIN, at, "F2", 11, heading)
    at -= 24
    for line in lines:
        for part in textwrap.wrap(line, 82, subsequent_indent="   "):
            _text(stream, MARGIN, at, "F1", 11, part)
            at -= 17
        at -= 5
    _text(stream, MARGIN, 48, "F1", 9, footer)


def _text(
    stream: pydyf.Stream, x: int, y: int, font: str, size: int, text: str
) -> None:
    stream.begin_text()
    stream.set_font_size(font, size)
    stream.set_text_matrix(1, 0, 0, 1, x, y)
    stream.show_text_string(text)
    stream.end_text()


def table(title: str, columns: Sequence[str]) -> bytes:
    """A workbook with the head of a table, to be filled in."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    heads = []
    for place, column in enumerate(columns):
        sheet.column_dimensions[get_column_letter(place + 1)].width = 20
        heads.append(WriteOnlyCell(sheet, value=column))
        heads[-1].font = Font(bold=True)
    for row in ([title], [MARK], heads):
        sheet.append(row)
    written = BytesIO()
    book.save(written)
    return written.getvalue()


@cache
def _font(size: int) -> "ImageFont.FreeTypeFont | ImageFont.ImageFont":
    return ImageFont.load_default(size)


def screenshot(office: str, title: str, rows: Sequence[str]) -> bytes:
    """A window of an application with a table."""
    image = Image.new("P", (1000, 620), 0)
    image.putpalette(
        (255, 255, 255, 15, 82, 99, 224, 238, 240, 19, 36, 44, 213, 222, 223)
    )
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 1000, 64), fill=1)
    draw.text((28, 18), office, fill=0, font=_font(22))
    draw.rectangle((0, 64, 220, 620), fill=2)
    for place, word in enumerate(("Beranda", "Permohonan", "Riwayat", "Laporan")):
        draw.text((28, 92 + 44 * place), word, fill=3, font=_font(18))
    draw.text((250, 90), title, fill=3, font=_font(26))
    for place, row in enumerate(rows):
        top = 150 + 52 * place
        draw.rectangle((250, top, 970, top + 44), outline=4)
        draw.text((266, top + 12), f"{place + 1}", fill=1, font=_font(17))
        draw.text((310, top + 12), row, fill=3, font=_font(17))
    draw.text((250, 584), MARK, fill=1, font=_font(15))
    return _bytes(image, "PNG")


def photo(office: str, title: str) -> bytes:
    """A meeting room as simple shapes, with a caption."""
    image = Image.new("RGB", (900, 600), (206, 216, 214))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 380, 900, 600), fill=(151, 122, 92))
    draw.rectangle((250, 60, 650, 250), fill=(246, 248, 247))
    draw.text((278, 96), title, fill=(15, 82, 99), font=_font(26))
    draw.text((278, 140), office, fill=(19, 36, 44), font=_font(18))
    draw.polygon(((170, 420), (730, 420), (830, 540), (70, 540)), fill=(95, 66, 44))
    for place in range(6):
        x = 150 + 110 * place
        draw.ellipse((x, 300, x + 56, 356), fill=(88, 62, 48))
        draw.rectangle((x - 14, 356, x + 70, 430), fill=(32, 92 + 12 * place, 110))
    draw.text((24, 566), MARK, fill=(255, 255, 255), font=_font(16))
    return _bytes(image, "JPEG")


def _bytes(image: Image.Image, form: str) -> bytes:
    written = BytesIO()
    image.save(written, form)
    return written.getvalue()
