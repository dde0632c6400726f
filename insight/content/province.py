"""A quarter over all agencies that a person sees: values, movement, gaps, process."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator

from assessments.models import Answer
from insight.content.determined import Line, Quarter, is_whole, mean, quarter_of
from insight.content.process import FirstTry, StageTime, first_try_of, stage_times_of
from instruments.queries import definition_of
from lib.charts import Amount
from lib.formats import rounded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from accounts.models import User
    from assessments.models import Assessment, Period
    from instruments.definition import Indicator, Instrument

PAGE = 50
GAPS_SHOWN = 10
INDICATORS = "indicators"


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of the map and what it leads to: an answer, or else the results."""

    code: str
    name: str
    value: Decimal | None
    answer: UUID | None = None


@dataclass(frozen=True, slots=True)
class Row:
    line: Line
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """A step that agencies have not made: an indicator and its next level."""

    indicator: Indicator
    level: int
    count: int
    text: str
    gain: Decimal


@dataclass(frozen=True, slots=True)
class Claim:
    """What agencies claimed of a domain or an indicator, and what was final."""

    code: str
    name: str
    own: Decimal | None
    final: Decimal | None
    lowered: int

    @property
    def change(self) -> Decimal | None:
        if self.own is None or self.final is None:
            return None
        return self.final - self.own


class Province:
    """One quarter; what a panel shows is worked out when the page asks."""

    def __init__(self, period: Period, user: User, wanted: Mapping[str, str]) -> None:
        self.period = period
        self.instrument: Instrument = definition_of(period.version_id)
        everything = quarter_of(period, user)
        self.kinds = everything.kinds
        known = {value for value, _ in self.kinds}
        self.kind = wanted.get("kind", "") if wanted.get("kind") in known else ""
        self.quarter: Quarter = everything.of_kind(self.kind)
        self.by_indicator = wanted.get("view") == INDICATORS
        self.page: Page[Line] = Paginator(self.quarter.lines, PAGE).get_page(
            wanted.get("page")
        )

    @property
    def lines(self) -> tuple[Line, ...]:
        return self.quarter.lines

    @property
    def pool(self) -> tuple[Line, ...]:
        return self.quarter.pool if self.lines else ()

    @property
    def waiting(self) -> tuple[Assessment, ...]:
        return self.quarter.open

    @property
    def total(self) -> int:
        return len(self.lines) + len(self.waiting)

    # Filters

    @property
    def domain_query(self) -> str:
        return urlencode({"kind": self.kind} if self.kind else {})

    @property
    def indicator_query(self) -> str:
        kept = {"kind": self.kind} if self.kind else {}
        return urlencode(kept | {"view": INDICATORS})

    # Values

    @cached_property
    def columns(self) -> list[tuple[str, str, str]]:
        """(code, number, name) of what the map shows."""
        if self.by_indicator:
            return [(i.code, i.number, i.name) for i in self.instrument.indicators]
        return [(n.code, n.code, n.name) for n in self.instrument.nodes]

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """The lines of the page, each cell with its source."""
        answers = self._answers() if self.by_indicator else {}
        return tuple(Row(line, self._cells(line, answers)) for line in self.page)

    def _answers(self) -> dict[tuple[UUID, str], UUID]:
        keys = [line.result.assessment_id for line in self.page]
        rows = Answer.objects.filter(assessment__in=keys)
        found = rows.values_list("assessment_id", "indicator__code", "pk")
        return {(assessment, code): pk for assessment, code, pk in found}

    def _cells(
        self, line: Line, answers: Mapping[tuple[UUID, str], UUID]
    ) -> tuple[Cell, ...]:
        key = line.result.assessment_id
        if self.by_indicator:
            return tuple(
                Cell(
                    code, name, _whole(line.levels.get(code)), answers.get((key, code))
                )
                for code, _, name in self.columns
            )
        return tuple(
            Cell(code, name, line.nodes.get(code)) for code, _, name in self.columns
        )

    @property
    def map_columns(self) -> list[str]:
        return [number for _, number, _ in self.columns]

    @property
    def map_rows(self) -> list[tuple[str, list[Decimal | None]]]:
        """Highest index first, so that the picture shows who is where."""
        ordered = sorted(self.rows, key=lambda row: -row.line.index)
        return [
            (row.line.agency.short_name, [cell.value for cell in row.cells])
            for row in ordered
        ]

    @property
    def map_bands(self) -> Sequence[object] | None:
        return None if self.by_indicator else self.instrument.bands

    @property
    def mean(self) -> Decimal | None:
        return mean(line.index for line in self.pool)

    # Predicates

    @cached_property
    def predicates(self) -> list[Amount]:
        """How many agencies have which predicate now, and had at their last result."""
        now = Counter(line.result.rank for line in self.pool)
        past = [line.before for line in self.pool if line.before]
        before = Counter(result.predicate for result in past)
        return [
            Amount(
                band.name,
                now[rank],
                f"{now[rank]} OPD",
                f"l{min(rank, 5)}",
                before[band.name] if past else None,
            )
            for rank, band in enumerate(self.instrument.bands, 1)
        ]

    # Movement

    @cached_property
    def moved(self) -> list[Line]:
        known = [line for line in self.lines if line.change is not None]
        return sorted(known, key=lambda line: (-(line.change or 0), line.name))

    @property
    def move_rows(self) -> list[tuple[str, Decimal]]:
        return [
            (line.agency.short_name, line.change or Decimal(0)) for line in self.moved
        ]

    @property
    def newcomers(self) -> int:
        return len(self.lines) - len(self.moved)

    # Gaps

    @cached_property
    def gaps(self) -> list[Gap]:
        """The next level that most agencies lack; of equals, what gains most."""
        counts = Counter(
            (code, level + 1)
            for line in self.pool
            for code, level in line.levels.items()
            if level < self.instrument.scale_max
        )
        found = [self._gap(code, level, n) for (code, level), n in counts.items()]
        found.sort(key=lambda gap: (-gap.count, -gap.gain))
        return found[:GAPS_SHOWN]

    def _gap(self, code: str, level: int, count: int) -> Gap:
        indicator = self.instrument.by_code[code]
        texts = {c.level: c.text or c.name for c in indicator.criteria}
        gain = indicator.weight / self.instrument.weight
        exact = Decimal(gain.numerator) / Decimal(gain.denominator)
        return Gap(indicator, level, count, texts.get(level, ""), rounded(exact))

    # Self against final

    @cached_property
    def claims(self) -> list[Claim]:
        """By domain."""
        return [
            Claim(
                node.code,
                node.name,
                mean(line.own_nodes[node.code] for line in self.pool),
                mean(line.nodes[node.code] for line in self.pool),
                sum(
                    line.nodes[node.code] < line.own_nodes[node.code]
                    for line in self.pool
                ),
            )
            for node in self.instrument.nodes
        ]

    @property
    def claim_segments(self) -> list[tuple[str, int, str]]:
        changes = [line.lowered for line in self.pool if line.lowered is not None]
        lower = sum(change < 0 for change in changes)
        same = sum(change == 0 for change in changes)
        return [
            ("Akhir lebih rendah", lower, "warn"),
            ("Sama", same, "ok"),
            ("Akhir lebih tinggi", len(changes) - lower - same, "info"),
        ]

    @property
    def claim_rows(self) -> list[tuple[str, Decimal]]:
        known = [line for line in self.pool if line.lowered is not None]
        known.sort(key=lambda line: (line.lowered, line.name))
        return [(line.agency.short_name, line.lowered or Decimal(0)) for line in known]

    @property
    def claimed(self) -> list[Line]:
        known = [line for line in self.pool if line.lowered is not None]
        return sorted(known, key=lambda line: (line.lowered, line.name))

    # Process

    @cached_property
    def assessments(self) -> list[Assessment]:
        found = [line.result.assessment for line in self.pool] + [
            a for a in self.waiting if not is_whole(a.agency)
        ]
        return found or list(self.waiting)

    @cached_property
    def first_try(self) -> FirstTry:
        return first_try_of(self.assessments)

    @cached_property
    def stage_times(self) -> tuple[StageTime, ...]:
        return stage_times_of(self.period, self.assessments)

    @property
    def stage_amounts(self) -> list[Amount]:
        return [stage.amount for stage in self.stage_times]


def _whole(level: int | None) -> Decimal | None:
    return None if level is None else Decimal(level)
