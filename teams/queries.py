"""A team as its page shows it: every seat, held or free."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Prefetch, Q

from accounts.enums import AgencyKind, Role
from accounts.models import Agency, MentorAssignment, User
from accounts.models.placements import placed_at
from teams.models import (
    Certificate,
    Membership,
    Nomination,
    Person,
    Seat,
    Team,
    Training,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from accounts.models.people import AgencyQuerySet
    from teams.models import Competence, NominationSeat
    from teams.models.people import PersonQuerySet

MANAGERS = (Role.OPD_COORDINATOR, Role.OPD_HEAD)
WITH_CERTIFICATES = Prefetch(
    "person__certificates",
    Certificate.objects.select_related("competence").order_by("-issued_on", "-pk"),
)


@dataclass(frozen=True, slots=True)
class Place:
    """One seat of one team; `holder` is None while it is free.

    `coming` is what an open nomination wants for the seat. The seat comes with its
    required competences and the people with their certificates, read ahead.
    """

    seat: Seat
    holder: Membership | None
    coming: NominationSeat | None = None

    @property
    def certificates(self) -> list[Certificate]:
        return certificates_of(self.holder.person) if self.holder else []

    @property
    def gaps(self) -> list[Competence]:
        return gaps_of(self.seat, self.holder.person) if self.holder else []

    @property
    def lacking(self) -> list[Competence]:
        return lacking_of(self.seat, self.holder.person) if self.holder else []


@dataclass(frozen=True, slots=True)
class Overview:
    """`team` is None until the first seat is given; `former` ended last first.

    `trainings` are those of the people in seats, the latest plan first.
    """

    agency: Agency
    team: Team | None
    places: tuple[Place, ...]
    former: tuple[Membership, ...]
    nomination: Nomination | None
    trainings: tuple[Training, ...]

    @property
    def is_over(self) -> bool:
        """Whether there was a decree and nobody sits by one any more."""
        decreed = any(p.holder and p.holder.decree_id for p in self.places)
        return bool(self.team and self.team.decree_number and not decreed)

    @property
    def gaps(self) -> list[Place]:
        """Seats whose holder lacks a certificate that the seat needs."""
        return [place for place in self.places if place.gaps]

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
    decreed: int  # seats that are held by a decree in force


def agencies_with_teams(user: User) -> AgencyQuerySet:
    """The agencies that the user sees and that have a team: a Pemda has none."""
    return Agency.objects.visible_to(user).exclude(kind=AgencyKind.PEMDA)


def filled_by_agency(agencies: AgencyQuerySet) -> list[Filled]:
    """The agencies with the number of seats that are held, in one query."""
    held = Q(team__memberships__isnull=False, team__memberships__ends_on__isnull=True)
    decreed = held & Q(team__memberships__decree__isnull=False)
    found = agencies.select_related("team").annotate(
        held=Count("team__memberships", filter=held),
        decreed=Count("team__memberships", filter=decreed),
    )
    return [
        Filled(agency, getattr(agency, "team", None), agency.held, agency.decreed)  # type: ignore[attr-defined]  # annotated above
        for agency in found.order_by("code")
    ]


def seats_listed(user: User) -> QuerySet[Seat]:
    """Every seat with what it needs, and how many of the agencies seen have it held."""
    held = Q(
        memberships__ends_on__isnull=True,
        memberships__team__agency__in=agencies_with_teams(user),
    )
    found = Seat.objects.annotate(held=Count("memberships", filter=held))
    return found.prefetch_related("requires").order_by("number")


def overview_of(agency: Agency) -> Overview:
    """The same number of queries, whatever the number of seats."""
    team = Team.objects.filter(agency=agency).first()
    seats = Seat.objects.prefetch_related("requires").order_by("number")
    members = list(
        Membership.objects.filter(team=team)
        .select_related("seat", "person__user", "decree")
        .prefetch_related(WITH_CERTIFICATES)
        .order_by("-ends_on", "-pk")
        if team
        else ()
    )
    holders = {m.seat_id: m for m in members if m.ends_on is None}
    nomination = Nomination.objects.open().filter(agency=agency).first()
    coming = {
        place.seat_id: place
        for place in (nomination.places.select_related("person") if nomination else ())
    }
    return Overview(
        agency=agency,
        team=team,
        places=tuple(
            Place(seat, holders.get(seat.pk), coming.get(seat.pk)) for seat in seats
        ),
        former=tuple(m for m in members if m.ends_on),
        nomination=nomination,
        trainings=tuple(_trainings(holders.values())),
    )


def _trainings(holders: Iterable[Membership]) -> QuerySet[Training]:
    found = Training.objects.filter(person__in=[m.person_id for m in holders])
    return found.select_related("person", "competence").order_by("-planned_on", "pk")


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


# Certificates


def certificates_of(person: Person) -> list[Certificate]:
    """The newest of each competence; from what was read ahead, if it was."""
    newest: dict[int, Certificate] = {}
    for certificate in person.certificates.all():
        known = newest.get(certificate.competence_id)
        if not known or (certificate.is_valid, certificate.issued_on) > (
            known.is_valid,
            known.issued_on,
        ):
            newest[certificate.competence_id] = certificate
    return sorted(newest.values(), key=lambda c: c.competence_id)


def gaps_of(seat: Seat, person: Person) -> list[Competence]:
    """What the seat needs and no valid certificate of the person attests."""
    has = {c.competence_id for c in person.certificates.all() if c.is_valid}
    return [needed for needed in seat.requires.all() if needed.pk not in has]


def lacking_of(seat: Seat, person: Person) -> list[Competence]:
    """Gaps without even a certificate that ended, which is shown for itself."""
    had = {c.competence_id for c in person.certificates.all()}
    return [needed for needed in gaps_of(seat, person) if needed.pk not in had]


# Who is told


def managers_of(agency_id: int) -> Iterable[User]:
    """Coordinator and head."""
    return managers_by_agency([agency_id]).get(agency_id, [])


def managers_by_agency(agency_ids: Iterable[int]) -> dict[int, list[User]]:
    found: dict[int, list[User]] = {}
    for agency, user in placed_at([*agency_ids], MANAGERS):
        found.setdefault(agency, []).append(user)
    return found


def checkers_of(agency_id: int) -> Iterable[User]:
    """The secretariat and the mentors of today."""
    mentors = MentorAssignment.objects.current().filter(agency=agency_id)
    return User.objects.filter(
        Q(role=Role.SECRETARIAT) | Q(pk__in=mentors.values("mentor")), is_active=True
    ).order_by("pk")
