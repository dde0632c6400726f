"""The page of a sitting: what waits in the quarter, and what was decided."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils import timezone

from accounts.permissions import Permission, can
from assessments.enums import Status
from assessments.forms.office import FinalForm
from assessments.forms.plenary import FlagForm, ItemsForm
from assessments.models import Answer, Citation, Objection, PlenaryItem
from assessments.models.plenary import mark_of
from assessments.plenary_desk import Row, standing_of
from assessments.queries import before_plenary
from instruments.queries import definition_of

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import QueryDict

    from accounts.models import User
    from assessments.models import PlenarySession
    from assessments.models.answers import AnswerQuerySet

PAGE_SIZE = 25


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody who sits, and the agency for which he does not decide."""

    role: str
    name: str
    abstains_for: str


class Agenda:
    """One sitting to one user; `data` is what was sent and came back."""

    def __init__(
        self,
        session: PlenarySession,
        user: User,
        *,
        page: str = "1",
        data: QueryDict | None = None,
    ) -> None:
        self.session = session
        self.period = session.period
        self.user = user
        self._page = page
        self._data = data

    # Who sits

    @cached_property
    def participants(self) -> list[Participant]:
        names = self._agencies
        return [
            Participant(p["role"], p["name"], names.get(p.get("agency_code", ""), ""))
            for p in self.session.participants
        ]

    @cached_property
    def _agencies(self) -> dict[str, str]:
        found = self.period.assessments.values_list("agency_code", "agency_name")
        return dict(found)

    @property
    def can_decide(self) -> bool:
        return self.session.is_open and can(self.user, Permission.PLENARY_DECIDE)

    @property
    def can_record(self) -> bool:
        return can(self.user, Permission.PLENARY_RECORD)

    # What waits

    @property
    def _waiting(self) -> AnswerQuerySet:
        """Objections whose window is over, and flagged indicators, undecided."""
        open_ = Objection.objects.open().filter(answer=OuterRef("pk"))
        flagged = PlenaryItem.objects.waiting().filter(answer=OuterRef("pk"))
        return self._verified.filter(Exists(open_) | Exists(flagged)).exclude(
            assessment__objection_due_at__gte=timezone.now()
        )

    @property
    def _verified(self) -> AnswerQuerySet:
        return Answer.objects.visible_to(self.user).filter(
            assessment__period=self.period, assessment__status=Status.VERIFIED
        )

    @cached_property
    def early(self) -> int:
        """Objections whose window still runs: they come to a later page."""
        due = Q(answer__assessment__objection_due_at__gte=timezone.now())
        mine = Q(answer__assessment__period=self.period)
        return Objection.objects.open().filter(due, mine).count()

    @cached_property
    def page(self) -> Page[Answer]:
        answers = self._listed(self._waiting)
        return Paginator(answers, PAGE_SIZE).get_page(self._page)

    @cached_property
    def rows(self) -> list[Row]:
        """What was sent, decided by a colleague meanwhile or not; else a page."""
        if self._data is None:
            return [self._row(answer, None) for answer in self.page]
        keys = ItemsForm(self._data).keys[:PAGE_SIZE]
        visible = Answer.objects.visible_to(self.user).filter(pk__in=keys)
        sent = self._listed(visible.filter(assessment__period=self.period))
        return [self._row(answer, self._data) for answer in sent]

    def _listed(self, answers: AnswerQuerySet) -> AnswerQuerySet:
        return (
            answers.with_context()
            .select_related("final_by")
            .prefetch_related(
                *before_plenary(), Prefetch("citations", Citation.objects.standing())
            )
            .order_by("assessment__agency_code", "indicator__position")
        )

    @cached_property
    def own(self) -> frozenset[int]:
        return self.user.own_agencies()

    def _row(self, answer: Answer, data: QueryDict | None) -> Row:
        instrument = definition_of(answer.assessment.version_id)
        indicator = instrument.by_code[answer.indicator.code]
        prefix = str(answer.pk)
        form = FinalForm(
            data,
            criteria=indicator.criteria,
            prefix=prefix,
            initial={"seen": mark_of(answer, standing_of(answer))},
        )
        is_own = answer.assessment.belongs_to(self.own) or answer.owner_id in self.own
        return Row(answer, indicator, form, FlagForm(code=prefix), is_own)

    def chosen(self, only: UUID | None) -> list[Row]:
        """The row of the answer `only`, or all rows that are filled."""
        if only:
            return [row for row in self.rows if row.answer.pk == only]
        return [row for row in self.rows if row.form.is_filled]

    def typed_again(self, row: Row) -> Row:
        """The row with what was typed, as proposals: it is not judged yet."""
        form = FinalForm(
            criteria=row.indicator.criteria,
            prefix=row.form.prefix,
            initial=row.form.typed,
        )
        return Row(row.answer, row.indicator, form, row.flag_form, row.is_own)

    # What was decided

    @cached_property
    def decided(self) -> list[PlenaryItem]:
        items = self.session.items.select_related(
            "answer__indicator", "answer__assessment", "objection", "decided_by"
        )
        return list(
            items.order_by(
                "answer__assessment__agency_code", "answer__indicator__position"
            )
        )
