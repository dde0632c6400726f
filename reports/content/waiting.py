"""What an export waits for or carries besides results: objections, scores of others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count

from assessments.models import Objection
from reports.models import ScoreList

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assessments.models import Determination, Period


def not_final_names(determination: Determination) -> list[str]:
    found = determination.results.filter(is_final=False).order_by("agency_code", "pk")
    return list(found.values_list("agency_name", flat=True))


def objections_open(period: Period) -> dict[str, int]:
    """How many objections wait for the plenary, by the agency's code; one query."""
    waiting = Objection.objects.filter(
        answer__assessment__period=period,
        decided_at__isnull=True,
        withdrawn_at__isnull=True,
    )
    counted = waiting.values_list("answer__assessment__agency_code").annotate(
        number=Count("pk")
    )
    return dict(counted.order_by("answer__assessment__agency_code"))


def scores_in_force(period: Period, names: Sequence[str]) -> dict[str, ScoreList]:
    """The newest applied list of each component by its name; at most one query."""
    if not names:
        return {}
    lists = ScoreList.objects.applied().filter(period=period, component__in=names)
    newest = {found.component: found for found in lists.order_by("revision")}
    return {name: newest[name] for name in names if name in newest}
