"""Workbooks that people send: what may be opened at all, and cells as a person reads them.

Nothing in a file is trusted: the sizes that it states are summed up before anything is
unpacked.
"""

from __future__ import annotations

import hashlib
import logging
import re
import zipfile
from datetime import date
from typing import IO, Any

from openpyxl import load_workbook

from lib import formats

logger = logging.getLogger(__name__)

MEGABYTE = 1024 * 1024
FILE_MAX, UNPACKED_MAX = 5 * MEGABYTE, 30 * MEGABYTE
PARTS_MAX = 200
CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BROKEN = (
    "Berkas tidak dapat dibaca. Simpan sebagai XLSX dari Excel atau LibreOffice, lalu "
    "unggah lagi."
)
FORMULA = "rumus; ketik nilainya, dan awali teks bertanda = dengan petik tunggal"
_ESCAPED = re.compile(r"_x(000[0-9a-fA-F]|001[0-9a-fA-F])_")  # control signs, as saved


Values = tuple[Any, ...]


class ReadError(Exception):
    """The file as a whole is refused; the message is for the user."""


class CellFault(str):
    """A cell that holds no value of its own; the text says what it holds."""

    __slots__ = ()


def digest(upload: IO[bytes]) -> str:
    """SHA-256 of the file, in hexadecimal."""
    upload.seek(0)
    return hashlib.file_digest(upload, "sha256").hexdigest()  # type: ignore[arg-type]


def refuse_unsafe(upload: IO[bytes]) -> None:
    """Nothing is unpacked before the sizes that the archive states are summed up.

    The archive reader stops at a stated size, so a false one does not help.
    """
    upload.seek(0)
    try:
        with zipfile.ZipFile(upload) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise ReadError(BROKEN) from error
    finally:
        upload.seek(0)
    if sum(part.file_size for part in parts) > UNPACKED_MAX or len(parts) > PARTS_MAX:
        msg = (
            "Isi berkas terlalu besar setelah dibuka. Hapus gambar atau lembar tambahan, "
            "lalu unggah lagi."
        )
        raise ReadError(msg)
    if any(part.filename.lower().endswith("vbaproject.bin") for part in parts):
        msg = "Berkas memuat makro. Simpan sebagai XLSX tanpa makro, lalu unggah lagi."
        raise ReadError(msg)
    if any(part.flag_bits & 0x1 for part in parts):
        msg = "Berkas dikunci dengan kata sandi. Buka kuncinya, lalu unggah lagi."
        raise ReadError(msg)


def pages(
    upload: IO[bytes],
    *names: str,
    foreign: str,
    rows: int,
    above: int,
    columns: int,
    advice: str,
) -> dict[str, list[Values]]:
    """The cells of the named sheets, row by row, without the empty rows at the end.

    At most `rows` below the `above` rows of titles, and `columns` wide. Raises ReadError:
    `foreign` where a sheet is missing, with `advice` where one is too long.
    """
    refuse_unsafe(upload)
    try:
        book = load_workbook(upload, read_only=True)
        try:
            if not set(names) <= set(book.sheetnames):
                raise ReadError(foreign)
            found = {n: _cells(book[n], above + rows + 1, columns) for n in names}
        finally:
            book.close()
    except ReadError:
        raise
    except Exception as error:  # the package raises whatever a broken file leads to
        logger.info("A workbook could not be read: %r", error)
        raise ReadError(BROKEN) from error
    for name, cells in found.items():
        if len(cells) > above + rows:
            msg = f"Lembar {name} berisi lebih dari {rows} baris. {advice}"
            raise ReadError(msg)
    return found


def _cells(page: Any, rows: int, columns: int) -> list[Values]:
    page.reset_dimensions()  # a file may state any size
    found = [
        tuple(value(cell) for cell in row)
        for row in page.iter_rows(max_row=rows, max_col=columns)
    ]
    while found and not any(str(v).strip() for v in found[-1] if v is not None):
        found.pop()
    return found


def value(cell: Any) -> Any:
    """A cell as a person reads it: whole numbers without a point, dates as words."""
    found = cell.value
    if cell.data_type == "f":
        return CellFault(FORMULA)
    if isinstance(found, str):
        if cell.data_type == "e":
            return CellFault(f"kesalahan {found}")
        return unescaped(found)
    if isinstance(found, float) and found.is_integer() and abs(found) < 1e15:
        return int(found)
    return formats.day(found) if isinstance(found, date) else found


def unescaped(text: str) -> str:
    """Text as it was typed, where a file writes control signs as `_x000D_`."""
    return _ESCAPED.sub(_unescaped, text)


def _unescaped(match: re.Match[str]) -> str:
    """Line ends and tabs come back; other control signs are no text."""
    sign = chr(int(match[1], 16))
    return {"\t": "\t", "\n": "\n", "\r": "\r"}.get(sign, "")
