"""What the index becomes when the follow-up plan is done."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assessments import scoring
from assessments.enums import Side, Status, StepState
from assessments.models import FollowUp

if TYPE_CHECKING:
    from decimal import Decimal

    from assessments.models import Answer, Assessment
    from assessments.queries import Overview, Row
    from assessments.scoring import Score

# Which level counts as the present one: the latest that its stage has completed.
SIDES = {
    Status.VERIFIED: (Side.VERIFIED, Side.SELF),
    Status.FINAL: (Side.FINAL, Side.VERIFIED, Side.SELF),
    Status.DETERMINED: (Side.FINAL, Side.VERIFIED, Side.SELF),
}


def standing_level(answer: Answer, *, floor: int) -> int:
    """The level that a plan starts from: final once the plenary is over, verified once
    the review is, else the agency's own; the floor where nothing is said."""
    levels = (getattr(answer, side.value) for side in _sides(answer.assessment))
    return next((level for level in levels if level is not None), floor)


def _sides(assessment: Assessment) -> tuple[Side, ...]:
    return SIDES.get(assessment.state, (Side.SELF,))


@dataclass(frozen=True, slots=True)
class Lift:
    """One indicator that the plan takes from `stands` to `level`."""

    row: Row
    stands: int
    level: int
    steps: tuple[FollowUp, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """The index now and with every step done, both exact and rounded once.

    `is_estimate` says that an indicator without a level counts at the floor in both:
    for the screen only, labelled "perkiraan". `base` names the side that it starts from.
    """

    lifts: tuple[Lift, ...]
    now: Score
    then: Score
    base: str
    is_estimate: bool

    @property
    def step_count(self) -> int:
        return sum(len(lift.steps) for lift in self.lifts)

    @property
    def change(self) -> Decimal | None:
        """From the rounded values shown."""
        if self.now.index is None or self.then.index is None:
            return None
        return self.then.index - self.now.index


def plan_of(overview: Overview) -> Plan:
    """One query. A dropped step counts nothing, nor one whose level stands already."""
    steps: dict[object, list[FollowUp]] = defaultdict(list)
    planned = FollowUp.objects.filter(answer__assessment=overview.assessment)
    for step in (
        planned.exclude(state=StepState.DROPPED)
        .select_related("person")
        .order_by("level", "due_on", "added_at")
    ):
        steps[step.answer_id].append(step)
    instrument = overview.instrument
    floor = instrument.scale_min
    levels, lifted, lifts = {}, {}, []
    for row in overview.rows:
        code, stands = row.indicator.code, standing_level(row.answer, floor=floor)
        above = tuple(s for s in steps[row.answer.pk] if s.level > stands)
        levels[code] = stands
        lifted[code] = max((step.level for step in above), default=stands)
        if above:
            lifts.append(Lift(row, stands, lifted[code], above))
    return Plan(
        lifts=tuple(lifts),
        now=scoring.score(instrument, levels),
        then=scoring.score(instrument, lifted),
        base=_sides(overview.assessment)[0].label.lower(),
        is_estimate=any(row.answer.self_level is None for row in overview.rows),
    )
