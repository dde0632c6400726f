"""Giving and freeing seats."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from accounts import audit
from teams.actions.base import TeamError
from teams.enums import EndReason
from teams.models import Membership, Team

if TYPE_CHECKING:
    from datetime import date

    from accounts.models import Agency, User
    from teams.models import Person, Seat


@transaction.atomic
def seat_person(
    agency: Agency,
    seat: Seat,
    *,
    person: Person,
    by: User,
    starts_on: date | None = None,
) -> Membership:
    """Give a free seat to a person of the agency who holds none; today by default."""
    team = lock_team(agency)
    if person.agency_id != agency.pk:
        msg = "Pegawai itu bukan pegawai perangkat daerah ini."
        raise TeamError(msg)
    if team.memberships.filter(seat=seat, ends_on__isnull=True).exists():
        msg = f"Kursi {seat.name} sudah terisi. Kosongkan dahulu."
        raise TeamError(msg)
    if person.memberships.filter(ends_on__isnull=True).exists():
        msg = "Pegawai itu sudah memegang kursi lain."
        raise TeamError(msg)
    membership = Membership(
        team=team,
        seat=seat,
        person=person,
        starts_on=starts_on or timezone.localdate(),
        assigned_by=by,
    )
    membership.save()
    audit.record("team.seated", team, by=by, seat=seat.number, membership=membership.pk)
    return membership


@transaction.atomic
def vacate(membership: Membership, *, by: User) -> Membership:
    """End a membership today; the seat is free and the history stays."""
    membership = Membership.objects.select_for_update().get(pk=membership.pk)
    if membership.ends_on:
        msg = "Kursi ini sudah dikosongkan."
        raise TeamError(msg)
    end(membership, EndReason.VACATED, on=timezone.localdate(), by=by)
    audit.record(
        "team.vacated",
        membership.team,
        by=by,
        seat=membership.seat.number,
        membership=membership.pk,
    )
    return membership


def lock_team(agency: Agency) -> Team:
    """The agency's team, locked; made with its first seat."""
    team, _ = Team.objects.select_for_update().get_or_create(agency=agency)
    return team


def end(
    membership: Membership, reason: EndReason, *, on: date, by: User | None
) -> None:
    """Close a locked membership; one that had not begun ends as it begins."""
    membership.ends_on = max(on, membership.starts_on)
    membership.ended_by, membership.end_reason = by, reason
    membership.save(update_fields=["ends_on", "ended_by", "end_reason"])
