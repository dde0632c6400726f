"""The plenary's table: who waits for it, and one agency indicator by indicator."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce

from assessments.enums import Status
from assessments.forms.office import FinalForm
from assessments.forms.plenary import FlagForm
from assessments.models import Objection, PlenaryItem, PlenarySession
from assessments.models.plenary import mark_of
from assessments.queries import Scores, answers_with_decisions, scores_of, scores_of_all
from instruments.queries import definition_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet

    from accounts.models import User
    from assessments.models import Answer, Assessment
    from instruments.definition import Indicator, Instrument

BEFORE_PLENARY = (Status.VERIFIED, Status.FINAL)


@dataclass(frozen=True, slots=True)
class Line:
    """One agency on the plenary's list."""

    assessment: Assessment
    scores: Scores
    raised: int
    undecided: int
    flagged: int
    is_own: bool

    @property
    def waiting(self) -> int:
        """Objections and flagged indicators without a decision."""
        return self.undecided + self.flagged

    @property
    def can_begin(self) -> bool:
        return self.assessment.is_verified and not self.assessment.is_objection_open


def lines_of(assessments: QuerySet[Assessment], by: User) -> tuple[Line, ...]:
    """Two queries; what waits first, then by code."""
    objections = Objection.objects.standing()
    rows = list(
        assessments.filter(status__in=BEFORE_PLENARY)
        .with_context()  # type: ignore[attr-defined]
        .annotate(
            raised=_count_of(objections),
            undecided=_count_of(objections.open()),
            flagged=_count_of(PlenaryItem.objects.waiting()),
        )
        .order_by(
            "-undecided", "-flagged", "agency_code", "-period__year", "-period__quarter"
        )
    )
    scores, own = scores_of_all(rows), by.own_agencies()
    return tuple(
        Line(
            assessment=row,
            scores=scores[row.pk],
            raised=row.raised,
            undecided=row.undecided,
            flagged=row.flagged,
            is_own=row.belongs_to(own),
        )
        for row in rows
    )


def _count_of(rows: QuerySet[Any]) -> Coalesce:
    """How many rows hang on the answers of each assessment."""
    mine = rows.filter(answer__assessment=OuterRef("pk")).order_by()
    counted = mine.values("answer__assessment").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


@dataclass(frozen=True, slots=True)
class Row:
    """One indicator before the plenary, with its forms."""

    answer: Answer
    indicator: Indicator
    form: FinalForm
    flag_form: FlagForm
    is_own: bool

    @property
    def objection(self) -> Objection | None:
        """The one that stands; `withdrawn` are the others."""
        return standing_of(self.answer)

    @property
    def withdrawn(self) -> list[Objection]:
        return [o for o in self.answer.objections.all() if o.withdrawn_at]

    @property
    def flag(self) -> PlenaryItem | None:
        """Why it waits for the plenary, when somebody flagged it."""
        items = self.answer.plenary_items.all()
        return next((item for item in items if item.session_id is None), None)

    @property
    def decisions(self) -> list[PlenaryItem]:
        return [item for item in self.answer.plenary_items.all() if item.session_id]

    @property
    def is_undecided(self) -> bool:
        """It waits for the plenary."""
        contested = self.objection is not None and self.objection.is_open
        return contested or self.flag is not None

    @property
    def is_before_plenary(self) -> bool:
        """Objected to or flagged, decided or not."""
        was_flagged = any(item.flagged_at for item in self.answer.plenary_items.all())
        return bool(self.answer.objections.all()) or was_flagged


def standing_of(answer: Answer) -> Objection | None:
    return next((o for o in answer.objections.all() if o.withdrawn_at is None), None)


@dataclass(frozen=True, slots=True)
class Sitting:
    """One agency's assessment before the plenary."""

    assessment: Assessment
    instrument: Instrument
    scores: Scores
    rows: tuple[Row, ...]
    is_own: bool
    session: PlenarySession | None

    @property
    def objected(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.is_before_plenary)

    @property
    def others(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if not row.is_before_plenary)

    @property
    def undecided(self) -> int:
        return sum(row.is_undecided for row in self.rows)

    @property
    def decided(self) -> int:
        return sum(row.answer.final_level is not None for row in self.rows)

    @property
    def is_ready(self) -> bool:
        """The window is closed and nothing is final; not the user's own agency."""
        open_ = self.assessment.is_verified and not self.assessment.is_objection_open
        return open_ and not self.is_own

    @property
    def can_decide(self) -> bool:
        return self.is_ready and self.session is not None

    @property
    def can_flag(self) -> bool:
        return self.assessment.is_verified and not self.is_own

    @property
    def can_finalise(self) -> bool:
        owned = any(row.is_own for row in self.rows)
        return self.is_ready and not self.undecided and not owned


def sitting_of(
    assessment: Assessment,
    by: User,
    *,
    bound: Mapping[object, FinalForm | FlagForm] | None = None,
) -> Sitting:
    """`bound` holds the forms that were sent and refused, by the answer's key."""
    instrument = definition_of(assessment.version_id)
    is_own = assessment.belongs_to(by.own_agencies())
    rows = []
    for answer in answers_with_decisions(assessment):
        sent = (bound or {}).get(answer.pk)
        is_ours = is_own or answer.is_owned_by(by)
        rows.append(row_of(answer, instrument, is_own=is_ours, sent=sent))
    return Sitting(
        assessment=assessment,
        instrument=instrument,
        scores=scores_of(assessment),
        rows=tuple(rows),
        is_own=is_own,
        session=PlenarySession.objects.open().filter(period=assessment.period).first(),
    )


def row_of(
    answer: Answer,
    instrument: Instrument,
    *,
    is_own: bool,
    sent: FinalForm | FlagForm | None = None,
) -> Row:
    indicator = instrument.by_code[answer.indicator.code]
    form = sent if isinstance(sent, FinalForm) else form_of(answer, indicator)
    flag = sent if isinstance(sent, FlagForm) else FlagForm(code=indicator.code)
    return Row(answer, indicator, form, flag, is_own)


def form_of(answer: Answer, indicator: Indicator, data: object = None) -> FinalForm:
    """The form of one indicator; it proposes what stands."""
    level = (
        answer.final_level if answer.final_level is not None else answer.verified_level
    )
    seen = "" if data else mark_of(answer, standing_of(answer))
    return FinalForm(
        data,
        criteria=indicator.criteria,
        initial={"level": level, "reason": answer.final_reason, "seen": seen},
        auto_id=f"id_{indicator.code}_%s",
    )
