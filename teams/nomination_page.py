"""What the pages of nominations show, and what each person may do there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Case, Count, Q, When

from accounts.permissions import Permission, can
from teams.enums import OPEN, NominationStatus, Verdict
from teams.models import Membership, Nomination, Seat
from teams.queries import WITH_CERTIFICATES, certificates_of, gaps_of, lacking_of

if TYPE_CHECKING:
    from datetime import date

    from accounts.models import User
    from teams.models import Certificate, Competence, NominationSeat, Person
    from teams.models.nominations import NominationQuerySet

N = NominationStatus


@dataclass(frozen=True, slots=True)
class Line:
    """A seat with what is proposed for it and who holds it now."""

    seat: Seat
    place: NominationSeat | None
    holder: Person | None

    @property
    def certificates(self) -> list[Certificate]:
        return certificates_of(self.place.person) if self.place else []

    @property
    def gaps(self) -> list[Competence]:
        return gaps_of(self.seat, self.place.person) if self.place else []

    @property
    def lacking(self) -> list[Competence]:
        return lacking_of(self.seat, self.place.person) if self.place else []

    @property
    def replaces(self) -> Person | None:
        """Who leaves the seat when the nomination is decided."""
        if not self.place or not self.holder:
            return None
        return None if self.holder.pk == self.place.person_id else self.holder


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the way: `state` is done, now or empty."""

    name: str
    at: date | None
    state: str


@dataclass(frozen=True, slots=True)
class Page:
    nomination: Nomination
    lines: tuple[Line, ...]
    user: User

    @property
    def shown(self) -> list[Line]:
        """Every seat while a draft is filled, later only those that it names."""
        if self.may_draft:
            return list(self.lines)
        return [line for line in self.lines if line.place]

    @property
    def places(self) -> list[NominationSeat]:
        return [line.place for line in self.lines if line.place]

    @property
    def unchecked(self) -> int:
        return sum(place.verdict is None for place in self.places)

    @property
    def returned(self) -> int:
        return sum(place.verdict == Verdict.RETURNED for place in self.places)

    @property
    def may_draft(self) -> bool:
        return self._may(Permission.NOMINATION_DRAFT, N.DRAFT)

    @property
    def may_propose(self) -> bool:
        return self._may(Permission.NOMINATION_PROPOSE, N.DRAFT)

    @property
    def may_recall(self) -> bool:
        return self._may(Permission.NOMINATION_PROPOSE, N.PROPOSED)

    @property
    def may_check(self) -> bool:
        is_own = self.nomination.agency_id in self.user.own_agencies()
        return not is_own and self._may(Permission.NOMINATION_CHECK, N.PROPOSED)

    @property
    def may_decide(self) -> bool:
        return self._may(Permission.DECREE_ISSUE, N.VERIFIED)

    @property
    def has_letter(self) -> bool:
        return bool(self.nomination.letter_number)

    @property
    def steps(self) -> list[Step]:
        return steps_of(self.nomination)

    def _may(self, permission: Permission, status: NominationStatus) -> bool:
        return self.nomination.state is status and can(self.user, permission)


def steps_of(nomination: Nomination) -> list[Step]:
    """Proposed, verified, decided: what is done, and what comes next."""
    state = nomination.state
    reached = {
        N.PROPOSED: 1,
        N.VERIFIED: 2,
        N.DECIDED: 3,
        N.ENDED: 3,
    }.get(state, 0)
    decided = nomination.decree.decreed_on if nomination.decree else None
    found = (
        ("Diusulkan OPD", nomination.proposed_at),
        ("Diverifikasi Kominfo", nomination.verified_at),
        ("Ditetapkan SK Gubernur", decided),
    )
    return [
        Step(
            name,
            at if place < reached else None,
            "done" if place < reached else "now" if place == reached else "",
        )
        for place, (name, at) in enumerate(found)
    ]


def page_of(nomination: Nomination, user: User) -> Page:
    """The same number of queries, whatever the number of seats."""
    places = {
        place.seat_id: place
        for place in nomination.places.select_related(
            "person", "checked_by"
        ).prefetch_related(WITH_CERTIFICATES)
    }
    holders = {
        membership.seat_id: membership.person
        for membership in Membership.objects.filter(
            team__agency=nomination.agency, ends_on__isnull=True
        ).select_related("person")
    }
    seats = Seat.objects.prefetch_related("requires").order_by("number")
    lines = tuple(
        Line(seat, places.get(seat.pk), holders.get(seat.pk)) for seat in seats
    )
    return Page(nomination, lines, user)


def nominations_listed(user: User) -> NominationQuerySet:
    """Open ones first, newest first, with their seats counted."""
    return (
        Nomination.objects.visible_to(user)
        .select_related("agency", "decree")
        .annotate(
            is_open=Case(When(status__in=OPEN, then=True), default=False),
            seats=Count("places"),
            returned=Count("places", filter=Q(places__verdict=Verdict.RETURNED)),
        )
        .order_by("-is_open", "-drafted_at", "pk")
    )
