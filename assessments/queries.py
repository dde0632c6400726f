"""Reads over several models of the assessment."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Prefetch

from assessments import scoring
from assessments.enums import AnswerStatus, Side, Status
from assessments.models import Answer, Assessment, Citation, Period
from instruments.queries import definition_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from decimal import Decimal

    from assessments.scoring import NodeScore, Score
    from instruments.definition import Indicator, Instrument, Node


# Scores

Levels = dict[str, int]


def levels_by_assessment(
    assessments: Iterable[Assessment],
) -> dict[object, dict[Side, Levels]]:
    """Levels of many assessments in one query: {assessment pk: {side: {code: level}}}."""
    rows = Answer.objects.filter(
        assessment__in=[a.pk for a in assessments]
    ).values_list("assessment_id", "indicator__code", *(side.value for side in Side))
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


# One assessment, indicator by indicator


@dataclass(frozen=True, slots=True)
class Row:
    """One indicator of an overview: what it asks and what was answered."""

    indicator: Indicator
    answer: Answer
    missing: tuple[str, ...]

    @property
    def change(self) -> int | None:
        """Verified (or final) minus self level."""
        later = self.answer.final_level or self.answer.verified_level
        if later is None or self.answer.self_level is None:
            return None
        return later - self.answer.self_level


@dataclass(frozen=True, slots=True)
class Group:
    """A domain with its aspects, or an aspect with its rows."""

    node: Node
    scores: Mapping[Side, NodeScore | None]
    groups: tuple[Group, ...]
    rows: tuple[Row, ...]

    @property
    def all_rows(self) -> tuple[Row, ...]:
        return (*(row for group in self.groups for row in group.all_rows), *self.rows)

    @property
    def self_score(self) -> NodeScore | None:
        return self.scores[Side.SELF]

    @property
    def verified_score(self) -> NodeScore | None:
        return self.scores[Side.VERIFIED]

    @property
    def final_score(self) -> NodeScore | None:
        return self.scores[Side.FINAL]


@dataclass(frozen=True, slots=True)
class Overview:
    """All indicators of one assessment with scores and progress.

    `estimate` has unanswered indicators at the floor: for the screen only, labelled
    "perkiraan", never printed or exported.
    """

    assessment: Assessment
    instrument: Instrument
    scores: Scores
    estimate: Score
    groups: tuple[Group, ...]

    @property
    def rows(self) -> tuple[Row, ...]:
        return tuple(row for group in self.groups for row in group.all_rows)

    @property
    def total(self) -> int:
        return len(self.instrument.indicators)

    @property
    def done(self) -> int:
        """Answers marked ready or accepted."""
        return sum(
            row.answer.state in {AnswerStatus.READY, AnswerStatus.ACCEPTED}
            for row in self.rows
        )

    @property
    def counts(self) -> dict[AnswerStatus, int]:
        found = dict.fromkeys(AnswerStatus, 0)
        for row in self.rows:
            found[row.answer.state] += 1
        return found

    @property
    def blockers(self) -> tuple[Row, ...]:
        """What keeps the head from submitting: not ready, each with what it misses."""
        return tuple(
            row
            for row in self.rows
            if row.answer.state not in {AnswerStatus.READY, AnswerStatus.ACCEPTED}
        )

    @property
    def evidence_count(self) -> int:
        return sum(row.answer.citation_count for row in self.rows)


def missing_of(answer: Answer, *, citations: int, floor: int) -> tuple[str, ...]:
    """What an answer lacks before it can be reviewed, in words for the user.

    A level above the floor needs evidence; the floor says that there is none.
    """
    lacking = []
    if answer.self_level is None:
        lacking.append("tingkat")
    if not answer.facts.strip():
        lacking.append("Fakta")
    if not answer.analysis.strip():
        lacking.append("Analisis")
    if answer.self_level is not None and answer.self_level > floor and not citations:
        lacking.append("bukti dukung")
    return tuple(lacking)


def overview_of(assessment: Assessment) -> Overview:
    """Two queries for the answers and the levels, whatever their number."""
    instrument = definition_of(assessment.version_id)
    answers = {
        answer.indicator.code: answer
        for answer in Answer.objects.filter(assessment=assessment)
        .select_related("indicator", "saved_by")
        .with_citation_count()
        .in_order()
    }
    for answer in answers.values():
        answer.assessment = assessment
    levels: dict[Side, Levels] = {
        side: {
            code: level
            for code, answer in answers.items()
            if (level := getattr(answer, side.value)) is not None
        }
        for side in Side
    }
    scores = Scores(*(scoring.score(instrument, levels[side]) for side in Side))
    groups = tuple(
        _group(node, answers, scores, instrument) for node in instrument.nodes
    )
    estimate = scoring.estimate(instrument, levels[Side.SELF])
    return Overview(assessment, instrument, scores, estimate, groups)


def _group(
    node: Node, answers: Mapping[str, Answer], scores: Scores, instrument: Instrument
) -> Group:
    rows = tuple(
        Row(
            indicator,
            answers[indicator.code],
            missing_of(
                answers[indicator.code],
                citations=answers[indicator.code].citation_count,
                floor=instrument.scale_min,
            ),
        )
        for indicator in node.indicators
    )
    return Group(
        node=node,
        scores={
            Side.SELF: scores.self.nodes.get(node.code),
            Side.VERIFIED: scores.verified.nodes.get(node.code),
            Side.FINAL: scores.final.nodes.get(node.code),
        },
        groups=tuple(
            _group(child, answers, scores, instrument) for child in node.nodes
        ),
        rows=rows,
    )


# One indicator


@dataclass(frozen=True, slots=True)
class Workspace:
    """One answer with its question, its evidence, its history and its neighbours."""

    answer: Answer
    indicator: Indicator
    instrument: Instrument
    place: tuple[Node, ...]
    citations: tuple[Citation, ...]
    siblings: tuple[Answer, ...]
    missing: tuple[str, ...]

    @property
    def previous(self) -> Answer | None:
        at = self._at
        return self.siblings[at - 1] if at > 0 else None

    @property
    def next(self) -> Answer | None:
        at = self._at
        return self.siblings[at + 1] if at + 1 < len(self.siblings) else None

    @property
    def _at(self) -> int:
        return [a.pk for a in self.siblings].index(self.answer.pk)


def workspace_of(answer: Answer) -> Workspace:
    """Everything the page of one indicator shows: three queries."""
    instrument = definition_of(answer.assessment.version_id)
    citations = tuple(answer.citations.standing())
    siblings = tuple(
        Answer.objects.filter(assessment=answer.assessment_id)
        .select_related("indicator")
        .in_order()
    )
    return Workspace(
        answer=answer,
        indicator=instrument.by_code[answer.indicator.code],
        instrument=instrument,
        place=_path(instrument, answer.indicator.code),
        citations=citations,
        siblings=siblings,
        missing=missing_of(
            answer, citations=len(citations), floor=instrument.scale_min
        ),
    )


def _path(instrument: Instrument, code: str) -> tuple[Node, ...]:
    return tuple(
        node
        for node in instrument.all_nodes
        if any(leaf.code == code for leaf in node.leaves)
    )


# A whole quarter


@dataclass(frozen=True, slots=True)
class Standing:
    """One agency's line in the control room."""

    assessment: Assessment
    scores: Scores
    done: int
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
    """Scores and progress of many assessments, in their order: one query."""
    assessments = list(assessments)
    levels: dict[object, dict[Side, Levels]] = {
        a.pk: {side: {} for side in Side} for a in assessments
    }
    done: dict[object, int] = defaultdict(int)
    rows = Answer.objects.filter(
        assessment__in=[a.pk for a in assessments]
    ).values_list(
        "assessment_id", "indicator__code", "status", *(side.value for side in Side)
    )
    for pk, code, status, *values in rows:
        done[pk] += status in {AnswerStatus.READY, AnswerStatus.ACCEPTED}
        for side, level in zip(Side, values, strict=True):
            if level is not None:
                levels[pk][side][code] = level
    return tuple(_standing(a, levels[a.pk], done[a.pk]) for a in assessments)


def _standing(
    assessment: Assessment, levels: Mapping[Side, Levels], done: int
) -> Standing:
    instrument = definition_of(assessment.version_id)
    scores = Scores(*(scoring.score(instrument, levels[side]) for side in Side))
    return Standing(assessment, scores, done, len(instrument.indicators))


# Review


def queue_of(assessments: Iterable[Assessment]) -> list[Answer]:
    """Answers that wait for a mentor, oldest submission first."""
    return list(
        Answer.objects.filter(
            assessment__in=[a.pk for a in assessments],
            assessment__status=Status.SUBMITTED,
            status=AnswerStatus.READY,
        )
        .with_context()
        .with_citation_count()
        .order_by("assessment__submitted_at", "assessment_id", "indicator__position")
    )


def answers_with_decisions(assessment: Assessment) -> list[Answer]:
    """Answers in order, each with its reviews and its objection read at once."""
    return list(
        assessment.answers.in_order()
        .select_related("indicator", "objection__raised_by")
        .prefetch_related(
            "reviews__decided_by",
            Prefetch("citations", Citation.objects.standing()),
        )
    )
