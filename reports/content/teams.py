"""What letters about teams say: read once, shaped for the page.

These documents are made when somebody asks and are not kept: what they say stands in
the nomination and the decree, which the database keeps as they are.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Prefetch
from django.utils import timezone

from lib import formats
from reports.content.letterhead import emblem_of, identity_on
from reports.content.shared import Identity, Signatory, Stamp
from reports.content.shared import identity as identity_of
from teams.models import NominationSeat
from teams.queries import WITH_CERTIFICATES, certificates_of, overview_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from accounts.models import Agency
    from teams.models import Certificate, Decree, Membership, Nomination
    from teams.models.nominations import NominationQuerySet


@dataclass(frozen=True, slots=True)
class Member:
    """One seat as a letter lists it; `nip` is whole or masked, as the document may."""

    number: int
    seat: str
    name: str
    nip: str
    rank: str
    position: str
    certificates: str


@dataclass(frozen=True, slots=True)
class NominationLetter:
    identity: Identity
    agency: str
    place: str
    number: str
    on: date | None
    addressee: str
    signer: Signatory
    members: tuple[Member, ...]

    @property
    def count(self) -> str:
        return f"{len(self.members)} ({formats.words(len(self.members))})"


@dataclass(frozen=True, slots=True)
class Section:
    code: str
    agency: str
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class Annex:
    """The list that belongs to a decree; without number while nothing is signed."""

    identity: Identity
    number: str
    on: date | None
    term: str
    sections: tuple[Section, ...]

    @property
    def people(self) -> int:
        return sum(len(section.members) for section in self.sections)


@dataclass(frozen=True, slots=True)
class Roster:
    """A team as it stands on a day; NIP are masked."""

    identity: Identity
    agency: str
    on: date
    decree: str
    members: tuple[Member, ...]
    free: tuple[str, ...]
    gaps: tuple[str, ...]


def nomination_letter(nomination: Nomination) -> NominationLetter:
    """Two queries, whatever the number of seats."""
    agency = nomination.agency
    return NominationLetter(
        identity=_identity(agency, nomination.letter_on or timezone.localdate()),
        agency=agency.name,
        place=settings.OFFICE_ADDRESS.split(",")[0],
        number=nomination.letter_number,
        on=nomination.letter_on,
        addressee=f"Gubernur {settings.PROVINCE.removeprefix('Provinsi ')}",
        signer=Signatory(
            nomination.signer_title,
            nomination.signer_name,
            nomination.signer_rank,
            nomination.signer_nip,
        ),
        members=tuple(
            _proposed(place)
            for place in nomination.places.select_related("seat", "person")
            .prefetch_related(WITH_CERTIFICATES)
            .order_by("seat__number")
        ),
    )


def annex(nominations: NominationQuerySet, decree: Decree | None) -> Annex:
    """The same number of queries, whatever the number of agencies."""
    places = (
        NominationSeat.objects.select_related("seat", "person")
        .prefetch_related(WITH_CERTIFICATES)
        .order_by("seat__number")
    )
    found = (
        nominations.select_related("agency")
        .prefetch_related(Prefetch("places", places))
        .order_by("agency__code")
    )
    return Annex(
        identity=identity_of(identity_on(timezone.localdate())),
        number=decree.number if decree else "",
        on=decree.decreed_on if decree else None,
        term=formats.day_range(decree.starts_on, decree.ends_on) if decree else "",
        sections=tuple(
            Section(
                nomination.agency.code,
                nomination.agency.name,
                tuple(_proposed(place) for place in nomination.places.all()),
            )
            for nomination in found
        ),
    )


def roster(agency: Agency, *, on: date) -> Roster:
    overview = overview_of(agency)
    team = overview.team
    decree = ""
    if team and team.decree_number and team.decreed_on:
        decree = f"SK Nomor {team.decree_number}, {formats.day(team.decreed_on)}"
    return Roster(
        identity=_identity(agency, on),
        agency=agency.name,
        on=on,
        decree=decree,
        members=tuple(_held(p.holder) for p in overview.places if p.holder),
        free=tuple(seat.name for seat in overview.free),
        gaps=tuple(
            f"{place.seat.name}: {competence.name}"
            for place in overview.gaps
            for competence in place.gaps
        ),
    )


def _identity(agency: Agency, on: date) -> Identity:
    """The government's letterhead of that day, the agency in the place of the office."""
    head = identity_of(identity_on(on))
    return replace(head, office=agency.name, address=agency.site, contact="")


def made_now(at: datetime, *, is_draft: bool, emblem: str = "") -> Stamp:
    """The stamp of a document that is not kept, so that it has no code."""
    return Stamp(
        code="",
        url="",
        inputs_sha256="",
        requested_at=at,
        revision=1,
        is_draft=is_draft,
        emblem=emblem_of(emblem),
    )


def _proposed(place: NominationSeat) -> Member:
    return Member(
        number=place.seat.number,
        seat=place.seat.name,
        name=place.person.name,
        nip=formats.nip(place.person.nip or ""),
        rank=place.rank,
        position=place.position,
        certificates=_said(certificates_of(place.person)),
    )


def _held(membership: Membership) -> Member:
    person = membership.person
    return Member(
        number=membership.seat.number,
        seat=membership.seat.name,
        name=person.name,
        nip=person.masked_nip,
        rank=person.rank,
        position=person.position,
        certificates=_said(certificates_of(person)),
    )


def _said(certificates: Sequence[Certificate]) -> str:
    return "; ".join(_each(certificates))


def _each(certificates: Iterable[Certificate]) -> Iterable[str]:
    for certificate in certificates:
        until = certificate.valid_until
        ends = f" (sampai {formats.day(until)})" if until else ""
        yield f"{certificate.competence.name}{ends}"
