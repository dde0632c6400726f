"""What was determined for an agency in other quarters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from accounts.models import Succession
from assessments.models import CorrectedLevel, Result

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from uuid import UUID

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


def inherited_results(period: Period) -> Iterator[tuple[int, UUID]]:
    """Of agencies that take part and follow another: the agency, and the assessment in
    which the one that leads into it was determined last before the quarter."""
    leads = dict(
        Succession.objects.leading()
        .filter(successor__assessments__period=period)
        .values_list("successor", "predecessor")
    )
    if not leads:
        return
    found = dict(
        Result.objects.in_force()
        .filter(
            _before(period),
            assessment__agency__in=leads.values(),
            is_final=True,
        )
        .order_by("determination__period__year", "determination__period__quarter")
        .values_list("assessment__agency", "assessment")
    )
    for successor, predecessor in leads.items():
        if predecessor in found:
            yield successor, found[predecessor]


def _before(period: Period) -> Q:
    return Q(determination__period__year__lt=period.year) | Q(
        determination__period__year=period.year,
        determination__period__quarter__lt=period.quarter,
    )


def standing_results(agency_id: int) -> QuerySet[Result]:
    """Determined and not replaced results of an agency, newest quarter first."""
    return results_of_all([agency_id])


def history_of(agency_id: int) -> QuerySet[Result]:
    """Those of the agency, and of all that it follows, under their names."""
    before = Succession.objects.filter(successor=agency_id)
    return results_of_all([agency_id, *before.values_list("predecessor", flat=True)])


def results_of_all(agencies: Iterable[int]) -> QuerySet[Result]:
    return (
        Result.objects.in_force()
        .filter(assessment__agency__in=list(agencies), is_final=True)
        .select_related("determination__period")
        .order_by("-determination__period__year", "-determination__period__quarter")
    )


@dataclass(frozen=True, slots=True)
class Determined:
    """One determination's result of an assessment, with what it corrected there."""

    result: Result
    corrected: tuple[CorrectedLevel, ...]


def determined_of(assessment: Assessment) -> list[Determined]:
    """Every determined result of the assessment, newest first: two queries at most."""
    if not assessment.is_determined:
        return []
    results = (
        Result.objects.filter(assessment=assessment, is_final=True)
        .select_related("determination__replaced_by")
        .defer("inputs")
        .order_by("-determination__revision")
    )
    lines = list(
        CorrectedLevel.objects.determined()
        .filter(answer__assessment=assessment)
        .with_context()
        .in_order()
    )
    return [
        Determined(
            result,
            tuple(
                line
                for line in lines
                if line.correction.determination_id == result.determination_id
            ),
        )
        for result in results
    ]
