"""A whole quarter, agency by agency."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assessments import scoring
from assessments.enums import AnswerStatus, Side, Status
from assessments.models import Answer, Assessment, Period
from assessments.queries.scores import SENT, Levels, Scores
from instruments.queries import definition_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True, slots=True)
class Standing:
    """One agency's line in the control room."""

    assessment: Assessment
    scores: Scores
    done: int
    decided: int
    total: int

    @property
    def state(self) -> Status:
        return self.assessment.state


def standings_of(period: Period) -> tuple[Standing, ...]:
    """Every agency of a quarter: two queries, whatever their number."""
    assessments = list(
        period.assessments.select_related("version", "agency").order_by("agency_code")
    )
    for assessment in assessments:
        assessment.period = period
    return standings_of_all(assessments)


def standings_of_all(assessments: Iterable[Assessment]) -> tuple[Standing, ...]:
    """Scores and progress of many assessments, in their order: one query.

    `done` counts what the agency has ready, `decided` what a mentor has decided.
    Levels of a round in work do not count yet.
    """
    assessments = list(assessments)
    levels: dict[object, dict[Side, Levels]] = {
        a.pk: {side: {} for side in Side} for a in assessments
    }
    done: dict[object, int] = defaultdict(int)
    decided: dict[object, int] = defaultdict(int)
    rows = (
        Answer.objects.filter(assessment__in=[a.pk for a in assessments])
        .with_sent_levels()
        .with_level_in_force()
        .values_list("assessment_id", "indicator__code", "status", "sent_status", *SENT)
    )
    for pk, code, status, sent, *values in rows:
        done[pk] += sent in {AnswerStatus.READY, AnswerStatus.ACCEPTED}
        decided[pk] += status in {AnswerStatus.RETURNED, AnswerStatus.ACCEPTED}
        for side, level in zip(Side, values, strict=True):
            if level is not None:
                levels[pk][side][code] = level
    return tuple(
        _standing(a, levels[a.pk], done[a.pk], decided[a.pk]) for a in assessments
    )


def _standing(
    assessment: Assessment, levels: Mapping[Side, Levels], done: int, decided: int
) -> Standing:
    instrument = definition_of(assessment.version_id)
    scores = Scores(*(scoring.score(instrument, levels[side]) for side in Side))
    return Standing(assessment, scores, done, decided, len(instrument.indicators))
