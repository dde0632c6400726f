"""The files of open data: the same figures as CSV, JSON and XLSX, with their dictionary.

CSV is UTF-8 with BOM, semicolons and decimal commas, as spreadsheets of this country
read it; JSON and XLSX have numbers.
"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from lib import formats, sheets

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from openpyxl.worksheet.worksheet import Worksheet

    from opendata.figures import Quarter

Value = str | int | Decimal | date | None
HEADER_ROW = 1


@dataclass(frozen=True, slots=True)
class Field:
    """A column: its name in files, what it means, its width in a sheet."""

    name: str
    meaning: str
    width: float


KEYS = (
    Field("tahun", "Tahun penilaian", 8),
    Field("triwulan", "Triwulan penilaian, 1 sampai 4", 9),
    Field("revisi", "Revisi publikasi triwulan itu, mulai dari 1", 8),
    Field("kode", "Kode perangkat daerah, sebagai teks", 14),
    Field("perangkat_daerah", "Nama pada saat penetapan", 48),
)
INDICES = (
    *KEYS,
    Field("jenis", "Jenis perangkat daerah", 22),
    Field("indeks", "Indeks SPBE yang ditetapkan, 1,00 sampai 5,00", 9),
    Field("predikat", "Predikat yang dibaca pada indeks yang sudah dibulatkan", 16),
    Field("instrumen", "Kode instrumen penilaian", 20),
    Field("status_instrumen", "Keterangan instrumen, bila ada", 34),
    Field("berita_acara", "Nomor Berita Acara penetapan", 26),
    Field("tanggal_penetapan", "Tanggal Berita Acara, TTTT-BB-HH", 18),
)
NODES = (
    *KEYS,
    Field("kode_bagian", "Kode domain atau aspek pada instrumen", 12),
    Field("bagian", "Nama domain atau aspek", 44),
    Field("jenis_bagian", "domain atau aspek", 13),
    Field("bobot", "Bobot bagian pada instrumen; pecahan ditulis a/b", 10),
    Field("indeks", "Indeks bagian yang ditetapkan, 1,00 sampai 5,00", 9),
)
DATASETS = {"indices": INDICES, "nodes": NODES}


def rows_of(dataset: str, quarters: Sequence[Quarter]) -> Iterator[tuple[Value, ...]]:
    """The rows of `indices` or `nodes`, quarter by quarter as they come."""
    make = _indices if dataset == "indices" else _nodes
    for quarter in quarters:
        yield from make(quarter)


def _indices(quarter: Quarter) -> Iterator[tuple[Value, ...]]:
    said = quarter.release.content["determination"]
    for row in (*quarter.rows, *quarter.wholes):
        yield (
            *_keys(quarter),
            row.code,
            row.name,
            row.kind_name,
            row.index,
            row.predicate,
            row.instrument.code,
            row.instrument.label,
            said["number"],
            date.fromisoformat(said["decided_on"]),
        )


def _nodes(quarter: Quarter) -> Iterator[tuple[Value, ...]]:
    for row in (*quarter.rows, *quarter.wholes):
        for node, index in row.parts:
            yield (
                *_keys(quarter),
                row.code,
                row.name,
                node.code,
                node.name,
                node.kind,
                str(node.weight),
                index,
            )


def _keys(quarter: Quarter) -> tuple[int, int, int]:
    period = quarter.release.period
    return period.year, period.quarter, quarter.release.revision


# CSV


def csv_of(dataset: str, quarters: Sequence[Quarter]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(field.name for field in DATASETS[dataset])
    for row in rows_of(dataset, quarters):
        writer.writerow(_plain(value) for value in row)
    return out.getvalue().encode("utf-8-sig")


def _plain(value: Value) -> str:
    """Text that looks like a formula is marked as text."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return str(value).replace(".", ",")
    if isinstance(value, date):
        return value.isoformat()
    text = str(value)
    return f"'{text}" if text.startswith(sheets.RISKY) else text


# JSON


def json_of(quarters: Sequence[Quarter]) -> bytes:
    data = {"quarters": [as_data(quarter) for quarter in quarters]}
    return json.dumps(data, ensure_ascii=False, indent=1).encode()


def as_data(quarter: Quarter) -> dict[str, Any]:
    """What was frozen, with numbers as numbers, the average and the revision."""
    release, content = quarter.release, quarter.release.content
    return {
        **{k: v for k, v in content.items() if k not in ("agencies", "shows_rank")},
        "revision": release.revision,
        "sha256": release.sha256,
        "published_at": release.published_at.isoformat(),
        "average": number(quarter.average),
        "agencies": [
            row
            | {"index": float(row["index"])}
            | {"nodes": {code: float(value) for code, value in row["nodes"].items()}}
            for row in content["agencies"]
        ],
    }


def number(value: Decimal | None) -> float | None:
    """Two decimals survive a float as they are: its shortest text is the same."""
    return None if value is None else float(value)


# XLSX


def xlsx_of(quarters: Sequence[Quarter]) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.title = "Data terbuka indeks SPBE"
    book.properties.creator = "Portal SPBE"
    book.properties.language = "id"
    for name, title in (("indices", "Indeks"), ("nodes", "Domain_Aspek")):
        _fill(book.create_sheet(title), DATASETS[name], rows_of(name, quarters))
    meaning = [
        (title, field.name, field.meaning)
        for name, title in (("indices", "Indeks"), ("nodes", "Domain_Aspek"))
        for field in DATASETS[name]
    ]
    columns = Field("lembar", "", 16), Field("kolom", "", 22), Field("arti", "", 80)
    _fill(book.create_sheet("Kamus_Data"), columns, meaning)
    _fill(
        book.create_sheet("Sumber"),
        (Field("keterangan", "", 30), Field("isi", "", 90)),
        _source(quarters),
    )
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _source(quarters: Sequence[Quarter]) -> Iterator[tuple[str, str]]:
    for quarter in quarters:
        release = quarter.release
        yield f"{quarter.label}, revisi", str(release.revision)
        yield "Dipublikasikan", formats.moment(release.published_at)
        yield "SHA-256 isi", release.sha256


def _fill(page: Worksheet, fields: Sequence[Field], rows: Iterable[Any]) -> None:
    for place, field in enumerate(fields, start=1):
        sheets.heading(page.cell(HEADER_ROW, place, field.name))
        page.column_dimensions[get_column_letter(place)].width = field.width
    last = HEADER_ROW
    for row in rows:
        last += 1
        for place, value in enumerate(row, start=1):
            _write(page, last, place, value)
    page.freeze_panes = page.cell(HEADER_ROW + 1, 1).coordinate
    end = f"{get_column_letter(len(fields))}{last}"
    page.auto_filter.ref = f"A{HEADER_ROW}:{end}"
    sheets.paper(page, f"A1:{end}", HEADER_ROW)


def _write(page: Worksheet, row: int, column: int, value: Value) -> None:
    cell = page.cell(row, column)
    if isinstance(value, str):
        sheets.write_text(cell, value)
    else:
        cell.value = value
        cell.number_format = _format_of(value)


def _format_of(value: Value) -> str:
    if isinstance(value, Decimal):
        return "0.00"
    return "dd/mm/yyyy" if isinstance(value, date) else "0"
