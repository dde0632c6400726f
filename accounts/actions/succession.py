"""What becomes of an agency that is renamed, followed by another, or closed.

Who carries a reorganisation out holds the rows; these steps write and give the events
of the trail, which comes last.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from accounts import audit
from accounts.actions.agencies import save_new
from accounts.enums import Role, Succeeding
from accounts.models import (
    Agency,
    AgencyName,
    Invitation,
    MentorAssignment,
    Succession,
    User,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from accounts.models import AuditEvent


def hold_agencies(agencies: Iterable[int]) -> list[Agency]:
    """By their key, held until the transaction ends."""
    held = Agency.objects.select_for_update().filter(pk__in=set(agencies))
    return list(held.order_by("pk"))


def rename(
    agency: Agency,
    *,
    name: str,
    short_name: str,
    on: date,
    legal_basis: str,
    by: User,
) -> AuditEvent:
    """The old name goes to the history; code and key stay."""
    last = agency.names.order_by("-ends_on", "-pk").first()
    AgencyName.objects.create(
        agency=agency,
        name=agency.name,
        short_name=agency.short_name,
        starts_on=last.ends_on if last else agency.opened_on,
        ends_on=on,
        legal_basis=legal_basis,
    )
    before = agency.name
    agency.name, agency.short_name = name, short_name
    agency.full_clean()
    agency.save(update_fields=["name", "short_name"])
    return audit.event_of("agency.renamed", agency, by=by, before=before, after=name)


def found(agency: Agency, *, by: User) -> AuditEvent:
    """A successor that did not exist before."""
    save_new(agency)
    return audit.event_of(
        "agency.registered", agency, by=by, code=agency.code, name=agency.name
    )


def close(agency: Agency, *, on: date, by: User) -> AuditEvent:
    """From that day it takes part in nothing new."""
    agency.closed_on = on
    agency.save(update_fields=["closed_on"])
    return audit.event_of("agency.closed", agency, by=by, on=on.isoformat())


def bring_children(children: Sequence[Agency], parent: Agency) -> None:
    """What was below an agency that ends stands below the one that follows."""
    others = [child.pk for child in children if child.pk != parent.pk]
    Agency.objects.filter(pk__in=others).update(parent=parent)


def follow(
    predecessor: Agency,
    successor: Agency,
    *,
    kind: Succeeding,
    on: date,
    legal_basis: str,
    leads: bool,
) -> None:
    """Write that one follows the other, and all that the other followed."""
    known = set(
        Succession.objects.filter(successor=successor).values_list(
            "predecessor", flat=True
        )
    )
    before = Succession.objects.filter(successor=predecessor)
    further = set(before.values_list("predecessor", flat=True)) - known
    rows = [
        Succession(
            predecessor=predecessor,
            successor=successor,
            kind=kind,
            starts_on=on,
            legal_basis=legal_basis,
            is_leading=leads,
        ),
        *(
            Succession(
                predecessor_id=pk,
                successor=successor,
                kind=kind,
                starts_on=on,
                legal_basis=legal_basis,
                is_direct=False,
            )
            for pk in sorted(further - {successor.pk})
        ),
    ]
    Succession.objects.bulk_create(rows)


def move_users(
    users: Sequence[User],
    *,
    to: Mapping[int, Agency],
    demoted: frozenset[int],
    by: User,
) -> list[AuditEvent]:
    """Accounts to another agency; `demoted` of them become members of the team."""
    events = []
    for user in users:
        before = user.agency.code if user.agency else ""
        user.agency = to[user.pk]
        if user.pk in demoted:
            user.role = Role.OPD_MEMBER
        user.save(update_fields=["agency", "role"])
        events.append(
            audit.event_of(
                "user.moved",
                user,
                by=by,
                before=before,
                after=user.agency.code,
                role=user.role,
            )
        )
    return events


def switch_off(users: Sequence[User], *, by: User) -> list[AuditEvent]:
    """Accounts of an agency that nobody follows."""
    for user in users:
        user.is_active = False
        user.save(update_fields=["is_active"])
    return [audit.event_of("user.deactivated", user, by=by) for user in users]


def revoke_all(invitations: Sequence[Invitation], *, by: User) -> list[AuditEvent]:
    for invitation in invitations:
        invitation.revoked_at = timezone.now()
        invitation.save(update_fields=["revoked_at"])
    return [audit.event_of("invitation.revoked", i, by=by) for i in invitations]


def release_mentors(
    assignments: Sequence[MentorAssignment], *, by: User
) -> list[AuditEvent]:
    """End assignments today, of which nothing is left to review."""
    now, today = timezone.now(), timezone.localdate()
    for assignment in assignments:
        assignment.ended_at, assignment.ended_by = now, by
        assignment.ends_on = max(today, assignment.starts_on)
        assignment.save(update_fields=["ended_at", "ended_by", "ends_on"])
    return [
        audit.event_of("mentor.ended", a.mentor, by=by, agencies=[a.agency.code])
        for a in assignments
    ]


def go_on_mentoring(
    assignments: Sequence[MentorAssignment], agency: Agency, *, by: User
) -> list[AuditEvent]:
    """The same mentors for a successor; nobody mentors the own agency."""
    homes = dict(
        User.objects.filter(pk__in=[a.mentor_id for a in assignments]).values_list(
            "pk", "agency"
        )
    )
    known: set[tuple[int, int | None, int | None]] = set()
    made = []
    for old in assignments:
        key = (old.mentor_id, old.year, old.quarter)
        if homes[old.mentor_id] == agency.pk or key in known:
            continue
        known.add(key)
        made.append(
            MentorAssignment(
                mentor=old.mentor,
                agency=agency,
                year=old.year,
                quarter=old.quarter,
                is_lead=old.is_lead,
                starts_on=timezone.localdate(),
                assigned_by=by,
            )
        )
    MentorAssignment.objects.bulk_create(made)
    return [
        audit.event_of(
            "mentor.assigned", a.mentor, by=by, agencies=[agency.code], period=""
        )
        for a in made
    ]
