"""What becomes of the team when its agency is closed.

Who closes the agency holds the rows; these steps write and give the events of the
trail, which comes last.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from accounts import audit
from teams.actions.seats import end
from teams.enums import OPEN, EndReason, NominationStatus

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from uuid import UUID

    from accounts.models import Agency, AuditEvent, User
    from teams.models import Membership, Nomination, Person


def end_terms(
    memberships: Sequence[Membership], *, on: date, by: User
) -> list[AuditEvent]:
    """The seats are free from that day; who held them stays on record."""
    for membership in memberships:
        end(membership, EndReason.CLOSED, on=on, by=by)
    return [
        audit.event_of(
            "team.vacated",
            membership.team,
            by=by,
            seat=membership.seat.number,
            membership=membership.pk,
        )
        for membership in memberships
    ]


def drop_nominations(
    nominations: Sequence[Nomination], *, by: User
) -> list[AuditEvent]:
    """What is on its way is cancelled, whatever its step; what was decided ends."""
    events = []
    for nomination in nominations:
        if nomination.status in OPEN:
            nomination.status, verb = (
                NominationStatus.CANCELLED,
                "nomination.cancelled",
            )
        else:
            nomination.status, verb = NominationStatus.ENDED, "nomination.ended"
            nomination.ended_at = timezone.now()
        nomination.save(update_fields=["status", "ended_at"])
        events.append(audit.event_of(verb, nomination, by=by))
    return events


def move_people(
    people: Sequence[Person], *, to: Mapping[UUID, Agency], by: User
) -> list[AuditEvent]:
    """Employees go on at the successor with certificates, history and account."""
    events = []
    for person in people:
        before, person.agency = person.agency.code, to[person.pk]
        person.save(update_fields=["agency"])
        events.append(
            audit.event_of(
                "person.moved",
                person,
                by=by,
                before=before,
                after=person.agency.code,
            )
        )
    return events
