"""Other levels tried out on an overview; nothing of it is stored."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import reverse

from assessments import scoring
from assessments.enums import Side
from assessments.simulation import rises_of, route_of, with_floor
from assessments.targets import lines_of
from lib import formats

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from assessments.queries import Overview, Row
    from assessments.scoring import NodeScore, Score
    from assessments.simulation import Rise, Route
    from assessments.targets import TargetLine
    from instruments.definition import Instrument, Node

RISES_SHOWN = 5
ORDER = (Side.FINAL, Side.VERIFIED, Side.SELF)


@dataclass(frozen=True, slots=True)
class TrialRow:
    """One indicator: the level it has, and the one that is tried."""

    row: Row
    now: int | None
    tried: int | None


@dataclass(frozen=True, slots=True)
class Compared:
    """A domain's index now and as tried; both are whole, with the floor where empty."""

    node: Node
    now: NodeScore
    tried: NodeScore
    rows: tuple[TrialRow, ...]

    @property
    def change(self) -> Decimal:
        return self.tried.index - self.now.index


@dataclass(frozen=True, slots=True)
class Step:
    """A rise, the answer it is about, and the address that tries it.

    `share` is the indicator's weight as a percentage of the index.
    """

    rise: Rise
    answer_id: UUID
    address: str
    share: str


class Trial:
    """`tried` are levels by indicator that differ from what stands, or may."""

    def __init__(
        self,
        overview: Overview,
        tried: Mapping[str, int],
        targets: Mapping[str, Decimal],
    ) -> None:
        self.overview = overview
        self.targets = targets
        self.levels = {**self.now_levels, **tried}

    @property
    def instrument(self) -> Instrument:
        return self.overview.instrument

    # What stands

    @cached_property
    def side(self) -> Side:
        """The latest complete value of the levels, else the self level."""
        scores = self.overview.scores
        complete = {
            Side.FINAL: scores.final.index,
            Side.VERIFIED: scores.verified.index,
        }
        return next((s for s in ORDER if complete.get(s) is not None), Side.SELF)

    @cached_property
    def now_levels(self) -> dict[str, int]:
        levels = (
            (row.indicator.code, getattr(row.answer, self.side.value))
            for row in self.overview.rows
        )
        return {code: level for code, level in levels if level is not None}

    @cached_property
    def now(self) -> Score:
        return scoring.estimate(self.instrument, self.now_levels)

    @property
    def empty(self) -> int:
        """Indicators that nobody has given a level, tried or not."""
        return len(self.instrument.indicators) - len(self.levels)

    @property
    def is_estimate(self) -> bool:
        return self.empty > 0

    @property
    def is_now_estimate(self) -> bool:
        """Levels may be tried for all that is empty: what stands is still incomplete."""
        return len(self.now_levels) < len(self.instrument.indicators)

    # What is tried

    @cached_property
    def score(self) -> Score:
        return scoring.estimate(self.instrument, self.levels)

    @property
    def change(self) -> Decimal:
        return (self.score.index or 0) - (self.now.index or 0)  # type: ignore[return-value]

    @property
    def is_changed(self) -> bool:
        return self.levels != self.now_levels

    @cached_property
    def domains(self) -> tuple[Compared, ...]:
        return tuple(
            Compared(
                node=group.node,
                now=self.now.nodes[group.node.code],
                tried=self.score.nodes[group.node.code],
                rows=tuple(self._row(row) for row in group.all_rows),
            )
            for group in self.overview.groups
        )

    @property
    def target_lines(self) -> tuple[TargetLine, ...]:
        return lines_of(self.instrument, self.targets, self.score)

    # What would help

    @cached_property
    def steps(self) -> list[Step]:
        """Every rise by one level, largest gain first."""
        return [self._step(r) for r in rises_of(self.instrument, self.levels)]

    @property
    def first_steps(self) -> list[Step]:
        return self.steps[:RISES_SHOWN]

    @property
    def other_steps(self) -> list[Step]:
        return self.steps[RISES_SHOWN:]

    @cached_property
    def route(self) -> Route | None:
        return route_of(self.instrument, self.levels)

    @property
    def route_steps(self) -> list[Step]:
        return [self._step(r) for r in self.route.rises] if self.route else []

    @property
    def route_address(self) -> str:
        return self._address(self.route.levels) if self.route else ""

    @property
    def address(self) -> str:
        """Where these levels can be seen by whoever may see the assessment."""
        return self._address(self.levels)

    @property
    def reset_address(self) -> str:
        return self._address({})

    def _row(self, row: Row) -> TrialRow:
        code = row.indicator.code
        return TrialRow(row, self.now_levels.get(code), self.levels.get(code))

    def _step(self, rise: Rise) -> Step:
        code = rise.indicator.code
        weight = rise.gain * 100 / rise.steps
        return Step(
            rise,
            self._answers[code],
            self._address({**self.levels, code: rise.to}),
            formats.percent(Decimal(weight.numerator) / weight.denominator, 1),
        )

    @cached_property
    def _answers(self) -> dict[str, UUID]:
        return {row.indicator.code: row.answer.pk for row in self.overview.rows}

    def _address(self, levels: Mapping[str, int]) -> str:
        """Only what differs: an empty indicator at the floor is as it stands."""
        stands = with_floor(self.instrument, self.now_levels)
        page = reverse("assessments:simulate", args=[self.overview.assessment.pk])
        different = {c: n for c, n in levels.items() if stands[c] != n}
        return f"{page}?{urlencode(different)}" if different else page
