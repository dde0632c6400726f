"""What the cells of a past result may hold, alone and together."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from assessments import scoring
from insight.models.past import FIRST_YEAR, SOURCE_MAX
from insight.past_sheet import LETTERS
from instruments.queries import definition_of
from lib import bands as scale
from lib import formats

if TYPE_CHECKING:
    from accounts.models import Agency
    from assessments.scoring import Score
    from instruments.definition import Instrument
    from instruments.models import Version

LOWEST, HIGHEST = Decimal(1), Decimal(5)
SHOWN_MAX = 40  # signs of a wrong value that a message repeats
NAME_MAX, PREDICATE_MAX = 250, 40
_YEAR = re.compile(r"\d{4}")


@dataclass(frozen=True, slots=True)
class Fault:
    page: str
    row: int
    cell: str
    text: str


@dataclass(frozen=True, slots=True)
class Known:
    """What rows may speak of: agencies by code, versions by code and title in small
    letters, and the years that the portal assesses itself."""

    agencies: dict[str, Agency]
    versions: dict[str, Version]
    years: frozenset[int]


@dataclass(frozen=True, slots=True)
class Values:
    """A checked result, as `PastResult` holds it."""

    agency: Agency
    year: int
    index: Decimal
    predicate: str
    instrument: str
    version: Version | None
    domains: list[dict[str, str]]
    levels: dict[str, int]
    source: str


@dataclass(slots=True)
class Reading:
    """One row being read: what it says, and what is wrong with it."""

    row: dict[str, Any]
    lines: list[dict[str, Any]]
    known: Known
    faults: list[Fault] = field(default_factory=list)
    values: Values | None = None

    def refuse(self, name: str, text: str, row: dict[str, Any] | None = None) -> None:
        where = row or self.row
        page, number = where["page"], where["number"]
        cell = f"{page}!{LETTERS[page][name]}{number}"
        self.faults.append(Fault(page, number, cell, text))

    def said(self, name: str) -> str:
        return str(self.row["values"][name])


def read_row(row: dict[str, Any], lines: list[dict[str, Any]], known: Known) -> Reading:
    """Check one result with its domain rows; `values` is None when a fault was found."""
    reading = Reading(row, lines, known)
    agency, year = _agency(reading), _year(reading)
    index = _value(reading, "index", row)
    version = known.versions.get(reading.said("instrument").casefold())
    _texts(reading)
    instrument = definition_of(version.pk) if version else None
    levels, score = _levels(reading, instrument, index)
    domains = _domains(reading, instrument, score)
    predicate = _predicate(reading, instrument, index)
    if agency and year and index and not reading.faults and not row["faults"]:
        reading.values = Values(
            agency=agency,
            year=year,
            index=index,
            predicate=predicate,
            instrument=version.title if version else reading.said("instrument"),
            version=version,
            domains=domains,
            levels=levels,
            source=reading.said("source"),
        )
    return reading


def _agency(reading: Reading) -> Agency | None:
    code = reading.said("agency")
    agency = reading.known.agencies.get(code)
    if agency is None:
        said = f"kode “{code[:SHOWN_MAX]}” bukan perangkat daerah" if code else ""
        reading.refuse("agency", said or "wajib diisi")
    return agency


def _year(reading: Reading) -> int | None:
    text = reading.said("year")
    if not _YEAR.fullmatch(text):
        reading.refuse("year", "tulis tahun dengan empat angka, misalnya 2025")
        return None
    year, now = int(text), timezone.localdate().year
    if not FIRST_YEAR <= year <= now:
        reading.refuse("year", f"tahun {FIRST_YEAR} sampai {now}")
        return None
    if year in reading.known.years:
        reading.refuse("year", f"tahun {year} dinilai di portal, bukan hasil lampau")
        return None
    return year


def _value(reading: Reading, name: str, row: dict[str, Any]) -> Decimal | None:
    text = row["values"][name]
    try:
        value = formats.parse_decimal(text)
    except ValueError:
        said = f"“{text[:SHOWN_MAX]}” bukan angka" if text else "wajib diisi"
        reading.refuse(name, f"{said}; tulis misalnya 2,64", row)
        return None
    if not LOWEST <= value <= HIGHEST:
        reading.refuse(name, "harus 1,00 sampai 5,00", row)
        return None
    if value != formats.rounded(value):
        reading.refuse(name, "paling banyak dua angka di belakang koma", row)
        return None
    return formats.rounded(value)


def _texts(reading: Reading) -> None:
    for name, limit in (
        ("instrument", NAME_MAX),
        ("source", SOURCE_MAX),
        ("predicate", PREDICATE_MAX),
    ):
        text = reading.said(name)
        if not text and name != "predicate":
            reading.refuse(name, "wajib diisi")
        if len(text) > limit:
            reading.refuse(name, f"paling banyak {limit} huruf")


def _levels(
    reading: Reading, instrument: Instrument | None, index: Decimal | None
) -> tuple[dict[str, int], Score | None]:
    digits = reading.said("levels").replace(" ", "")
    if not digits or "levels" in reading.row["faults"]:
        return {}, None
    if instrument is None:
        reading.refuse(
            "levels", "tingkat hanya dapat diisi dengan kode instrumen dari portal"
        )
        return {}, None
    count = len(instrument.indicators)
    try:
        levels = scoring.levels_of(instrument, digits)
    except scoring.LevelError:
        reading.refuse(
            "levels",
            f"tulis {count} angka {instrument.scale_min} sampai {instrument.scale_max} "
            f"menurut urutan indikator; terbaca {len(digits)} tanda",
        )
        return {}, None
    score = scoring.score(instrument, levels)
    if index is not None and score.index is not None and score.index != index:
        reading.refuse(
            "index",
            f"{formats.decimal(index)} tidak sama dengan hasil hitung dari tingkat, "
            f"{formats.decimal(score.index)}",
        )
    return levels, score


def _predicate(
    reading: Reading, instrument: Instrument | None, index: Decimal | None
) -> str:
    said = reading.said("predicate")
    if instrument is None or index is None:
        return said
    bands = [(band.name, band.from_index) for band in instrument.bands]
    expected = scale.name_of(bands, index)
    if said and said.casefold() != expected.casefold():
        reading.refuse(
            "predicate", f"indeks {formats.decimal(index)} berpredikat {expected}"
        )
    return expected


def _domains(
    reading: Reading, instrument: Instrument | None, score: Score | None
) -> list[dict[str, str]]:
    """Those that the file names, checked; with all levels, those of the engine."""
    named = [
        (row, line)
        for row in reading.lines
        if (line := _domain(reading, row, instrument))
    ]
    if instrument is None or score is None:
        return [line for _, line in named]
    engine = {node.code: str(score.nodes[node.code].index) for node in instrument.nodes}
    for row, line in named:
        if engine[line["code"]] != line["value"]:
            value = formats.decimal(Decimal(engine[line["code"]]))
            reading.refuse("value", f"hasil hitung dari tingkat adalah {value}", row)
    return [
        {"code": node.code, "name": node.name, "value": engine[node.code]}
        for node in instrument.nodes
    ]


def _domain(
    reading: Reading, row: dict[str, Any], instrument: Instrument | None
) -> dict[str, str] | None:
    name = row["values"]["domain"]
    value = _value(reading, "value", row)
    code = ""
    if not name or len(name) > NAME_MAX:
        reading.refuse("domain", f"wajib diisi, paling banyak {NAME_MAX} huruf", row)
        return None
    if instrument is not None:
        nodes = {n.code.casefold(): n for n in instrument.nodes}
        nodes |= {n.name.casefold(): n for n in instrument.nodes}
        node = nodes.get(name.casefold())
        if node is None:
            codes = ", ".join(n.code for n in instrument.nodes)
            reading.refuse("domain", f"tidak ada pada instrumen; tulis {codes}", row)
            return None
        code, name = node.code, node.name
    if value is None:
        return None
    return {"code": code, "name": name, "value": str(value)}
