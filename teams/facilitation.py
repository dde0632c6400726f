"""How complete the facilitation of teams is, of one agency and of the province."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Prefetch
from django.utils import timezone

from lib import formats
from teams.models import Facilitation, Meeting
from teams.queries import agencies_with_teams

if TYPE_CHECKING:
    from datetime import date

    from accounts.models import Agency, User

BY_DATE = Prefetch("meetings", Meeting.objects.order_by("held_on", "pk"))


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    year: int
    number: int

    def __str__(self) -> str:
        return formats.quarter(self.number, self.year)

    @property
    def key(self) -> str:
        return f"{self.year}-{self.number}"

    @property
    def before(self) -> Quarter:
        if self.number == 1:
            return Quarter(self.year - 1, 4)
        return Quarter(self.year, self.number - 1)


@dataclass(frozen=True, slots=True)
class Item:
    name: str
    is_there: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One agency in the quarter; every item counts the same."""

    agency: Agency
    facilitation: Facilitation | None

    @property
    def meetings(self) -> list[Meeting]:
        return [*self.facilitation.meetings.all()] if self.facilitation else []

    @property
    def items(self) -> list[Item]:
        found = self.facilitation or Facilitation()
        minutes = sum(bool(meeting.minutes) for meeting in self.meetings)
        return [
            Item("Insentif bulanan", found.has_incentive, found.incentive_basis),
            Item("Anggaran pelatihan", found.has_budget, found.budget_basis),
            Item("Laptop", found.has_laptop),
            Item("Kamera", found.has_camera),
            Item("Jaringan internet", found.has_network),
            Item(
                "Rapat rutin dengan notulen", minutes > 0, f"{minutes} rapat bernotulen"
            ),
        ]

    @property
    def missing(self) -> list[str]:
        return [item.name for item in self.items if not item.is_there]

    @property
    def done(self) -> int:
        return sum(item.is_there for item in self.items)

    @property
    def total(self) -> int:
        return len(self.items)


def quarter_of(day: date) -> Quarter:
    return Quarter(day.year, (day.month - 1) // 3 + 1)


def read_quarter(text: str) -> Quarter:
    """`2026-4`; the present quarter for anything else."""
    year, _, number = text.partition("-")
    if year.isascii() and year.isdigit() and len(year) == 4 and number in set("1234"):
        return Quarter(int(year), int(number))
    return quarter_of(timezone.localdate())


def choices() -> list[Quarter]:
    """The present quarter and the seven before it."""
    found = [quarter_of(timezone.localdate())]
    while len(found) < 8:
        found.append(found[-1].before)
    return found


def line_of(agency: Agency, quarter: Quarter) -> Line:
    found = Facilitation.objects.filter(
        agency=agency, year=quarter.year, quarter=quarter.number
    )
    return Line(agency, found.prefetch_related(BY_DATE).first())


def lines_of(user: User, quarter: Quarter) -> list[Line]:
    """Three queries, whatever the number of agencies."""
    found = {
        row.agency_id: row
        for row in Facilitation.objects.visible_to(user)
        .filter(year=quarter.year, quarter=quarter.number)
        .prefetch_related(BY_DATE)
    }
    agencies = agencies_with_teams(user).order_by("code")
    return [Line(agency, found.get(agency.pk)) for agency in agencies]
