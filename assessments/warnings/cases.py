"""What the rules look at, read for many answers in a constant number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count
from django.utils import timezone

from assessments.models import Answer, Assessment, Citation
from instruments.queries import definition_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date
    from uuid import UUID

    from assessments.models import Period
    from instruments.definition import Indicator

Cited = dict["UUID", list[Citation]]

MANY_LEVELS = 2  # one level a quarter is ordinary work; two ask what became new
MANY_INDICATORS = 10  # of 25: then a document proves nothing in particular


@dataclass(frozen=True, slots=True)
class Earlier:
    """The same indicator in the agency's quarter before, under the same instrument.

    `level` is the last that was given: final, else verified, else self. `files` are
    the hashes cited then, read only where the level rose by MANY_LEVELS.
    """

    period: Period
    level: int | None
    facts: str
    analysis: str
    files: frozenset[str]


@dataclass(frozen=True, slots=True)
class Case:
    """One answer with all that the rules compare it to.

    `spread` counts the indicators of the same assessment that cite a file, by its
    hash, where they are MANY_INDICATORS at least.
    """

    answer: Answer
    indicator: Indicator
    floor: int
    citations: tuple[Citation, ...]
    earlier: Earlier | None
    spread: Mapping[str, int]
    today: date

    @property
    def period(self) -> Period:
        return self.answer.assessment.period


def cases_of(
    answers: Iterable[Answer], citations: Iterable[Citation] | None = None
) -> list[Case]:
    """Seven queries at most, whatever the number of answers and assessments.

    Each answer comes with indicator, assessment and period. `citations` are those that
    stand, where the caller has them.
    """
    answers = list(answers)
    if citations is None:
        citations = Citation.objects.filter(answer__in=answers).standing()
    cited: Cited = {}
    for citation in citations:
        cited.setdefault(citation.answer_id, []).append(citation)
    earlier = _earlier(answers)
    spread = _spread(answers, cited)
    today = timezone.localdate()
    return [
        _case(
            answer,
            tuple(cited.get(answer.pk, ())),
            earlier.get(answer.pk),
            spread.get(answer.assessment_id, {}),
            today,
        )
        for answer in answers
    ]


def _case(
    answer: Answer,
    citations: tuple[Citation, ...],
    earlier: Earlier | None,
    spread: Mapping[str, int],
    today: date,
) -> Case:
    instrument = definition_of(answer.assessment.version_id)
    return Case(
        answer=answer,
        indicator=instrument.by_code[answer.indicator.code],
        floor=instrument.scale_min,
        citations=citations,
        earlier=earlier,
        spread=spread,
        today=today,
    )


def _spread(answers: Sequence[Answer], cited: Cited) -> dict[UUID, dict[str, int]]:
    """{assessment: {hash: indicators}} of the files that are cited widely."""
    files = {c.version.sha256 for rows in cited.values() for c in rows}
    if not files:
        return {}
    rows = (
        Citation.objects.filter(
            answer__assessment__in={answer.assessment_id for answer in answers},
            withdrawn_at__isnull=True,
            version__sha256__in=files,
        )
        .values_list("answer__assessment", "version__sha256")
        .annotate(indicators=Count("answer", distinct=True))
        .filter(indicators__gte=MANY_INDICATORS)
    )
    found: dict[UUID, dict[str, int]] = {}
    for assessment, sha256, indicators in rows:
        found.setdefault(assessment, {})[sha256] = indicators
    return found


def _earlier(answers: Sequence[Answer]) -> dict[UUID, Earlier]:
    """By the answer of today; answers of a first quarter have none."""
    quarters = _quarters_before({answer.assessment for answer in answers})
    rows = Answer.objects.filter(
        assessment__in={quarter.pk for quarter in quarters.values()},
        indicator__in={answer.indicator_id for answer in answers},
    )
    before = {(row.assessment_id, row.indicator_id): row for row in rows}
    pairs = [
        (answer, before[key])
        for answer in answers
        if answer.assessment_id in quarters
        and (key := (quarters[answer.assessment_id].pk, answer.indicator_id)) in before
    ]
    files = _files_of([old for new, old in pairs if rose(new.self_level, _level(old))])
    return {
        new.pk: Earlier(
            period=quarters[new.assessment_id].period,
            level=_level(old),
            facts=old.facts,
            analysis=old.analysis,
            files=frozenset(files.get(old.pk, ())),
        )
        for new, old in pairs
    }


def _quarters_before(assessments: Iterable[Assessment]) -> dict[UUID, Assessment]:
    """The newest earlier quarter of each agency under the same instrument."""
    assessments = list(assessments)
    candidates = list(
        Assessment.objects.filter(
            agency__in={a.agency_id for a in assessments},
            version__in={a.version_id for a in assessments},
        )
        .select_related("period")
        .order_by("period__year", "period__quarter")
    )
    found = {}
    for assessment in assessments:
        for candidate in candidates:
            same = (candidate.agency_id, candidate.version_id) == (
                assessment.agency_id,
                assessment.version_id,
            )
            if same and _order(candidate) < _order(assessment):
                found[assessment.pk] = candidate
    return found


def _files_of(answers: Sequence[Answer]) -> dict[UUID, set[str]]:
    if not answers:
        return {}
    rows = Citation.objects.filter(answer__in=answers, withdrawn_at__isnull=True)
    found: dict[UUID, set[str]] = {}
    for answer, sha256 in rows.values_list("answer", "version__sha256"):
        found.setdefault(answer, set()).add(sha256)
    return found


def rose(level: int | None, before: int | None) -> bool:
    """Whether a level is so much higher that the mentor should see what is new."""
    return None not in (level, before) and level - before >= MANY_LEVELS  # type: ignore[operator]


def _level(answer: Answer) -> int | None:
    return answer.final_level or answer.verified_level or answer.self_level


def _order(assessment: Assessment) -> tuple[int, int]:
    return assessment.period.year, assessment.period.quarter
