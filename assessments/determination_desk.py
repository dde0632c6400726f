"""The page before a determination: agencies, conditions, and what would be frozen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from assessments.control_room import Room, room_of
from assessments.determination_checks import (
    Check,
    Condition,
    checks_of,
    conditions_of,
    quarter_of,
)
from assessments.freezing import draft_of
from assessments.models import CorrectedLevel

if TYPE_CHECKING:
    from accounts.models import User
    from assessments.models import Correction, Determination, Period


@dataclass(frozen=True, slots=True)
class Desk:
    """`correction` is the one that is open; `sha256` is empty while something blocks."""

    room: Room
    correction: Correction | None
    lines: tuple[CorrectedLevel, ...]
    conditions: tuple[Condition, ...]
    checks: tuple[Check, ...]
    sha256: str

    @property
    def approved(self) -> Correction | None:
        """What this determination corrects."""
        found = self.correction
        return found if found and found.is_approved else None

    @property
    def blocks(self) -> tuple[Condition, ...]:
        return tuple(c for c in self.conditions if c.blocks)


def desk_of(period: Period) -> Desk:
    """A constant number of queries, whatever the number of agencies."""
    room = room_of(period)
    correction = room.correction
    quarter = quarter_of(
        period, [line.assessment for line in room.all_lines], correction
    )
    conditions = tuple(conditions_of(quarter))
    approved = correction if correction and correction.is_approved else None
    is_open = not any(condition.blocks for condition in conditions)
    lines = approved.levels.with_context().in_order() if approved else ()
    return Desk(
        room=room,
        correction=correction,
        lines=tuple(lines),
        conditions=conditions,
        checks=tuple(checks_of(room, quarter)),
        sha256=draft_of(period, approved).sha256 if is_open else "",
    )


def corrected_by(
    determination: Determination, user: User
) -> tuple[CorrectedLevel, ...]:
    """The levels that a determination corrected, those of agencies that `user` sees."""
    lines = CorrectedLevel.objects.visible_to(user).filter(
        correction__determination=determination
    )
    return tuple(lines.with_context().in_order())
