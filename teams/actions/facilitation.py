"""What an agency provides for its team, quarter by quarter."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from accounts import audit
from lib import formats
from teams.actions.base import TeamError
from teams.actions.seats import lock_team
from teams.models import Facilitation, Meeting

if TYPE_CHECKING:
    from datetime import date

    from accounts.models import Agency, User


@dataclass(frozen=True, slots=True)
class Provision:
    """Whether and by what document, never how much for whom."""

    has_incentive: bool = False
    incentive_basis: str = ""
    has_budget: bool = False
    budget_basis: str = ""
    has_laptop: bool = False
    has_camera: bool = False
    has_network: bool = False


@transaction.atomic
def provide(
    agency: Agency, year: int, quarter: int, provision: Provision, *, by: User
) -> Facilitation:
    """Enter or change what the agency provides in the quarter."""
    found = _row(agency, year, quarter, by)
    for field in fields(provision):
        setattr(found, field.name, getattr(provision, field.name))
    found.saved_by, found.saved_at = by, timezone.now()
    found.save()
    audit.record(
        "facilitation.saved", found, by=by, quarter=formats.quarter(quarter, year)
    )
    return found


@transaction.atomic
def add_meeting(
    agency: Agency,
    year: int,
    quarter: int,
    *,
    held_on: date,
    subject: str,
    minutes: str,
    by: User,
) -> Meeting:
    """A meeting within the quarter. Raises TeamError for another day or a second time."""
    if (held_on.year, (held_on.month - 1) // 3 + 1) != (year, quarter):
        msg = f"Tanggal rapat di luar {formats.quarter(quarter, year)}."
        raise TeamError(msg)
    if held_on > timezone.localdate():
        msg = "Tanggal rapat belum tiba."
        raise TeamError(msg)
    found = _row(agency, year, quarter, by)
    if found.meetings.filter(held_on=held_on, subject=subject).exists():
        msg = "Rapat ini sudah dicatat."
        raise TeamError(msg)
    meeting = Meeting.objects.create(
        facilitation=found,
        held_on=held_on,
        subject=subject,
        minutes=minutes,
        added_by=by,
    )
    audit.record("facilitation.met", found, by=by, topic=subject)
    return meeting


def _row(agency: Agency, year: int, quarter: int, by: User) -> Facilitation:
    lock_team(agency)  # one writer an agency, also while there is no row
    found, _ = Facilitation.objects.select_for_update(of=("self",)).get_or_create(
        agency=agency, year=year, quarter=quarter, defaults={"saved_by": by}
    )
    return found
