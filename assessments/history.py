"""What was determined for an agency in other quarters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from assessments.models import Result

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from assessments.models import Assessment, Period


def results_before(assessment: Assessment) -> QuerySet[Result]:
    """Standing results of the agency in earlier quarters, newest first."""
    return standing_results(assessment.agency_id).filter(_before(assessment.period))


def last_results(period: Period) -> QuerySet[Result]:
    """The last standing result before the quarter of each agency that takes part."""
    return (
        Result.objects.in_force()
        .filter(
            _before(period),
            assessment__agency__assessments__period=period,
            is_final=True,
        )
        .order_by(
            "assessment__agency_id",
            "-determination__period__year",
            "-determination__period__quarter",
        )
        .distinct("assessment__agency_id")
    )


def _before(period: Period) -> Q:
    return Q(determination__period__year__lt=period.year) | Q(
        determination__period__year=period.year,
        determination__period__quarter__lt=period.quarter,
    )


def standing_results(agency_id: int) -> QuerySet[Result]:
    """Determined and not replaced results of an agency, newest quarter first."""
    return (
        Result.objects.in_force()
        .filter(assessment__agency=agency_id, is_final=True)
        .select_related("determination__period")
        .order_by("-determination__period__year", "-determination__period__quarter")
    )
