"""Which assessments a mentor is assigned to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from accounts.models import MentorAssignment
from assessments.models import Assessment

if TYPE_CHECKING:
    from accounts.models import User
    from assessments.models.periods import AssessmentQuerySet


def assessments_of_mentor(mentor: User) -> AssessmentQuerySet:
    """Those that the mentor may decide on: assigned today, for their quarter.

    Less than the mentor sees: earlier quarters of the same agencies can be read too.
    """
    every = Q(year__isnull=True, quarter__isnull=True)
    this = Q(year=OuterRef("period__year"), quarter=OuterRef("period__quarter"))
    assigned = MentorAssignment.objects.current().filter(
        every | this, mentor=mentor, agency=OuterRef("agency")
    )
    return Assessment.objects.visible_to(mentor).filter(Exists(assigned))
