"""What reviewers read of answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Prefetch

from assessments.enums import AnswerStatus, Status
from assessments.models import (
    Answer,
    Assessment,
    Citation,
    Objection,
    ObjectionEvidence,
    PlenaryItem,
)
from assessments.queries.overview import missing_of
from assessments.verdicts import judge
from instruments.queries import definition_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from instruments.definition import Indicator, Instrument, Node


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


def queue_of(assessments: Iterable[Assessment]) -> list[Answer]:
    """Answers that wait for a mentor, oldest submission first.

    Each with its claim and the level of the last quarter.
    """
    return list(
        Answer.objects.filter(
            assessment__in=[a.pk for a in assessments],
            assessment__status=Status.SUBMITTED,
            status=AnswerStatus.READY,
        )
        .with_context()
        .select_related("claim__mentor")
        .with_citation_count()
        .with_last_level()
        .defer("facts", "analysis")
        .order_by("assessment__submitted_at", "assessment_id", "indicator__position")
    )


def is_decided(assessment: Assessment) -> bool:
    """Whether a decision of the present round stands: its answer waits no more."""
    reviewed = assessment.answers.filter(reviews__round=assessment.round)
    return reviewed.exclude(status=AnswerStatus.READY).exists()


def answers_with_decisions(assessment: Assessment) -> list[Answer]:
    """Answers in order, each with its citations, their verdicts, objections and flags."""
    answers = list(
        assessment.answers.in_order()
        .select_related("indicator")
        .prefetch_related(
            Prefetch("citations", Citation.objects.standing()),
            *before_plenary(),
        )
    )
    judge([c for a in answers for c in a.citations.all()], with_work=True)
    return answers


def before_plenary(path: str = "") -> tuple[Prefetch[str], ...]:
    """What an answer has before the plenary, newest first; `path` leads to the answer."""
    objections = Objection.objects.select_related("raised_by", "withdrawn_by")
    items = PlenaryItem.objects.select_related("flagged_by", "session")
    return (
        Prefetch(f"{path}objections", objections.order_by("-raised_at", "-pk")),
        Prefetch(f"{path}objections__evidence", ObjectionEvidence.objects.standing()),
        Prefetch(f"{path}plenary_items", items.order_by("-pk")),
    )
