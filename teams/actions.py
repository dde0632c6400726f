"""Everything that changes a team; nothing else writes this app's models."""

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import Agency, User
from teams.models import Membership, Seat, Team


class TeamError(Exception):
    """A seat can't be given or left so; the message is for the user."""


@transaction.atomic
def seat_person(
    agency: Agency, seat: Seat, *, person: str, user: User | None, by: User
) -> Membership:
    """Give a free seat to a person; their account, if any, is of the same agency."""
    team, _ = Team.objects.select_for_update().get_or_create(agency=agency)
    if user and user.agency_id != agency.pk:
        msg = "Akun itu bukan akun perangkat daerah ini."
        raise TeamError(msg)
    if team.memberships.filter(seat=seat, ends_on__isnull=True).exists():
        msg = f"Kursi {seat.name} sudah terisi. Kosongkan dahulu."
        raise TeamError(msg)
    membership = Membership(
        team=team, seat=seat, person=person, user=user, assigned_by=by
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
    membership.ends_on, membership.ended_by = timezone.localdate(), by
    membership.save(update_fields=["ends_on", "ended_by"])
    audit.record(
        "team.vacated",
        membership.team,
        by=by,
        seat=membership.seat.number,
        membership=membership.pk,
    )
    return membership


@transaction.atomic
def appoint(team: Team, *, decree_number: str, decreed_on: object, by: User) -> Team:
    """Note the decree (SK) that appointed the team."""
    team = Team.objects.select_for_update().get(pk=team.pk)
    team.decree_number, team.decreed_on = decree_number, decreed_on  # type: ignore[assignment]
    team.save(update_fields=["decree_number", "decreed_on"])
    audit.record("team.appointed", team, by=by, decree_number=decree_number)
    return team
