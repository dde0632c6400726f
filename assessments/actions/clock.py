"""What the clock does by itself when it passes a mark, once, however often it looks."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts import audit
from accounts.enums import NoticeKind
from accounts.notices import notify
from accounts.permissions import Permission, can
from assessments import tidings
from assessments.actions.base import AssessmentError, lock, move
from assessments.actions.calendar import open_plan
from assessments.clock import (
    end_of,
    end_of_quarter,
    standing_in,
    to_remind,
)
from assessments.enums import AnswerStatus, Decision, Status, Window
from assessments.models import Assessment, Passage, Period, PlannedPeriod, Review
from assessments.queries.people import (
    mentors_of,
    mentors_of_all,
    people_of,
    people_with,
)
from lib import formats

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from assessments.clock import Mark

UNFINISHED = {
    Window.FILLING: (Status.FILLING,),
    Window.REVIEW: (Status.SUBMITTED, Status.RETURNED),
    Window.PLENARY: (Status.SUBMITTED, Status.RETURNED, Status.VERIFIED),
}
DAY = timedelta(days=1)


def pass_mark(mark: Mark) -> bool:
    """Do what a mark asks for and note that it was passed; False if that was done."""
    if mark.plan:
        return _open(mark.plan)
    if mark.days_before:
        return _remind(mark)
    return _end_assessment(mark) if mark.assessment else _end_quarter(mark)


def _open(pk: UUID) -> bool:
    plan = PlannedPeriod.objects.get(pk=pk)
    if not plan.is_waiting:
        return False
    try:
        open_plan(plan)
    except AssessmentError as error:
        return _note_problem(plan, str(error))
    return True


@transaction.atomic
def _note_problem(plan: PlannedPeriod, problem: str) -> bool:
    """A plan that cannot be carried out waits for the secretariat, who are told.

    False when it no longer waits: another clock, or somebody, was quicker.
    """
    plan = PlannedPeriod.objects.select_for_update().get(pk=plan.pk)
    if not plan.is_waiting or plan.problem:
        return False
    plan.problem = problem[:300]
    plan.save(update_fields=["problem"])
    notify(
        NoticeKind.DEADLINE,
        to=people_with(Permission.PERIOD_MANAGE),
        text=f"{plan} tidak dapat dibuka otomatis. Periksa jadwalnya.",
        url=reverse("assessments:plan", args=[plan.pk]),
        key=f"plan.failed:{plan.pk}:{plan.opens_at.isoformat()}",
    )
    audit.record(
        "plan.failed",
        plan,
        by=None,
        year=plan.year,
        quarter=plan.quarter,
        problem=plan.problem,
    )
    return True


# The end of a window of one assessment


@transaction.atomic
def _end_assessment(mark: Mark) -> bool:
    assessment = lock(Assessment(pk=mark.assessment))
    end = end_of(assessment)
    now = timezone.now()
    if end is None or end[:2] != (mark.window, mark.due_at) or now <= end[2]:
        return False
    if _is_passed(mark):
        return False
    _note(mark, remaining=assessment.answers.exclude(status__in=DONE).count())
    told: dict[str, object] = {}
    if mark.window is Window.FILLING:
        _tell_late(assessment, mark)
    elif mark.window is Window.REVISION:
        told = _hand_over(assessment)
        _tell_handed_over(assessment, mark)
    audit.record(
        ENDED[mark.window],
        assessment,
        by=None,
        due=formats.moment(mark.due_at),
        due_at=mark.due_at.isoformat(),
        **told,
    )
    return True


ENDED = {
    Window.FILLING: "assessment.filling_missed",
    Window.REVISION: "assessment.handed_over",
    Window.OBJECTION: "assessment.objecting_ended",
}
DONE = (AnswerStatus.READY, AnswerStatus.ACCEPTED)


def _hand_over(assessment: Assessment) -> dict[str, object]:
    """Back to the mentor as it stands: every answer still gets a level with a reason.

    A level that was taken out while mending is again the one that was returned, for
    an answer cannot be reviewed without one.
    """
    returned = list(
        assessment.answers.filter(status=AnswerStatus.RETURNED).select_related(
            "indicator"
        )
    )
    reviewed = dict(
        Review.objects.filter(
            answer__in=returned, round=assessment.round, decision=Decision.RETURNED
        ).values_list("answer", "self_level")
    )
    restored = {}
    for answer in returned:
        if answer.self_level is None:
            answer.self_level = reviewed[answer.pk]
            restored[answer.indicator.code] = answer.self_level
        answer.status = AnswerStatus.READY
        answer.save(update_fields=["status", "self_level"])
    assessment.round += 1
    move(assessment, Status.SUBMITTED, by=None)
    assessment.save(update_fields=["status", "round"])
    return {
        "round": assessment.round,
        "unmended": [answer.indicator.code for answer in returned],
        "restored": restored,
    }


def _tell_late(assessment: Assessment, mark: Mark) -> None:
    url = reverse("assessments:detail", args=[assessment.pk])
    notify(
        NoticeKind.DEADLINE,
        to=people_of(assessment.acting_agency_id),
        text=(
            f"Batas pengisian {assessment.period} sudah lewat dan penilaian belum "
            "dikirim. Isian terkunci; perpanjangan diberikan sekretariat."
        ),
        url=url,
        key=_key("late", mark),
        agency=assessment.agency,
    )
    if mark.due_at != assessment.period.filling_until:
        notify(
            NoticeKind.DEADLINE,
            to=people_with(Permission.PERIOD_MANAGE),
            text=(
                f"{assessment.agency_name} belum mengirim sampai batas perpanjangan "
                f"{assessment.period}."
            ),
            url=url,
            key=_key("late", mark),
            agency=assessment.agency,
        )


def _tell_handed_over(assessment: Assessment, mark: Mark) -> None:
    notify(
        NoticeKind.SUBMITTED,
        to=[*people_of(assessment.acting_agency_id), *mentors_of(assessment.agency_id)],
        text=(
            f"Batas perbaikan {assessment.agency_name} {assessment.period} lewat: "
            "penilaian diserahkan otomatis ke telaah."
        ),
        url=reverse("assessments:detail", args=[assessment.pk]),
        key=_key("handed-over", mark),
        agency=assessment.agency,
    )


# The end of a stage of the quarter


@transaction.atomic
def _end_quarter(mark: Mark) -> bool:
    """Noted and told; a late review or plenary is shown and never locked."""
    period = _held(mark)
    due, at = end_of_quarter(period, mark.window)
    if due != mark.due_at or timezone.now() <= at or _is_passed(mark):
        return False
    states = UNFINISHED[mark.window]
    late = list(period.assessments.filter(status__in=states).order_by("agency_code"))
    _note(mark, remaining=len(late))
    if late:
        _tell_unfinished(period, mark, late)
    audit.record(
        "period.deadline_passed",
        period,
        by=None,
        window=mark.window.label.lower(),
        due=formats.moment(mark.due_at),
        due_at=mark.due_at.isoformat(),
        remaining=len(late),
        agencies=[assessment.agency_code for assessment in late],
    )
    return True


def _tell_unfinished(period: Period, mark: Mark, late: list[Assessment]) -> None:
    words = {
        Window.FILLING: "belum mengirim penilaian",
        Window.REVIEW: "belum selesai diverifikasi",
        Window.PLENARY: "belum final",
    }
    text = (
        f"Batas {mark.window.label.lower()} {period} sudah lewat: {len(late)} perangkat "
        f"daerah {words[mark.window]}."
    )
    room = reverse("assessments:period", args=[period.year, period.quarter])
    audience = [(people_with(Permission.PERIOD_MANAGE), room)]
    if mark.window is Window.REVIEW:
        agencies = [assessment.agency_id for assessment in late]
        audience.append((mentors_of_all(agencies), reverse("assessments:reviews")))
    if mark.window is Window.PLENARY:
        assessors = people_with(Permission.PLENARY_DECIDE)
        audience.append((assessors, reverse("assessments:plenary")))
    for people, url in audience:
        notify(
            NoticeKind.DEADLINE, to=people, text=text, url=url, key=_key("passed", mark)
        )


# Reminders


@transaction.atomic
def _remind(mark: Mark) -> bool:
    """Once each, the nearest only: what the clock missed is not made up for."""
    period = _held(mark)
    now = timezone.now()
    concerned = [
        assessment
        for assessment, due, days in to_remind(
            standing_in([period.pk]), mark.window, now
        )
        if (due, days) == (mark.due_at, mark.days_before)
    ]
    if not concerned or _is_passed(mark):
        return False
    _note(mark, remaining=len(concerned))
    text = (
        f"Batas {mark.window.label.lower()} {period} tinggal "
        f"{_left(mark.due_at - now)}: {formats.moment(mark.due_at)}."
    )
    key = _key("deadline", mark)
    if mark.window is Window.REVIEW:
        agencies = [assessment.agency_id for assessment in concerned]
        people = mentors_of_all(agencies)
        url = reverse("assessments:reviews")
        notify(NoticeKind.DEADLINE, to=people, text=text, url=url, key=key)
    elif mark.window is Window.PLENARY:
        people = people_with(Permission.PLENARY_DECIDE)
        url = reverse("assessments:plenary")
        notify(NoticeKind.DEADLINE, to=people, text=text, url=url, key=key)
    else:
        for assessment in concerned:
            _remind_agency(assessment, mark.window, text, key)
    return True


def _remind_agency(assessment: Assessment, window: Window, text: str, key: str) -> None:
    """All of the agency's people; of objecting, only who may."""
    people = list(people_of(assessment.acting_agency_id))
    page = "assessments:detail"
    if window is Window.OBJECTION:
        people = [p for p in people if can(p, Permission.OBJECTION_RAISE)]
        page = "assessments:results"
    notify(
        NoticeKind.DEADLINE,
        to=people,
        text=text,
        url=reverse(page, args=[assessment.pk]),
        key=key,
        agency=assessment.agency,
    )
    if window is not Window.OBJECTION:
        tidings.owners_reminded(assessment, text, key)


def _left(left: timedelta) -> str:
    """Whole days, begun ones counted; hours on the last."""
    if left > DAY:
        return f"{-(-left // DAY)} hari"
    hours = -(-left // timedelta(hours=1))
    return "1 hari" if left == DAY else f"{hours} jam"


# What all marks share


def _held(mark: Mark) -> Period:
    """The quarter, so that one clock at a time passes its marks.

    Without the key: assessments that are written meanwhile do not wait for it.
    """
    return Period.objects.select_for_update(no_key=True).get(pk=mark.period)


def _is_passed(mark: Mark) -> bool:
    return Passage.objects.filter(
        period=mark.period,
        assessment=mark.assessment,
        window=mark.window,
        due_at=mark.due_at,
        days_before=mark.days_before,
    ).exists()


def _note(mark: Mark, *, remaining: int) -> None:
    Passage.objects.create(
        period_id=mark.period,
        assessment_id=mark.assessment,
        window=mark.window,
        due_at=mark.due_at,
        days_before=mark.days_before,
        remaining=remaining,
        passed_at=timezone.now(),
    )


def _key(event: str, mark: Mark) -> str:
    whose = mark.assessment or mark.period
    due: datetime = mark.due_at
    return f"{event}:{mark.window}:{whose}:{due.isoformat()}:{mark.days_before}"
