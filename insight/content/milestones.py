"""The measurements of one agency that can be set against each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from assessments.history import standing_results
from insight.decomposition import Measurement
from insight.models import PastResult
from instruments.queries import definition_of

if TYPE_CHECKING:
    from accounts.models import Agency
    from assessments.models import Result
    from instruments.models import Version


@dataclass(frozen=True, slots=True)
class Milestone:
    """One measurement with all its levels; `key` is 2026-3, of an imported year 2025."""

    key: str
    label: str
    version: Version
    measurement: Measurement
    url: str
    is_imported: bool


def milestones_of(agency: Agency) -> list[Milestone]:
    """Oldest first: imported years whose levels are known, then determined quarters. Two
    queries."""
    past = (
        PastResult.objects.in_force()
        .filter(agency=agency, version__isnull=False)
        .exclude(levels={})
        .select_related("version")
        .order_by("year")
    )
    results = standing_results(agency.pk).select_related(
        "assessment__version", "determination__period"
    )
    found = [_imported(result) for result in past]
    return found + [_determined(result) for result in reversed(results)]


def _imported(result: PastResult) -> Milestone:
    assert result.version is not None  # noqa: S101 the query asks for it
    return Milestone(
        key=str(result.year),
        label=f"Tahun {result.year}",
        version=result.version,
        measurement=Measurement(definition_of(result.version.pk), result.levels),
        url=reverse("insight:past"),
        is_imported=True,
    )


def _determined(result: Result) -> Milestone:
    period, assessment = result.determination.period, result.assessment
    levels = {level["code"]: level["final"] for level in result.inputs["levels"]}
    return Milestone(
        key=f"{period.year}-{period.quarter}",
        label=str(period),
        version=assessment.version,
        measurement=Measurement(definition_of(assessment.version_id), levels),
        url=reverse("assessments:results", args=[assessment.pk]),
        is_imported=False,
    )
