"""What was determined for an agency in other quarters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from assessments.models import Result

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from assessments.models import Assessment


def results_before(assessment: Assessment) -> QuerySet[Result]:
    """Standing results of the agency in earlier quarters, newest first."""
    period = assessment.period
    earlier = Q(determination__period__year__lt=period.year) | Q(
        determination__period__year=period.year,
        determination__period__quarter__lt=period.quarter,
    )
    return standing_results(assessment.agency_id).filter(earlier)


def standing_results(agency_id: int) -> QuerySet[Result]:
    """Determined and not replaced results of an agency, newest quarter first."""
    return (
        Result.objects.filter(
            assessment__agency=agency_id,
            is_final=True,
            determination__replaced_by__isnull=True,
        )
        .select_related("determination__period")
        .order_by("-determination__period__year", "-determination__period__quarter")
    )
