"""How much each mentor of a quarter has before them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from assessments.enums import Status

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import User
    from assessments.control_room import Line, Room


@dataclass(slots=True)
class Load:
    """One mentor: agencies, those led, answers that wait and that are decided."""

    mentor: User
    agencies: int = 0
    led: int = 0
    waiting: int = 0
    decided: int = 0
    oldest: datetime | None = None

    @property
    def submitted(self) -> int:
        return self.waiting + self.decided

    @property
    def days(self) -> int:
        """Whole days since the oldest submission that still waits."""
        return (timezone.now() - self.oldest).days if self.oldest else 0


def loads_of(room: Room) -> list[Load]:
    """Most waiting first; no query: the room has read what it needs.

    What several mentors of one agency share counts for each of them.
    """
    loads: dict[int, Load] = {}
    for line in room.lines:
        for assignment in line.mentors:
            load = loads.setdefault(assignment.mentor_id, Load(assignment.mentor))
            load.agencies += 1
            load.led += assignment.is_lead
            if line.state is Status.SUBMITTED:
                _count(load, line)
    return sorted(loads.values(), key=lambda load: (-load.waiting, load.mentor.name))


def _count(load: Load, line: Line) -> None:
    waiting = line.standing.total - line.standing.decided
    load.waiting += waiting
    load.decided += line.standing.decided
    sent = line.assessment.submitted_at
    if waiting and sent and (load.oldest is None or sent < load.oldest):
        load.oldest = sent
