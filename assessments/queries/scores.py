"""Scores of assessments, many in one query."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assessments import scoring
from assessments.enums import Side
from assessments.models import Answer, Assessment
from instruments.queries import definition_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from assessments.scoring import Score

Levels = dict[str, int]
SENT = ("self_level", "sent_level", "level_in_force")  # in the order of Side


def levels_by_assessment(
    assessments: Iterable[Assessment],
) -> dict[object, dict[Side, Levels]]:
    """Levels in force, in one query: {assessment pk: {side: {code: level}}}.

    Decisions of a round in work do not count yet.
    """
    rows = (
        Answer.objects.filter(assessment__in=[a.pk for a in assessments])
        .with_sent_levels()
        .with_level_in_force()
        .values_list("assessment_id", "indicator__code", *SENT)
    )
    found: dict[object, dict[Side, Levels]] = defaultdict(
        lambda: {side: {} for side in Side}
    )
    for pk, code, *levels in rows.iterator():
        for side, level in zip(Side, levels, strict=True):
            if level is not None:
                found[pk][side][code] = level
    return found


@dataclass(frozen=True, slots=True)
class Scores:
    """The three scores of one assessment. `best` is the latest that is complete."""

    self: Score
    verified: Score
    final: Score

    @property
    def best(self) -> Score | None:
        complete = (s for s in (self.final, self.verified, self.self) if s.index)
        return next(complete, None)

    @property
    def change(self) -> Decimal | None:
        """Final, else verified, minus self: what review made of the claim."""
        later = self.final.index or self.verified.index
        if later is None or self.self.index is None:
            return None
        return later - self.self.index


def scores_of_all(assessments: Iterable[Assessment]) -> dict[object, Scores]:
    """Scores of many assessments: one query, and the instruments where not yet read."""
    assessments = list(assessments)
    levels = levels_by_assessment(assessments)
    return {
        a.pk: Scores(
            *(scoring.score(definition_of(a.version_id), levels[a.pk][s]) for s in Side)
        )
        for a in assessments
    }


def scores_of(assessment: Assessment) -> Scores:
    return scores_of_all([assessment])[assessment.pk]
