"""What stands in each cell of the TPP workbook, sheet by sheet, as plain values.

The workbook is written from it, and an edited one is compared with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from lib import formats

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reports.content.shared import Stamp, Value
    from reports.content.sheet import AgencyRows, Facts, Row

HEADER_ROW = 5
FIRST_ROW = HEADER_ROW + 1
LAST_ROW = 1_048_576  # of a sheet, in every program

INTEGER, TWO_PLACES, DAY = "#,##0", "0.00", "dd/mm/yyyy"
SIGNED = "+0.00;-0.00;0.00"
TEXT = "@"
SCORE, WEIGHT, WEIGHTED = "H", "I", "J"
MAIN, PARTS = "Input_TPP", "Prestasi_Kerja"


@dataclass(frozen=True, slots=True)
class Formula:
    """A live formula, and the value that it has."""

    text: str
    value: Value


Content = str | int | Decimal | date | Formula | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, its width in characters and the format of its cells."""

    title: str
    width: float
    format: str = TEXT
    align: str = "left"


@dataclass(frozen=True, slots=True)
class Page:
    name: str
    columns: tuple[Column, ...]


DOMAINS = (
    Column("Kode OPD", 13),
    Column("Perangkat Daerah", 44),
    Column("Kode", 8),
    Column("Domain", 26),
    Column("Bobot (%)", 10, TWO_PLACES, "right"),
    Column("Mandiri", 11, TWO_PLACES, "right"),
    Column("Terverifikasi", 13, TWO_PLACES, "right"),
    Column("Akhir", 11, TWO_PLACES, "right"),
    Column("Predikat", 16),
)
LEVELS = (
    Column("Kode OPD", 13),
    Column("Perangkat Daerah", 40),
    Column("Kode", 8),
    Column("Indikator", 46),
    Column("Bobot (%)", 10, TWO_PLACES, "right"),
    Column("Mandiri", 10, "0.##", "center"),
    Column("Terverifikasi", 13, "0.##", "center"),
    Column("Akhir", 10, "0.##", "center"),
    Column("Alasan", 60),
)
CHANGES = (
    Column("Kode OPD", 13),
    Column("Perangkat Daerah", 44),
    Column("Triwulan Pembanding", 20),
    Column("Indeks Pembanding", 12, TWO_PLACES, "right"),
    Column("Predikat Pembanding", 14),
    Column("Indeks Triwulan Ini", 12, TWO_PLACES, "right"),
    Column("Predikat", 14),
    Column("Selisih", 10, SIGNED, "right"),
)
METADATA = Page("Metadata", (Column("Keterangan", 34), Column("Isi", 108)))


def pages(facts: Facts) -> list[Page]:
    """The sheets of every agency's rows, in their order; `METADATA` comes last."""
    found = [
        Page(MAIN, input_columns(facts)),
        Page("Rincian_Domain", DOMAINS),
        Page("Rincian_Indikator", LEVELS),
        Page("Perubahan", CHANGES),
    ]
    if facts.rule.components:
        found.insert(1, Page(PARTS, _part_columns(facts)))
    return found


def input_columns(facts: Facts) -> tuple[Column, ...]:
    return (
        Column("No", 5, INTEGER, "center"),
        Column("Kode OPD", 10),
        Column("Perangkat Daerah", 38),
        Column("Tahun", 7, "0", "center"),
        Column("Triwulan", 9, TEXT, "center"),
        Column("Indeks SPBE", 9, TWO_PLACES, "right"),
        Column("Predikat", 12),
        Column("Skor Konversi", 10, _places(facts.rule.places), "right"),
        Column("Bobot (%)", 9, TWO_PLACES, "right"),
        Column("Nilai Tertimbang", 12, TWO_PLACES, "right"),
        Column("Status", 18),
        Column("Nomor Berita Acara", 23),
        Column("Tanggal Penetapan", 13, DAY, "center"),
        Column("Keterangan", 34),
    )


def _part_columns(facts: Facts) -> tuple[Column, ...]:
    columns = [
        Column("Kode OPD", 10),
        Column("Perangkat Daerah", 38),
        Column("Nilai Tertimbang SPBE", 12, TWO_PLACES, "right"),
    ]
    for part in facts.rule.components:
        columns += [
            Column(f"{part.name}: Nilai", 12, TWO_PLACES, "right"),
            Column(f"{part.name}: Skor", 12, _places(facts.rule.places), "right"),
            Column(f"{part.name}: Bobot (%)", 12, TWO_PLACES, "right"),
            Column(f"{part.name}: Nilai Tertimbang", 14, TWO_PLACES, "right"),
        ]
    share = "seluruh" if facts.rule.is_whole else "sebagian"
    return (*columns, Column(f"Jumlah ({share})", 12, TWO_PLACES, "right"))


def _places(places: int) -> str:
    return "0" if places == 0 else f"0.{'0' * places}"


def headline(page: Page, facts: Facts, stamp: Stamp) -> list[str]:
    """The four lines above each table."""
    paid = f"Pembayaran TPP: {facts.paid_months}. Revisi ekspor {stamp.revision}."
    basis = f"Berita Acara Nomor {facts.number}, {formats.day(facts.decided_on)}."
    return [
        f"{page.name.replace('_', ' ')}: SPBE {facts.quarter}",
        f"{basis} {facts.instrument.title}.",
        paid if page.name == MAIN else "",
        facts.instrument.label,
    ]


# Rows


def cells_of(
    facts: Facts, position: int, rows: AgencyRows
) -> Iterator[tuple[str, Sequence[Content]]]:
    """The rows of one agency with the sheet of each; `position` counts from 1."""
    at = FIRST_ROW + position - 1
    yield MAIN, _input(facts, position, at, rows.row)
    if facts.rule.components:
        yield PARTS, _parts(facts, at, rows)
    for node in rows.domains:
        values = node.values
        triple = (values.claimed, values.verified, values.final)
        yield (
            "Rincian_Domain",
            (
                node.agency_code,
                node.agency,
                node.code,
                node.name,
                node.weight,
                *triple,
                node.predicate,
            ),
        )
    for level in rows.levels:
        levels = level.levels
        triple = (levels.claimed, levels.verified, levels.final)
        yield (
            "Rincian_Indikator",
            (
                level.agency_code,
                level.agency,
                level.code,
                level.name,
                level.weight,
                *triple,
                level.reason,
            ),
        )
    change = rows.change
    yield (
        "Perubahan",
        (
            change.agency_code,
            change.agency,
            change.earlier,
            change.before,
            change.before_predicate,
            change.now,
            change.predicate,
            change.change,
        ),
    )


def weighted_formula(score: str, weight: str, places: int) -> str:
    """The weighted value of two cells; nothing while there is no score.

    Whole numbers inside and one division: every program rounds the half up, where
    64.35 * 30 / 100 as binary numbers may fall short of it.
    """
    whole = f"ROUND({score}*{10**places},0)*ROUND({weight}*100,0)"
    return f'=IF({score}="","",ROUND({whole}/{10 ** (places + 4)},2))'


def _input(facts: Facts, position: int, at: int, row: Row) -> Sequence[Content]:
    formula = weighted_formula(f"{SCORE}{at}", f"{WEIGHT}{at}", facts.rule.places)
    return (
        position,
        row.code,
        row.name,
        facts.quarter.year,
        formats.ROMAN[facts.quarter.number - 1],
        row.index,
        row.predicate,
        row.score,
        row.weight,
        Formula(formula, row.weighted),
        row.status,
        row.number,
        row.decided_on,
        row.note,
    )


def _parts(facts: Facts, at: int, rows: AgencyRows) -> Sequence[Content]:
    row, figure, places = rows.row, rows.figure, facts.rule.places
    main = f"{MAIN}!{WEIGHTED}{at}"
    cells: list[Content] = [
        row.code,
        row.name,
        Formula(f'=IF({main}="","",{main})', row.weighted),
    ]
    summed = [f"C{at}"]
    for part, found in zip(facts.rule.components, figure.parts, strict=True):
        value, score, weight, weighted = (
            f"{letter_of(len(cells) + step)}{at}" for step in range(1, 5)
        )
        cells += [
            found.value,
            Formula(_score_formula(value, part.scale_max, places), found.score),
            part.weight,
            Formula(weighted_formula(score, weight, places), found.weighted),
        ]
        summed.append(weighted)
    empty = ",".join(f'{cell}=""' for cell in summed)
    together = f'=IF(OR({empty}),"",ROUND({"+".join(summed)},2))'
    return (*cells, Formula(together, figure.total))


def _score_formula(value: str, scale_max: Decimal, places: int) -> str:
    whole = int(scale_max * 100)
    return f'=IF({value}="","",ROUND(ROUND({value}*100,0)*100/{whole},{places}))'


def letter_of(column: int) -> str:
    """`A` for 1, `AA` for 27."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
