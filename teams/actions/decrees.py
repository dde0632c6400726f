"""One decree for many nominations, and the end of its term."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from accounts import audit
from lib import formats
from teams.actions.base import TeamError
from teams.actions.nominations import tell
from teams.actions.seats import end, let_go, lock_team
from teams.enums import EndReason, NominationStatus
from teams.models import Decree, Membership, Nomination
from teams.queries import managers_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from uuid import UUID

    from django.core.files.base import File

    from accounts.models import User


@dataclass(frozen=True, slots=True)
class Terms:
    """What the signed decree says; its number is entered, never made up."""

    number: str
    decreed_on: date
    starts_on: date
    ends_on: date
    signed_by: str


@transaction.atomic
def decide(
    nominations: Sequence[Nomination],
    terms: Terms,
    *,
    file: File[Any],
    about: Mapping[str, str] | None = None,
    by: User,
) -> Decree:
    """Seat everybody of all the nominations, or nobody.

    The file is for the caller to judge; `about` is what was found, for the trail.
    Whoever held one of the seats leaves it on the day the decree begins; the seats
    that a nomination does not name stay as they are.
    """
    locked = _lock_all(nominations)
    today = timezone.localdate()
    if terms.starts_on > today:
        msg = "SK dicatat pada hari mulai berlaku atau sesudahnya."
        raise TeamError(msg)
    if not terms.starts_on < terms.ends_on or terms.ends_on <= today:
        msg = "Masa berlaku SK harus berakhir sesudah hari ini."
        raise TeamError(msg)
    if Decree.objects.filter(number=terms.number).exists():
        msg = f"SK Nomor {terms.number} sudah tercatat."
        raise TeamError(msg)
    decree = Decree(
        number=terms.number,
        decreed_on=terms.decreed_on,
        starts_on=terms.starts_on,
        ends_on=terms.ends_on,
        signed_by=terms.signed_by,
        issued_by=by,
    )
    decree.file.save("sk.pdf", file, save=False)
    decree.save(force_insert=True)
    leaving = [pk for nomination in locked for pk in _seat_all(nomination, decree, by)]
    for nomination in locked:
        tell(
            nomination,
            managers_of(nomination.agency_id),
            f"Tim pengelola ditetapkan dengan SK Nomor {decree.number}.",
            step="decided",
            by=by,
        )
    issued = audit.event_of(
        "decree.issued",
        decree,
        by=by,
        number=decree.number,
        agencies=[nomination.agency.code for nomination in locked],
        **(about or {}),
    )
    audit.record_all([issued, *let_go(leaving, by=by)])
    return decree


@transaction.atomic
def close_terms(today: date | None = None) -> int:
    """End what the decrees of the past end; again on the same day it finds nothing."""
    today = today or timezone.localdate()
    ended = list(
        Membership.objects.select_for_update(of=("self",))
        .filter(ends_on__isnull=True, decree__ends_on__lte=today)
        .select_related("decree", "team__agency", "seat")
        .order_by("pk")
    )
    for membership in ended:
        if membership.decree:  # the filter says so; the type does not
            end(membership, EndReason.TERM, on=membership.decree.ends_on, by=None)
    over = list(
        Nomination.objects.select_for_update(of=("self",))
        .filter(status=NominationStatus.DECIDED, decree__ends_on__lte=today)
        .select_related("agency", "decree")
        .order_by("pk")
    )
    for nomination in over:
        nomination.status = NominationStatus.ENDED
        nomination.ended_at = timezone.now()
        nomination.save(update_fields=["status", "ended_at"])
        on = nomination.decree.ends_on if nomination.decree else today
        tell(
            nomination,
            managers_of(nomination.agency_id),
            f"Masa tugas tim pengelola berakhir {formats.day(on)}. Usulkan tim baru.",
            step="ended",
            by=None,
        )
    for nomination in over:
        audit.record("nomination.ended", nomination, by=None)
    return len(ended)


def _lock_all(nominations: Sequence[Nomination]) -> list[Nomination]:
    """In one order, whoever asks, so that two decrees do not wait for each other."""
    locked = list(
        Nomination.objects.select_for_update(of=("self",))
        .filter(pk__in=[nomination.pk for nomination in nominations])
        .select_related("agency")
        .order_by("pk")
    )
    if not locked:
        msg = "Pilih sekurangnya satu usulan."
        raise TeamError(msg)
    for nomination in locked:
        if nomination.state is not NominationStatus.VERIFIED:
            msg = f"Usulan {nomination.agency.short_name} belum diverifikasi."
            raise TeamError(msg)
    return locked


def _seat_all(nomination: Nomination, decree: Decree, by: User) -> list[UUID]:
    """Gives the people who leave a seat by it."""
    team = lock_team(nomination.agency)
    places = list(
        nomination.places.select_related("seat", "person").order_by("seat_id")
    )
    wanted = {place.seat_id: place.person_id for place in places}
    people, leaving = set(wanted.values()), []
    held = Membership.objects.select_for_update(of=("self",)).filter(
        ends_on__isnull=True, team=team
    )
    for membership in held.order_by("pk"):
        if membership.seat_id in wanted or membership.person_id in people:
            stays = wanted.get(membership.seat_id) == membership.person_id
            reason = EndReason.RENEWED if stays else EndReason.REPLACED
            end(membership, reason, on=decree.starts_on, by=by)
            leaving.append(membership.person_id)
    for place in places:
        if place.person.agency_id != nomination.agency_id:
            msg = (
                f"Ada pegawai usulan {nomination.agency.short_name} yang sudah pindah."
            )
            raise TeamError(msg)
    Membership.objects.bulk_create(
        Membership(
            team=team,
            seat=place.seat,
            person=place.person,
            decree=decree,
            starts_on=decree.starts_on,
            assigned_by=by,
        )
        for place in places
    )
    team.decree_number, team.decreed_on = decree.number, decree.decreed_on
    team.save(update_fields=["decree_number", "decreed_on"])
    nomination.status, nomination.decree = NominationStatus.DECIDED, decree
    nomination.save(update_fields=["status", "decree"])
    return leaving


@transaction.atomic
def record_decree_reading(decree: Decree, *, by: User) -> None:
    """Who took the file, which names people and may carry their numbers."""
    audit.record("decree.read", decree, by=by, number=decree.number)
