"""What the rules look at, read for many answers in a constant number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, OuterRef, Q, Subquery
from django.utils import timezone

from assessments.models import Answer, Assessment, Citation
from instruments.queries import definition_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date
    from uuid import UUID

    from django.db.models import QuerySet

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
    """Six queries at most, whatever the number of answers and assessments.

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
    rows = (
        Answer.objects.filter(
            assessment__in=_quarters_before({a.assessment_id for a in answers}),
            indicator__in={a.indicator_id for a in answers},
        )
        .with_level_in_force()
        .select_related("assessment__period")
        .order_by("assessment__period__year", "assessment__period__quarter")
    )
    past: dict[tuple[int, int], list[Answer]] = {}  # by agency, oldest first
    for row in rows:
        past.setdefault((row.assessment.agency_id, row.indicator_id), []).append(row)
    pairs = []
    for answer in answers:
        same = past.get((answer.assessment.agency_id, answer.indicator_id), ())
        if old := [row for row in same if _order(row) < _order(answer)]:
            pairs.append((answer, old[-1]))
    files = _files_of([old for new, old in pairs if rose(new.self_level, _level(old))])
    return {
        new.pk: Earlier(
            period=old.assessment.period,
            level=_level(old),
            facts=old.facts,
            analysis=old.analysis,
            files=frozenset(files.get(old.pk, ())),
        )
        for new, old in pairs
    }


def _quarters_before(assessments: Iterable[UUID]) -> QuerySet[Any]:
    """The newest earlier quarter of each agency under the same instrument."""
    year, quarter = OuterRef("period__year"), OuterRef("period__quarter")
    earlier = Assessment.objects.filter(
        Q(period__year__lt=year) | Q(period__year=year, period__quarter__lt=quarter),
        agency=OuterRef("agency"),
        version=OuterRef("version"),
    ).order_by("-period__year", "-period__quarter")
    now = Assessment.objects.filter(pk__in=assessments)
    return now.values(before=Subquery(earlier.values("pk")[:1]))


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
    return answer.level_in_force or answer.verified_level or answer.self_level


def _order(answer: Answer) -> tuple[int, int]:
    period = answer.assessment.period
    return period.year, period.quarter
