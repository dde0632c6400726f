"""Reading releases: the figures of public pages, files and the API.

Everything is read from what a release froze. The average of a quarter is the mean of
the published indices, rounded once, half up, so that anybody can compute it from the
file; a government as a whole (PEMDA) is shown apart and is in no average and no rank.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from accounts.enums import AgencyKind
from lib import bands as scale
from lib.charts import Point
from lib.formats import ROMAN

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from lib.bands import Bands
    from opendata.models import Release

HISTORY = 6  # quarters of the small line beside an index
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Node:
    """A domain or an aspect of an instrument."""

    code: str
    name: str
    kind: str
    weight: Fraction
    depth: int


@dataclass(frozen=True, slots=True)
class Instrument:
    code: str
    title: str
    label: str
    bands: Bands
    nodes: tuple[Node, ...]

    @property
    def domains(self) -> tuple[Node, ...]:
        return tuple(node for node in self.nodes if node.depth == 1)


@dataclass(frozen=True, slots=True)
class Row:
    """One agency in one quarter; `change` is against the quarter published before."""

    code: str
    name: str
    kind: str
    index: Decimal
    predicate: str
    instrument: Instrument
    nodes: Mapping[str, Decimal]
    rank: int | None = None
    change: Decimal | None = None
    history: tuple[Decimal | None, ...] = ()
    former: tuple[str, ...] = ()  # codes of the agencies that it follows

    @property
    def is_whole(self) -> bool:
        return self.kind == AgencyKind.PEMDA

    @property
    def kind_name(self) -> str:
        return AgencyKind(self.kind).label

    @property
    def domains(self) -> list[tuple[Node, Decimal | None]]:
        return [(node, self.nodes.get(node.code)) for node in self.instrument.domains]

    @property
    def parts(self) -> list[tuple[Node, Decimal | None]]:
        """Domains and aspects, in the order of the instrument."""
        return [(node, self.nodes.get(node.code)) for node in self.instrument.nodes]


@dataclass(frozen=True, slots=True)
class Quarter:
    """A release with its figures; rows in order of their rank, then of their code."""

    release: Release
    instrument: Instrument
    rows: tuple[Row, ...]
    wholes: tuple[Row, ...]
    not_final: int
    average: Decimal | None
    before: Quarter | None = field(default=None, repr=False)

    @property
    def label(self) -> str:
        return str(self.release.period)

    def is_of(self, year: int, quarter: int) -> bool:
        period = self.release.period
        return (period.year, period.quarter) == (year, quarter)

    @property
    def change(self) -> Decimal | None:
        """Of the average, from the quarter published before."""
        if self.before is None or None in (self.average, self.before.average):
            return None
        return self.average - self.before.average  # type: ignore[operator]

    @property
    def values(self) -> list[Decimal]:
        return [row.index for row in self.rows]

    @property
    def domains(self) -> list[tuple[Node, Decimal | None]]:
        """The mean of each domain over the agencies of the main instrument."""
        same = [row for row in self.rows if row.instrument is self.instrument]
        return [
            (
                node,
                mean(
                    [row.nodes[node.code] for row in same if node.code in row.nodes],
                ),
            )
            for node in self.instrument.domains
        ]

    @property
    def counts(self) -> list[tuple[str, Decimal, Decimal, int, int]]:
        """Name, from, to, colour and number of agencies of each predicate, best first."""
        bands = self.instrument.bands
        edges = scale.edges(bands)
        found = [scale.position(bands, value) for value in self.values]
        lines = [
            (
                name,
                edges[place],
                edges[place + 1] - (CENT if place + 1 < len(bands) else 0),
                scale.colour(len(bands), place),
                found.count(place),
            )
            for place, (name, _) in enumerate(bands)
        ]
        return lines[::-1]

    def row_of(self, code: str) -> Row | None:
        return next((r for r in (*self.rows, *self.wholes) if r.code == code), None)


def mean(values: Sequence[Decimal]) -> Decimal | None:
    """Exact in hundredths, rounded once, half up; None of nothing."""
    if not values:
        return None
    total, count = sum(int(value * 100) for value in values), len(values)
    return Decimal((2 * total + count) // (2 * count)).scaleb(-2)


def quarters_of(releases: Iterable[Release]) -> list[Quarter]:
    """Newest first, as `releases` come; each knows the one before it."""
    quarters: list[Quarter] = []
    for release in reversed(list(releases)):
        quarters.append(_quarter(release, quarters))
    return quarters[::-1]


def _quarter(release: Release, earlier: Sequence[Quarter]) -> Quarter:
    content = release.content
    instruments = {
        code: _instrument(code, data) for code, data in content["instruments"].items()
    }
    before = earlier[-1] if earlier else None
    rows = [_row(data, instruments, earlier) for data in content["agencies"]]
    agencies = [row for row in rows if not row.is_whole]
    return Quarter(
        release=release,
        instrument=instruments[content["instrument"]],
        rows=tuple(_ranked(agencies) if release.shows_rank else agencies),
        wholes=tuple(row for row in rows if row.is_whole),
        not_final=content["not_final"],
        average=mean([row.index for row in agencies]),
        before=before,
    )


def _instrument(code: str, data: dict[str, Any]) -> Instrument:
    return Instrument(
        code=code,
        title=data["title"],
        label=data["label"],
        bands=[(band["name"], Decimal(band["from"])) for band in data["bands"]],
        nodes=tuple(
            Node(n["code"], n["name"], n["kind"], Fraction(n["weight"]), n["depth"])
            for n in data["nodes"]
        ),
    )


def _row(
    data: dict[str, Any],
    instruments: Mapping[str, Instrument],
    earlier: Sequence[Quarter],
) -> Row:
    index = Decimal(data["index"])
    past = [quarter.row_of(data["code"]) for quarter in earlier[-(HISTORY - 1) :]]
    last = past[-1] if past else None
    return Row(
        code=data["code"],
        name=data["name"],
        kind=data["kind"],
        index=index,
        predicate=data["predicate"],
        instrument=instruments[data["instrument"]],
        nodes={code: Decimal(value) for code, value in data["nodes"].items()},
        change=index - last.index if last else None,
        history=(*(row.index if row else None for row in past), index),
        former=tuple(data.get("former", ())),
    )


def _ranked(rows: Sequence[Row]) -> list[Row]:
    """By index, highest first; equal indices share a rank."""
    ordered = sorted(rows, key=lambda row: (-row.index, row.code))
    higher = [sum(other.index > row.index for other in rows) for row in ordered]
    return [
        replace(row, rank=above + 1) for row, above in zip(ordered, higher, strict=True)
    ]


def trend_of(quarters: Sequence[Quarter], code: str) -> list[Point]:
    """The published indices of one agency, oldest first; gaps stay gaps."""
    return [
        _point(q, r.index if (r := q.row_of(code)) else None) for q in quarters[::-1]
    ]


def former_of(quarters: Sequence[Quarter], row: Row) -> list[tuple[Quarter, Row]]:
    """The last published results of the agencies that this one follows."""
    found = []
    for code in row.former:
        lines = ((quarter, quarter.row_of(code)) for quarter in quarters)
        last = next(((quarter, line) for quarter, line in lines if line), None)
        if last:
            found.append(last)
    return found


def average_trend(quarters: Sequence[Quarter]) -> list[Point]:
    return [_point(quarter, quarter.average) for quarter in quarters[::-1]]


def _point(quarter: Quarter, value: Decimal | None) -> Point:
    period = quarter.release.period
    return Point(f"TW {ROMAN[period.quarter - 1]}", str(period.year), value)
