"""What the clock has come to: deadlines that passed, and days before them to remind of.

Nothing is written here. A mark that was passed stands in a Passage, so that looking
again, or late, finds what is left, in the order in which it fell.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Max

from assessments.enums import SETTLED, Status, Window
from assessments.models import Assessment, Passage, Period, PlannedPeriod

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from uuid import UUID

DAYS_BEFORE = (1, 3, 7)
RUNNING = frozenset(Status) - SETTLED
ACTING = {
    Window.FILLING: Status.FILLING,
    Window.REVISION: Status.RETURNED,
    Window.OBJECTION: Status.VERIFIED,
    Window.REVIEW: Status.SUBMITTED,
    Window.PLENARY: Status.VERIFIED,
}
OF_THE_QUARTER = {
    Window.FILLING: "filling_until",
    Window.REVIEW: "review_until",
    Window.PLENARY: "plenary_until",
}
Key = tuple[int, "UUID | None", str, "datetime", int]


@dataclass(frozen=True, slots=True)
class Mark:
    """`at` is when it fell: so many days before `due_at`, or when that had passed.

    Of a plan, of one assessment, or of the whole quarter.
    """

    at: datetime
    window: Window
    due_at: datetime
    days_before: int = 0
    period: int = 0
    assessment: UUID | None = None
    plan: UUID | None = None

    @property
    def key(self) -> Key:
        due = (self.window.value, self.due_at, self.days_before)
        return (self.period, self.assessment, *due)


def marks_due(now: datetime) -> list[Mark]:
    """Every mark that fell and was not passed yet, oldest first: four queries."""
    periods = list(Period.objects.filter(determinations__isnull=True))
    assessments = list(standing_in(period.pk for period in periods))
    passed = set(
        Passage.objects.filter(period__in=periods).values_list(
            "period", "assessment", "window", "due_at", "days_before"
        )
    )
    found = [
        *_ends(periods, assessments, now),
        *_reminders(periods, assessments, now),
    ]
    marks = [*_openings(now), *(mark for mark in found if mark.key not in passed)]
    return sorted(marks, key=lambda mark: (mark.at, -mark.days_before))


def standing_in(periods: Iterable[int]) -> Iterable[Assessment]:
    """The assessments that a deadline can concern; `granted_at` of the last extension."""
    return (
        Assessment.objects.filter(period__in=list(periods), status__in=RUNNING)
        .select_related("period", "agency")
        .annotate(granted_at=Max("extensions__granted_at"))
        .order_by("agency_code")
    )


def end_of(assessment: Assessment) -> tuple[Window, datetime, datetime] | None:
    """The window that the clock may end: its deadline, and when it ends in fact."""
    if assessment.state in {Status.VERIFIED, Status.FINAL}:
        due = assessment.objection_due_at
        return (Window.OBJECTION, due, due) if due else None
    if assessment.window and assessment.due_at and assessment.closes_at:
        return assessment.window, assessment.due_at, assessment.closes_at
    return None


def end_of_quarter(period: Period, window: Window) -> tuple[datetime, datetime]:
    """The deadline of a stage of the whole quarter, and when it ends in fact."""
    due: datetime = getattr(period, OF_THE_QUARTER[window])
    return due, due + period.grace if window is Window.FILLING else due


def reminder_for(due_at: datetime, began_at: datetime, now: datetime) -> int | None:
    """The nearest of the days before that has come; none that fell before it began."""
    left = due_at - now
    if left <= timedelta():
        return None
    days = next((n for n in DAYS_BEFORE if left <= timedelta(days=n)), None)
    return days if days and due_at - timedelta(days=days) > began_at else None


def due_of(assessment: Assessment, window: Window) -> datetime | None:
    """Until when somebody must act for this assessment; None when it is not its time."""
    if assessment.state is not ACTING[window]:
        return None
    if window in {Window.REVIEW, Window.PLENARY}:
        due: datetime = getattr(assessment.period, OF_THE_QUARTER[window])
        return due
    return assessment.window_until


def began_at(assessment: Assessment, window: Window) -> datetime:
    """Since when the deadline was known: the window's begin, or an extension of it."""
    period = assessment.period
    began = period.opened_at
    if window is Window.REVISION and assessment.revision_due_at:
        began = assessment.revision_due_at - timedelta(days=period.revision_days)
    if window is Window.OBJECTION and assessment.verified_at:
        began = assessment.verified_at
    granted: datetime | None = getattr(assessment, "granted_at", None)
    return max(began, granted) if granted else began


def to_remind(
    assessments: Iterable[Assessment], window: Window, now: datetime
) -> Iterator[tuple[Assessment, datetime, int]]:
    """Those for whom a reminder has come, with its deadline and days."""
    for assessment in assessments:
        due = due_of(assessment, window)
        days = due and reminder_for(due, began_at(assessment, window), now)
        if due and days:
            yield assessment, due, days


def _openings(now: datetime) -> Iterator[Mark]:
    """Plans whose time has come; one with a problem waits for the secretariat."""
    plans = PlannedPeriod.objects.waiting().filter(opens_at__lte=now, problem="")
    for plan in plans:
        yield Mark(plan.opens_at, Window.OPENING, plan.opens_at, plan=plan.pk)


def _ends(
    periods: Iterable[Period], assessments: Iterable[Assessment], now: datetime
) -> Iterator[Mark]:
    for assessment in assessments:
        end = end_of(assessment)
        if end and now > end[2]:
            window, due, at = end
            yield Mark(
                at,
                window,
                due,
                period=assessment.period_id,
                assessment=assessment.pk,
            )
    for period in periods:
        for window in OF_THE_QUARTER:
            due, at = end_of_quarter(period, window)
            if now > at:
                yield Mark(at, window, due, period=period.pk)


def _reminders(
    periods: Iterable[Period], assessments: Iterable[Assessment], now: datetime
) -> Iterator[Mark]:
    """One mark for everybody who has the same deadline."""
    found = {
        (assessment.period_id, window, due, days)
        for window in ACTING
        for assessment, due, days in to_remind(assessments, window, now)
    }
    for period, window, due, days in found:
        yield Mark(due - timedelta(days=days), window, due, days, period=period)
