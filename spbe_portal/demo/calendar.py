"""Days and hours of the demo, counted from today and kept to office hours."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from lib.formats import WITA
from spbe_portal.demo import dice

SATURDAY = 5
CLOSING = time(16)


@dataclass(frozen=True)
class Calendar:
    """The days of one quarter around `now`, which is a moment with a time zone."""

    now: datetime
    days: Mapping[str, Any]

    def day(self, offset: int) -> date:
        """So many days from today; a weekend becomes the Friday before."""
        found = self.now.astimezone(WITA).date() + timedelta(days=offset)
        return found - timedelta(days=max(0, found.weekday() - SATURDAY + 1))

    def at(self, offset: int, *name: object) -> datetime:
        """Some minute of the office hours of that day, never after now."""
        minutes = 8 * 60 + dice.number(8 * 60, *name)
        found = datetime.combine(self.day(offset), time(0), WITA)
        return min(found + timedelta(minutes=minutes), self.now - timedelta(minutes=5))

    def deadline(self, name: str) -> datetime:
        return datetime.combine(self.day(self.days[name]), CLOSING, WITA)

    @property
    def opened(self) -> datetime:
        return datetime.combine(self.day(self.days["opened"]), time(8), WITA)
