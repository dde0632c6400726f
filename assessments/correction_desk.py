"""The page of a correction: its lines, what they make of the indices, who may act."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from accounts.permissions import Permission, can
from assessments.actions import mark_of
from assessments.enums import Status
from assessments.freezing import draft_of
from assessments.models import Correction, Result

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from accounts.models import User
    from assessments.models import Assessment, CorrectedLevel, Determination


@dataclass(frozen=True, slots=True)
class Effect:
    """The index of one corrected agency before and after."""

    before: Result
    after: Result

    @property
    def change(self) -> object:
        if self.before.index is None or self.after.index is None:
            return None
        return self.after.index - self.before.index


@dataclass(frozen=True, slots=True)
class Desk:
    correction: Correction
    lines: tuple[CorrectedLevel, ...]
    effects: tuple[Effect, ...]
    standing: Determination | None
    agencies: tuple[Assessment, ...]
    user: User

    @property
    def mark(self) -> str:
        return mark_of(self.lines)

    @property
    def can_edit(self) -> bool:
        return self.correction.is_draft and self._may(Permission.PERIOD_MANAGE)

    @property
    def can_withdraw(self) -> bool:
        return self.correction.is_open and self._may(Permission.PERIOD_MANAGE)

    @property
    def can_determine(self) -> bool:
        return self.correction.is_approved and self._may(Permission.PERIOD_MANAGE)

    @property
    def is_deciding(self) -> bool:
        """An assessor before a correction that waits."""
        return self.correction.is_draft and self._may(Permission.PLENARY_DECIDE)

    @property
    def is_own(self) -> bool:
        """Whether it touches the agency of who looks at it."""
        own = self.user.own_agencies()
        return any(line.answer.assessment.belongs_to(own) for line in self.lines)

    def _may(self, permission: Permission) -> bool:
        return can(self.user, permission)


def desk_of(correction: Correction, user: User) -> Desk:
    """Constant queries, whatever the number of lines and agencies."""
    lines = tuple(
        correction.levels.with_context().select_related("added_by").in_order()
    )
    touched = {line.answer.assessment_id for line in lines}
    agencies: tuple[Assessment, ...] = ()
    if correction.is_draft and can(user, Permission.PERIOD_MANAGE):
        agencies = tuple(
            correction.period.assessments.filter(status=Status.DETERMINED)
            .visible_to(user)
            .order_by("agency_code")
        )
    return Desk(
        correction=correction,
        lines=lines,
        effects=tuple(_effects(correction, touched)),
        standing=correction.period.determinations.in_force().first(),
        agencies=agencies,
        user=user,
    )


def _effects(correction: Correction, touched: Iterable[UUID]) -> list[Effect]:
    """As determined, or as it would be now; none of a dropped one."""
    if not touched or correction.dropped_at:
        return []
    made = correction.determination
    results = Result.objects.filter(assessment__in=touched).defer("inputs")
    if made:
        before = results.filter(determination=made.replaces_id)
        after = list(results.filter(determination=made))
    else:
        before = results.in_force()
        draft = draft_of(correction.period, correction)
        after = [r for r in draft.results if r.assessment_id in touched]
    standing = {result.assessment_id: result for result in before}
    return [Effect(standing[r.assessment_id], r) for r in after]
