"""Everything that changes a team; nothing else writes this app's models."""

from teams.actions.base import TeamError
from teams.actions.people import (
    Details,
    add_person,
    correct_person,
    move_person,
    record_reading,
)
from teams.actions.seats import seat_person, vacate

__all__ = [
    "Details",
    "TeamError",
    "add_person",
    "correct_person",
    "move_person",
    "record_reading",
    "seat_person",
    "vacate",
]
