"""Reading tables that people made: CSV of any usual delimiter, or XLSX, row by row."""

import csv
from collections.abc import Iterator
from pathlib import Path
from zipfile import BadZipFile

from openpyxl import load_workbook


class TableError(Exception):
    """The file can't be read as a table."""


def rows(path: Path) -> Iterator[list[str]]:
    """The rows of a CSV or of an XLSX's first sheet, as text, one at a time.

    Streams: memory does not grow with the file. Raises TableError.
    """
    try:
        yield from _xlsx(path) if path.suffix.lower() == ".xlsx" else _csv(path)
    except (OSError, BadZipFile, csv.Error, KeyError, ValueError) as error:
        msg = f"{path}: can't be read as a table: {error}"
        raise TableError(msg) from error


def _csv(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        header = file.readline()
        file.seek(0)
        delimiter = max(",;\t", key=header.count)
        yield from csv.reader(file, delimiter=delimiter)


def _xlsx(path: Path) -> Iterator[list[str]]:
    book = load_workbook(path, read_only=True, data_only=True)
    try:
        for row in book.worksheets[0].iter_rows(values_only=True):
            yield ["" if value is None else str(value) for value in row]
    finally:
        book.close()
