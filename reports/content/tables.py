"""The figures of a document as plain tables, to be attached to it for machines.

They come from the same dataclasses as the printed page, so the two cannot differ.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from reports.content.minutes import read_minutes
from reports.content.plenary import read_plenary
from reports.content.recap import read_recap
from reports.content.report import read_report
from reports.enums import Kind

if TYPE_CHECKING:
    from reports.content.minutes import Line, Minutes
    from reports.content.plenary import PlenaryMinutes
    from reports.content.recap import Recap
    from reports.content.report import Report
    from reports.content.shared import Triple
    from reports.models import IssuedDocument

Cell = str | int | Decimal | date | None
SIDES = ("mandiri", "terverifikasi", "akhir")


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under column names; a figure that does not exist is None, never 0."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def tables_of(document: IssuedDocument) -> tuple[Table, ...]:
    """The tables of an issued document, from its frozen inputs; none without figures."""
    made = {
        Kind.OPD_REPORT: lambda said: of_report(read_report(said)),
        Kind.BERITA_ACARA: lambda said: of_minutes(read_minutes(said)),
        Kind.PLENARY: lambda said: of_plenary(read_plenary(said)),
        Kind.RECAP: lambda said: of_recap(read_recap(said)),
    }.get(Kind(document.kind))
    return made(document.inputs) if made else ()


def of_report(report: Report) -> tuple[Table, ...]:
    """Index, domains and aspects, indicators, and the quarters before."""
    return (
        Table(
            "Indeks",
            ("kode", "perangkat daerah", "triwulan", *SIDES, "eksak", "predikat"),
            (
                (
                    report.agency_code,
                    report.agency_name,
                    str(report.quarter),
                    *_sides(report.index),
                    report.exact,
                    report.predicate,
                ),
            ),
        ),
        Table(
            "Domain dan aspek",
            ("kode", "nama", "bobot (%)", *SIDES),
            tuple(
                (b.code, b.name, b.weight, *_sides(b.values)) for b in report.branches
            ),
        ),
        Table(
            "Indikator",
            ("kode", "nama", "bobot (%)", *SIDES, "alasan"),
            tuple(
                (leaf.code, leaf.name, leaf.weight, *_sides(leaf.levels), leaf.reason)
                for leaf in report.leaves
            ),
        ),
        Table(
            "Riwayat",
            ("triwulan", "indeks", "predikat", "instrumen"),
            tuple(
                (str(p.quarter), p.index, p.predicate, p.instrument)
                for p in report.history
            ),
        ),
    )


def of_minutes(minutes: Minutes) -> tuple[Table, ...]:
    """The matrix, and every level that was corrected."""
    codes = tuple(column.code for column in minutes.columns)
    return (
        Table(
            "Matriks",
            ("kode", "perangkat daerah", *codes, *SIDES, "predikat", "status"),
            tuple(_matrix_row(line) for line in minutes.lines),
        ),
        Table(
            "Koreksi",
            ("perangkat daerah", "indikator", "nama", *SIDES, "alasan"),
            tuple(
                (c.agency, c.number, c.name, *_sides(c.levels), c.reason)
                for c in minutes.corrections
            ),
        ),
    )


def of_plenary(minutes: PlenaryMinutes) -> tuple[Table, ...]:
    return (
        Table(
            "Putusan",
            ("perangkat daerah", "indikator", "nama", *SIDES, "putusan", "alasan"),
            tuple(
                (
                    r.agency,
                    r.number,
                    r.name,
                    *_sides(r.levels),
                    r.outcome.label,
                    r.reason,
                )
                for r in minutes.rulings
            ),
        ),
    )


def of_recap(recap: Recap) -> tuple[Table, ...]:
    """Every agency with its values and its movement, and the means."""
    codes = tuple(column.code for column in recap.columns)
    return (
        Table(
            "Rekap",
            (
                *("peringkat", "kode", "perangkat daerah", "jenis", *codes, "indeks"),
                *("predikat", "nilai", "triwulan lalu", "perubahan", "peringkat lalu"),
            ),
            tuple(
                (
                    *(line.place, line.code, line.name, line.kind.label, *line.nodes),
                    *(line.index, line.predicate, line.side),
                    *(line.before, line.change, line.was),
                )
                for line in recap.lines
            ),
        ),
        Table(
            "Rata-rata",
            ("kode", "nama", "rata-rata"),
            (
                ("", "Indeks SPBE", recap.mean),
                *((column.code, column.name, mean) for column, mean in recap.means),
            ),
        ),
    )


def _matrix_row(line: Line) -> tuple[Cell, ...]:
    status = "Ditetapkan" if line.is_final else "Belum final"
    sides = _sides(line.index)
    return (line.code, line.name, *line.nodes, *sides, line.predicate, status)


def _sides(values: Triple) -> tuple[Cell, ...]:
    return values.claimed, values.verified, values.final
