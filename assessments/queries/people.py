"""Who of an agency can be given work, and who accompanies it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from accounts.models import MentorAssignment, Placement, User
from accounts.models.placements import working_at
from accounts.permissions import ROLE_PERMISSIONS, Permission

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from assessments.models import Answer, Period


def people_of(agency_id: int) -> QuerySet[User]:
    """Active accounts of the agency's own people, by name."""
    return working_at([agency_id]).order_by("name", "pk")


def people_around(answer: Answer) -> QuerySet[User]:
    """Active accounts of the agency that is assessed and of the one that fills the
    answer, by name."""
    agencies = [answer.assessment.acting_agency_id, answer.filled_by_id]
    return working_at(agencies).order_by("name", "pk")


def mentors_of(agency_id: int) -> QuerySet[User]:
    """Active mentors whose assignment to the agency holds today, by name."""
    assigned = MentorAssignment.objects.current().filter(agency=agency_id)
    return User.objects.filter(
        pk__in=assigned.values("mentor"), is_active=True
    ).order_by("name", "pk")


def leads_in(mentor: User, year: int, quarter: int) -> bool:
    """Whether the mentor leads at an agency in that quarter."""
    current = MentorAssignment.objects.current().of_quarter(year, quarter)
    return current.leading().filter(mentor=mentor).exists()


def assessors_for(agency_id: int) -> QuerySet[User]:
    """Active accounts that decide in the plenary, but for the agency's own, by name."""
    roles = [
        r for r, may in ROLE_PERMISSIONS.items() if Permission.PLENARY_DECIDE in may
    ]
    assessors = User.objects.filter(role__in=roles, is_active=True)
    placed = Placement.objects.standing().filter(agency=agency_id)
    others = assessors.exclude(agency=agency_id).exclude(pk__in=placed.values("user"))
    return others.order_by("name", "pk")


def mentors_of_all(agencies: Iterable[int]) -> QuerySet[User]:
    """Active mentors of any of the agencies today."""
    assigned = MentorAssignment.objects.current().filter(agency__in=list(agencies))
    return User.objects.filter(pk__in=assigned.values("mentor"), is_active=True)


def people_with(permission: Permission) -> QuerySet[User]:
    """Active accounts of the roles that have the permission."""
    roles = [role for role, held in ROLE_PERMISSIONS.items() if permission in held]
    return User.objects.filter(role__in=roles, is_active=True)


def people_in(period: Period) -> QuerySet[User]:
    """Who has a part in the quarter: of its agencies, their mentors, the assessors."""
    agencies = period.assessments.values("agency")
    finishing = period.assessments.filter(carried_on_by__isnull=False)
    assigned = MentorAssignment.objects.current().filter(agency__in=agencies)
    return User.objects.filter(
        Q(pk__in=working_at(agencies).values("pk"))
        | Q(pk__in=working_at(finishing.values("carried_on_by")).values("pk"))
        | Q(pk__in=assigned.values("mentor"))
        | Q(pk__in=people_with(Permission.PLENARY_DECIDE)),
        is_active=True,
    )
