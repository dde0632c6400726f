"""One assessment, indicator by indicator."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assessments import scoring
from assessments.disclosure import conceal, sees_work
from assessments.enums import AnswerStatus, Side
from assessments.models import Answer, Assessment
from assessments.queries.scores import Levels, Scores
from instruments.queries import definition_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from accounts.models import User
    from assessments.models import Assignment
    from assessments.scoring import NodeScore, Score
    from instruments.definition import Indicator, Instrument, Node


def assignment_of(answer: Answer) -> Assignment | None:
    """The answer's assignment, where it was read together with the answer."""
    return getattr(answer, "assignment", None)


@dataclass(frozen=True, slots=True)
class Row:
    """One indicator of an overview: what it asks and what was answered."""

    indicator: Indicator
    answer: Answer
    missing: tuple[str, ...]

    @property
    def change(self) -> int | None:
        """Verified (or final) minus self level."""
        later = self.answer.level_in_force or self.answer.verified_level
        if later is None or self.answer.self_level is None:
            return None
        return later - self.answer.self_level

    @property
    def assignment(self) -> Assignment | None:
        return assignment_of(self.answer)

    @property
    def assignee(self) -> User | None:
        return self.assignment.assignee if self.assignment else None

    @property
    def obstacle(self) -> str:
        return self.assignment.obstacle if self.assignment else ""

    @property
    def is_done(self) -> bool:
        return self.answer.is_done

    @property
    def is_late(self) -> bool:
        """Not ready, though the day that its person was given is over."""
        return not self.is_done and bool(self.assignment and self.assignment.is_late)

    @property
    def lacks_evidence(self) -> bool:
        """No document, where the level asks for one or is not said yet."""
        unsaid = self.answer.self_level is None and not self.answer.citation_count
        return unsaid or "bukti dukung" in self.missing


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
        return sum(row.is_done for row in self.rows)

    @property
    def counts(self) -> dict[AnswerStatus, int]:
        found = dict.fromkeys(AnswerStatus, 0)
        for row in self.rows:
            found[row.answer.state] += 1
        return found

    @property
    def blockers(self) -> tuple[Row, ...]:
        """What keeps the head from submitting: not ready, each with what it misses."""
        return tuple(row for row in self.rows if not row.is_done)

    @property
    def owners_behind(self) -> tuple[tuple[str, int], ...]:
        """Owners of a government's indicators that are not ready, and of how many."""
        counts = Counter(
            row.answer.owner.name for row in self.blockers if row.answer.owner
        )
        return tuple(sorted(counts.items()))

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


def overview_of(assessment: Assessment, *, seen_by: User | None = None) -> Overview:
    """Two queries for the answers and the levels, whatever their number.

    Decisions of a round in work show only to a reader who may see them.
    """
    instrument = definition_of(assessment.version_id)
    answers = {
        answer.indicator.code: answer
        for answer in Answer.objects.filter(assessment=assessment)
        .select_related(
            "indicator",
            "owner",
            "saved_by",
            "assignment__assignee",
            "carried_from__assessment__period",
        )
        .with_citation_count()
        .with_level_in_force()
        .in_order()
    }
    with_work = seen_by is not None and sees_work(seen_by, assessment)
    for answer in answers.values():
        answer.assessment = assessment
        if not with_work:
            conceal(answer)
    levels: dict[Side, Levels] = {
        side: {
            code: level
            for code, answer in answers.items()
            if (level := getattr(answer, side.in_force)) is not None
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
