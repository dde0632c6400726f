"""Who of an agency can be given work, and who accompanies it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.enums import AGENCY_ROLES
from accounts.models import MentorAssignment, User
from accounts.permissions import ROLE_PERMISSIONS, Permission

if TYPE_CHECKING:
    from django.db.models import QuerySet


def people_of(agency_id: int) -> QuerySet[User]:
    """Active accounts of the agency's own people, by name."""
    return User.objects.filter(
        agency=agency_id, role__in=AGENCY_ROLES, is_active=True
    ).order_by("name", "pk")


def mentors_of(agency_id: int) -> QuerySet[User]:
    """Active mentors whose assignment to the agency holds today, by name."""
    assigned = MentorAssignment.objects.current().filter(agency=agency_id)
    return User.objects.filter(
        pk__in=assigned.values("mentor"), is_active=True
    ).order_by("name", "pk")


def assessors_for(agency_id: int) -> QuerySet[User]:
    """Active accounts that decide in the plenary, but for the agency's own, by name."""
    roles = [
        r for r, may in ROLE_PERMISSIONS.items() if Permission.PLENARY_DECIDE in may
    ]
    assessors = User.objects.filter(role__in=roles, is_active=True)
    return assessors.exclude(agency=agency_id).order_by("name", "pk")
