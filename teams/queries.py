"""A team as its page shows it: every seat, held or free."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Prefetch, Q

from accounts.enums import AgencyKind
from accounts.models import Agency
from teams.models import Membership, Person, Seat, Team

if TYPE_CHECKING:
    from accounts.models import User
    from accounts.models.people import AgencyQuerySet
    from teams.models.people import PersonQuerySet


@dataclass(frozen=True, slots=True)
class Place:
    """One seat of one team; `holder` is None while it is free."""

    seat: Seat
    holder: Membership | None


@dataclass(frozen=True, slots=True)
class Overview:
    """`team` is None until the first seat is given; `former` ended last first."""

    agency: Agency
    team: Team | None
    places: tuple[Place, ...]
    former: tuple[Membership, ...]

    @property
    def total(self) -> int:
        return len(self.places)

    @property
    def filled(self) -> int:
        return self.total - len(self.free)

    @property
    def free(self) -> tuple[Seat, ...]:
        return tuple(place.seat for place in self.places if not place.holder)

    @property
    def technical(self) -> int:
        """Technical seats that are held."""
        return sum(p.seat.is_technical for p in self.places if p.holder)

    @property
    def technical_total(self) -> int:
        return sum(place.seat.is_technical for place in self.places)

    @property
    def with_account(self) -> int:
        return sum(bool(p.holder and p.holder.person.user_id) for p in self.places)


@dataclass(frozen=True, slots=True)
class Filled:
    """A line of the list of teams."""

    agency: Agency
    team: Team | None
    held: int


def agencies_with_teams(user: User) -> AgencyQuerySet:
    """The agencies that the user sees and that have a team: a Pemda has none."""
    return Agency.objects.visible_to(user).exclude(kind=AgencyKind.PEMDA)


def filled_by_agency(agencies: AgencyQuerySet) -> list[Filled]:
    """The agencies with the number of seats that are held, in one query."""
    held = Q(team__memberships__isnull=False, team__memberships__ends_on__isnull=True)
    found = agencies.select_related("team").annotate(
        held=Count("team__memberships", filter=held)
    )
    return [
        Filled(agency, getattr(agency, "team", None), agency.held)  # type: ignore[attr-defined]  # annotated above
        for agency in found.order_by("code")
    ]


def overview_of(agency: Agency) -> Overview:
    """Three queries, whatever the number of seats."""
    team = Team.objects.filter(agency=agency).first()
    seats = Seat.objects.order_by("number")
    members = list(
        Membership.objects.filter(team=team)
        .select_related("seat", "person__user")
        .order_by("-ends_on", "-pk")
        if team
        else ()
    )
    holders = {m.seat_id: m for m in members if m.ends_on is None}
    return Overview(
        agency=agency,
        team=team,
        places=tuple(Place(seat, holders.get(seat.pk)) for seat in seats),
        former=tuple(m for m in members if m.ends_on),
    )


def people_listed(agency: Agency) -> PersonQuerySet:
    """The agency's people by name, each with the seat that is held now."""
    held = Membership.objects.filter(ends_on__isnull=True).select_related("seat")
    return (
        Person.objects.filter(agency=agency)
        .select_related("user")
        .prefetch_related(Prefetch("memberships", held, to_attr="held"))
        .order_by("name", "pk")
    )


def free_people(agency: Agency) -> PersonQuerySet:
    """Who of the agency holds no seat."""
    held = Membership.objects.filter(ends_on__isnull=True)
    people = Person.objects.filter(agency=agency)
    return people.exclude(pk__in=held.values("person")).order_by("name", "pk")
