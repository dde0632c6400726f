"""The determined quarters of an agency and of those it follows, under their own names."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from string import ascii_uppercase
from typing import TYPE_CHECKING

from assessments.history import history_of
from lib import formats
from lib.charts import Former, Point

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

    from accounts.models import Agency
    from assessments.models import Result

QUARTERS_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Quarterly:
    """One determined index; `former` is the name of another agency that had it."""

    year: int
    quarter: int
    index: Decimal
    former: str = ""


def signs_of(lines: Iterable[Quarterly]) -> dict[str, str]:
    """A letter for each former agency, in the order of their names."""
    names = sorted({line.former for line in lines if line.former})
    return {
        name: ascii_uppercase[number % len(ascii_uppercase)]
        for number, name in enumerate(names)
    }


def points_of(lines: Sequence[Quarterly]) -> list[Point]:
    """Oldest quarter first, one point each, with the former agencies beside it."""
    signs = signs_of(lines)
    by_quarter: dict[tuple[int, int], list[Quarterly]] = {}
    for line in sorted(lines, key=lambda line: (line.year, line.quarter, line.former)):
        by_quarter.setdefault((line.year, line.quarter), []).append(line)
    return [
        Point(
            formats.short_quarter(quarter),
            str(year),
            next((line.index for line in found if not line.former), None),
            former=tuple(
                Former(signs[line.former], line.former, line.index)
                for line in found
                if line.former
            ),
        )
        for (year, quarter), found in by_quarter.items()
    ]


@dataclass(frozen=True, slots=True)
class Entry:
    """A result as the table shows it: with the letter of the picture, if it has one."""

    result: Result
    name: str
    sign: str


class Timeline:
    """The last quarters of an agency; two queries."""

    def __init__(self, agency: Agency, *, quarters: int = QUARTERS_SHOWN) -> None:
        self.agency = agency
        self.quarters = quarters

    @cached_property
    def results(self) -> list[Result]:
        """Newest first, of the last quarters that anything was determined in."""
        found = history_of(self.agency.pk).select_related("assessment").defer("inputs")
        kept: list[Result] = []
        seen: set[int] = set()
        for result in found.order_by(
            "-determination__period__year",
            "-determination__period__quarter",
            "agency_code",
        ):
            seen.add(result.determination.period_id)
            if len(seen) > self.quarters:
                break
            kept.append(result)
        return kept

    def is_own(self, result: Result) -> bool:
        return result.assessment.agency_id == self.agency.pk

    @cached_property
    def lines(self) -> list[Quarterly]:
        return [
            Quarterly(
                result.determination.period.year,
                result.determination.period.quarter,
                result.index,
                "" if self.is_own(result) else result.agency_name,
            )
            for result in self.results
            if result.index is not None
        ]

    @property
    def points(self) -> list[Point]:
        return points_of(self.lines)

    @cached_property
    def signs(self) -> dict[str, str]:
        return signs_of(self.lines)

    @property
    def entries(self) -> list[Entry]:
        """For the table beside the picture; a former name of the own agency too."""
        return [
            Entry(
                result,
                ""
                if self.is_own(result) and result.agency_name == self.agency.name
                else result.agency_name,
                "" if self.is_own(result) else self.signs.get(result.agency_name, ""),
            )
            for result in self.results
        ]
