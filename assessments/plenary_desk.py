"""The plenary's table: who waits for it, and one agency indicator by indicator."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from assessments.enums import Status
from assessments.forms.office import FinalForm
from assessments.queries import Scores, answers_with_decisions, scores_of, scores_of_all
from instruments.queries import definition_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet

    from accounts.models import User
    from assessments.models import Answer, Assessment, Objection
    from instruments.definition import Indicator, Instrument

BEFORE_PLENARY = (Status.VERIFIED, Status.FINAL)


@dataclass(frozen=True, slots=True)
class Line:
    """One agency on the plenary's list."""

    assessment: Assessment
    scores: Scores
    raised: int
    undecided: int
    is_own: bool

    @property
    def can_begin(self) -> bool:
        return self.assessment.is_verified and not self.assessment.is_objection_open


def lines_of(assessments: QuerySet[Assessment], by: User) -> tuple[Line, ...]:
    """Two queries; objections that wait first, then by code."""
    rows = list(
        assessments.filter(status__in=BEFORE_PLENARY)
        .with_context()  # type: ignore[attr-defined]
        .annotate(
            raised=Count("answers__objection"),
            undecided=Count(
                "answers__objection",
                filter=Q(answers__objection__decided_at__isnull=True),
            ),
        )
        .order_by("-undecided", "agency_code", "-period__year", "-period__quarter")
    )
    scores = scores_of_all(rows)
    return tuple(
        Line(a, scores[a.pk], a.raised, a.undecided, by.agency_id == a.agency_id)
        for a in rows
    )


@dataclass(frozen=True, slots=True)
class Row:
    """One indicator before the plenary, with its form."""

    answer: Answer
    indicator: Indicator
    form: FinalForm

    @property
    def objection(self) -> Objection | None:
        return getattr(self.answer, "objection", None)

    @property
    def is_undecided(self) -> bool:
        return self.objection is not None and self.objection.decided_at is None


@dataclass(frozen=True, slots=True)
class Sitting:
    """One agency's assessment before the plenary."""

    assessment: Assessment
    instrument: Instrument
    scores: Scores
    rows: tuple[Row, ...]
    is_own: bool

    @property
    def objected(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.objection)

    @property
    def others(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if not row.objection)

    @property
    def undecided(self) -> int:
        return sum(row.is_undecided for row in self.rows)

    @property
    def decided(self) -> int:
        return sum(row.answer.final_level is not None for row in self.rows)

    @property
    def can_decide(self) -> bool:
        open_ = self.assessment.is_verified and not self.assessment.is_objection_open
        return open_ and not self.is_own

    @property
    def can_finalise(self) -> bool:
        return self.can_decide and not self.undecided


def sitting_of(
    assessment: Assessment, by: User, *, bound: Mapping[object, FinalForm] | None = None
) -> Sitting:
    """`bound` holds the forms that were sent and refused, by the answer's key."""
    instrument = definition_of(assessment.version_id)
    bound = bound or {}
    rows = []
    for answer in answers_with_decisions(assessment):
        indicator = instrument.by_code[answer.indicator.code]
        form = bound.get(answer.pk) or form_of(answer, indicator)
        rows.append(Row(answer, indicator, form))
    return Sitting(
        assessment=assessment,
        instrument=instrument,
        scores=scores_of(assessment),
        rows=tuple(rows),
        is_own=by.agency_id == assessment.agency_id,
    )


def form_of(answer: Answer, indicator: Indicator, data: object = None) -> FinalForm:
    """The form of one indicator; it proposes what stands."""
    level = (
        answer.final_level if answer.final_level is not None else answer.verified_level
    )
    return FinalForm(
        data,
        criteria=indicator.criteria,
        initial={"level": level, "reason": answer.final_reason},
        auto_id=f"id_{indicator.code}_%s",
    )
