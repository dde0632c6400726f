"""The matrix of competences: every seat of every agency that the user sees."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lib import formats
from teams.models import Membership, Seat
from teams.queries import (
    WITH_CERTIFICATES,
    agencies_with_teams,
    certificates_of,
    gaps_of,
)

if TYPE_CHECKING:
    from accounts.models import Agency, User
    from teams.models import Certificate, Competence


@dataclass(frozen=True, slots=True)
class Cell:
    """One seat of one agency; `needs` is what the seat asks of its holder."""

    seat: Seat
    is_held: bool
    certificates: tuple[Certificate, ...]
    gaps: tuple[Competence, ...]

    @property
    def tone(self) -> str:
        """bad: free or a gap on a technical seat; warn: ends soon; ok; mute."""
        if not self.is_held:
            return "bad" if self.seat.is_technical else "warn"
        if self.gaps:
            return "bad"
        if any(c.tone == "warn" for c in self.certificates):
            return "warn"
        return "ok" if self._valid else "mute"

    @property
    def word(self) -> str:
        if not self.is_held:
            return "Kosong"
        if self.gaps:
            return "Kurang"
        if any(c.tone == "warn" for c in self.certificates):
            return "Segera berakhir"
        return "Ada" if self._valid else formats.DASH

    @property
    def _valid(self) -> list[Certificate]:
        return [c for c in self.certificates if c.is_valid]


@dataclass(frozen=True, slots=True)
class Row:
    agency: Agency
    cells: tuple[Cell, ...]

    @property
    def gaps(self) -> int:
        return sum(cell.is_held and bool(cell.gaps) for cell in self.cells)

    @property
    def free(self) -> int:
        return sum(not cell.is_held for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Matrix:
    seats: tuple[Seat, ...]
    rows: tuple[Row, ...]

    @property
    def gaps(self) -> int:
        return sum(row.gaps for row in self.rows)

    @property
    def free(self) -> int:
        return sum(row.free for row in self.rows)

    @property
    def expiring(self) -> int:
        return sum(
            certificate.tone == "warn"
            for row in self.rows
            for cell in row.cells
            for certificate in cell.certificates
        )


def matrix_of(user: User) -> Matrix:
    """The same number of queries, whatever the number of agencies."""
    seats = tuple(Seat.objects.prefetch_related("requires").order_by("number"))
    agencies = agencies_with_teams(user).order_by("code")
    held = Membership.objects.filter(
        ends_on__isnull=True, team__agency__in=agencies.values("pk")
    )
    holders = {
        (membership.team.agency_id, membership.seat_id): membership.person
        for membership in held.select_related("team", "person").prefetch_related(
            WITH_CERTIFICATES
        )
    }

    def cell(agency: Agency, seat: Seat) -> Cell:
        person = holders.get((agency.pk, seat.pk))
        if not person:
            return Cell(seat, is_held=False, certificates=(), gaps=())
        return Cell(
            seat,
            is_held=True,
            certificates=tuple(certificates_of(person)),
            gaps=tuple(gaps_of(seat, person)),
        )

    rows = tuple(
        Row(agency, tuple(cell(agency, seat) for seat in seats)) for agency in agencies
    )
    return Matrix(seats, rows)
