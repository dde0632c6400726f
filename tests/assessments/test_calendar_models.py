"""What the database keeps of the calendar, also when an action is gone around."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.enums import Role
from assessments.enums import Status, Window
from assessments.models import (
    DeadlineChange,
    Passage,
    Period,
    PlannedPeriod,
    Transition,
)
from tests.factories import (
    AgencyFactory,
    AssessmentFactory,
    PeriodFactory,
    UserFactory,
    small_version,
)

pytestmark = pytest.mark.django_db


def plan(**changes):
    now = timezone.now()
    fields = {
        "year": 2027,
        "quarter": 1,
        "version": small_version(),
        "opens_at": now,
        "filling_until": now + timedelta(days=1),
        "review_until": now + timedelta(days=2),
        "plenary_until": now + timedelta(days=3),
        "planned_by": UserFactory(role=Role.SECRETARIAT),
    }
    return PlannedPeriod.objects.create(**fields | changes)


def refused(call, match):
    with pytest.raises(IntegrityError, match=match), transaction.atomic():
        call()


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"opens_at": timezone.now() + timedelta(days=2)}, "filling_until_after_opens"),
        ({"quarter": 5}, "quarter_1_to_4"),
        ({"grace_minutes": 4321}, "grace_within_three_days"),
        ({"cancelled_at": timezone.now()}, "cancelled_"),
    ],
)
def test_a_plan_that_cannot_be(changes, name):
    refused(lambda: plan(**changes), name)


def test_one_plan_waits_for_a_quarter():
    plan()

    refused(plan, "one_waiting_a_quarter")


def test_a_cancelled_plan_makes_room_and_stays_as_it_was():
    by = UserFactory(role=Role.SECRETARIAT)
    old = plan(cancelled_at=timezone.now(), cancelled_by=by, cancelled_reason="Batal.")

    plan()

    rows = PlannedPeriod.objects.filter(pk=old.pk)
    refused(lambda: rows.update(cancelled_reason="Lain."), "tidak dapat diubah")
    refused(rows.delete, "tidak dapat diubah")
    refused(lambda: old.agencies.add(AgencyFactory()), "tidak dapat diubah")


def test_an_opened_plan_stays_as_it_was():
    opened = plan()
    opened.agencies.add(AgencyFactory())
    opened.period = PeriodFactory()
    opened.save()

    rows = PlannedPeriod.objects.filter(pk=opened.pk)
    refused(lambda: rows.update(period=None), "tidak dapat diubah")
    refused(lambda: opened.agencies.clear(), "tidak dapat diubah")


def test_a_waiting_plan_is_cancelled_not_deleted():
    rows = PlannedPeriod.objects.filter(pk=plan().pk)

    refused(rows.delete, "tidak dapat diubah")


def test_grace_of_a_quarter_is_three_days_at_most():
    PeriodFactory(grace_minutes=4320)

    refused(lambda: Period.objects.update(grace_minutes=4321), "grace_within")


@pytest.mark.parametrize("of_assessment", [True, False])
def test_a_mark_is_passed_once_and_kept(of_assessment):
    assessment = AssessmentFactory()
    fields = {
        "period": assessment.period,
        "assessment": assessment if of_assessment else None,
        "window": Window.FILLING,
        "due_at": timezone.now(),
    }
    Passage.objects.create(**fields)

    refused(lambda: Passage.objects.create(**fields), "passage_once_a")
    refused(lambda: Passage.objects.update(remaining=9), "tidak dapat diubah")
    refused(Passage.objects.all().delete, "tidak dapat diubah")


def test_deadlines_move_to_later_only_with_a_reason_and_are_kept():
    now = timezone.now()
    fields = {
        "period": PeriodFactory(),
        "window": Window.REVIEW,
        "was": now,
        "until": now + timedelta(days=1),
        "reason": "Cuti bersama.",
        "changed_by": UserFactory(role=Role.SECRETARIAT),
    }
    create = DeadlineChange.objects.create

    create(**fields)

    refused(lambda: create(**fields | {"until": now}), "only_later")
    refused(lambda: create(**fields | {"reason": ""}), "with_reason")
    refused(lambda: DeadlineChange.objects.update(reason="x"), "tidak dapat diubah")


def test_only_overdue_mending_moves_by_nobody():
    fields = {"assessment": AssessmentFactory(), "round": 1}

    Transition.objects.create(old=Status.RETURNED, new=Status.SUBMITTED, **fields)

    refused(
        lambda: Transition.objects.create(
            old=Status.FILLING, new=Status.SUBMITTED, **fields
        ),
        "by_somebody_or_overdue",
    )
