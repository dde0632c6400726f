"""One indicator of a quarter over all agencies: what was claimed, and what was final."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.paginator import Page, Paginator

from assessments.models import Answer
from insight.content.determined import Line, Quarter, quarter_of
from instruments.queries import definition_of
from lib.charts import Amount

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from accounts.models import User
    from assessments.models import Period
    from instruments.definition import Indicator, Instrument

PAGE = 50


@dataclass(frozen=True, slots=True)
class Row:
    line: Line
    own: int
    final: int
    answer: UUID | None

    @property
    def change(self) -> int:
        return self.final - self.own


@dataclass(frozen=True, slots=True)
class IndicatorPage:
    period: Period
    instrument: Instrument
    indicator: Indicator
    quarter: Quarter
    kind: str
    rows: Page[Row]

    @property
    def levels(self) -> list[Amount]:
        """How many agencies stand at each level, highest first."""
        found = Counter(
            line.levels[self.indicator.code] for line in self._known(self.quarter.pool)
        )
        return [
            Amount(
                f"Tingkat {level}",
                found[level],
                f"{found[level]} OPD",
                f"l{min(level, 5)}",
            )
            for level in reversed(self.instrument.levels)
        ]

    def _known(self, lines: tuple[Line, ...]) -> list[Line]:
        return [line for line in lines if self.indicator.code in line.levels]


def indicator_of(
    period: Period, user: User, code: str, wanted: Mapping[str, str]
) -> IndicatorPage | None:
    """None where the quarter's instrument has no such indicator. Lowest level first."""
    instrument = definition_of(period.version_id)
    indicator = instrument.by_code.get(code)
    if indicator is None:
        return None
    everything = quarter_of(period, user)
    known = {value for value, _ in everything.kinds}
    kind = wanted.get("kind", "") if wanted.get("kind") in known else ""
    quarter = everything.of_kind(kind)
    keys = [line.result.assessment_id for line in quarter.lines]
    rows = Answer.objects.filter(assessment__in=keys, indicator__code=code)
    answers = dict(rows.values_list("assessment_id", "pk"))
    found = [
        Row(
            line,
            line.own[code],
            line.levels[code],
            answers.get(line.result.assessment_id),
        )
        for line in quarter.lines
        if code in line.levels
    ]
    found.sort(key=lambda row: (row.final, row.line.name))
    page = Paginator(found, PAGE).get_page(wanted.get("page"))
    return IndicatorPage(period, instrument, indicator, quarter, kind, page)
