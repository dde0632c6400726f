"""Giving and freeing seats."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.actions import end_accounts
from accounts.enums import Role
from accounts.models import User
from teams.actions.base import TeamError
from teams.enums import EndReason
from teams.models import Membership, Person, Team

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from uuid import UUID

    from accounts.models import Agency, AuditEvent
    from teams.models import Seat

SEATED = (Role.OPD_MEMBER, Role.OPD_COORDINATOR)  # roles that a seat stands for


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
def vacate(membership: Membership, *, by: User) -> bool:
    """End a membership today; the seat is free and the history stays.

    The account of who leaves ends with it: whether there was one. Nobody frees the own
    seat.
    """
    membership = (
        Membership.objects.select_for_update(of=("self",))
        .select_related("team__agency", "seat", "person")
        .get(pk=membership.pk)
    )
    if membership.ends_on:
        msg = "Kursi ini sudah dikosongkan."
        raise TeamError(msg)
    if membership.person.user_id == by.pk:
        msg = (
            "Kursi Anda sendiri tidak dapat Anda kosongkan, karena akun Anda ikut "
            "berakhir. Usulkan pengganti, atau minta sekretariat mengosongkannya."
        )
        raise TeamError(msg)
    end(membership, EndReason.VACATED, on=timezone.localdate(), by=by)
    left = let_go([membership.person_id], by=by)
    freed = audit.event_of(
        "team.vacated",
        membership.team,
        by=by,
        seat=membership.seat.number,
        membership=membership.pk,
    )
    audit.record_all([freed, *left])
    return bool(left)


def lock_team(agency: Agency) -> Team:
    """The agency's team, locked; made with its first seat."""
    team, _ = Team.objects.select_for_update().get_or_create(agency=agency)
    return team


def let_go(people: Iterable[UUID], *, by: User) -> list[AuditEvent]:
    """End the accounts that these people had for a seat, unless they hold one still.

    The head of an agency is none by a seat. Gives the events, which come last.
    """
    seated = Membership.objects.filter(ends_on__isnull=True).values("person")
    gone = Person.objects.filter(pk__in=people).exclude(pk__in=seated)
    users = User.objects.filter(person__in=gone, role__in=SEATED)
    return end_accounts(users, by=by)


def end(
    membership: Membership, reason: EndReason, *, on: date, by: User | None
) -> None:
    """Close a locked membership; one that had not begun ends as it begins."""
    membership.ends_on = max(on, membership.starts_on)
    membership.ended_by, membership.end_reason = by, reason
    membership.save(update_fields=["ends_on", "ended_by", "end_reason"])
