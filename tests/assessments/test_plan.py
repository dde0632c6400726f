"""The follow-up plan: its steps, and what the index becomes when they are done."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from accounts.models import AuditEvent
from assessments import actions
from assessments.actions import AssessmentError
from assessments.enums import Decision, StepState
from assessments.models import FollowUp
from assessments.plan import plan_of, standing_level
from assessments.queries import overview_of
from tests.factories import UserFactory

TOMORROW = timezone.localdate() + timedelta(days=1)
YESTERDAY = timezone.localdate() - timedelta(days=1)


def add(quarter, code="I1", **fields):
    fields = {"level": 4, "step": "Susun SOP.", "by": quarter.member} | fields
    return actions.add_step(quarter.answer(code), **fields)


def plan(quarter):
    return plan_of(overview_of(quarter.fresh()))


# Steps


def test_add_step_stands_on_record(quarter):
    step = add(quarter, person=quarter.head, due_on=TOMORROW, step="  Susun SOP. ")

    step.refresh_from_db()
    assert (step.level, step.step, step.person, step.due_on) == (
        4,
        "Susun SOP.",
        quarter.head,
        TOMORROW,
    )
    assert step.step_state is StepState.PLANNED
    assert (step.added_by, step.changed_at) == (quarter.member, None)
    event = AuditEvent.objects.get(verb="follow_up.added")
    assert (event.subject_id, event.agency_code) == (str(step.pk), "1.02")
    assert event.data == {
        "indicator": "I1",
        "level": 4,
        "step": "Susun SOP.",
        "person": quarter.head.username,
        "due_on": TOMORROW.isoformat(),
    }


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"level": 3}, "di atas 3"),
        ({"level": 1}, "di atas 3"),
        ({"level": 6}, "tidak ada dalam skala 1 sampai 5"),
        ({"level": 0}, "tidak ada dalam skala"),
        ({"step": "  "}, "Tulis langkah"),
        ({"step": "x" * 501}, "paling banyak 500"),
        ({"due_on": YESTERDAY}, "sudah lewat"),
    ],
)
def test_add_step_refused(quarter, fields, sentence):
    quarter.save("I1", 3)

    with pytest.raises(AssessmentError, match=sentence):
        add(quarter, **fields)

    assert not FollowUp.objects.exists()


def test_a_step_is_for_people_of_the_agency(quarter):
    with pytest.raises(AssessmentError, match="bukan anggota"):
        add(quarter, person=UserFactory())
    with pytest.raises(AssessmentError, match="tidak aktif"):
        add(
            quarter,
            person=UserFactory(agency=quarter.assessment.agency, is_active=False),
        )


def test_an_answer_without_a_level_rises_from_the_floor(quarter):
    assert add(quarter, level=2).level == 2
    with pytest.raises(AssessmentError, match="di atas 1"):
        add(quarter, level=1)


def move(step, state, *, by):
    return actions.move_step(step, state=state, seen=step.mark, by=by)


def test_a_step_changed_meanwhile_is_not_overwritten(quarter):
    step = add(quarter)
    opened = step.mark
    move(step, StepState.UNDERWAY, by=quarter.head)

    with pytest.raises(AssessmentError, match=f"diubah {quarter.head.name}"):
        actions.change_step(
            step,
            level=5,
            step="Dari halaman lama.",
            person=None,
            due_on=None,
            state=StepState.PLANNED,
            seen=opened,
            by=quarter.member,
        )
    with pytest.raises(AssessmentError, match="belum disimpan"):
        actions.move_step(step, state=StepState.DROPPED, seen=opened, by=quarter.member)

    step.refresh_from_db()
    assert step.step_state is StepState.UNDERWAY
    assert step.changed_by == quarter.head


def test_change_step_writes_all_of_it(quarter):
    step = add(quarter)

    actions.change_step(
        step,
        level=5,
        step="Tetapkan SOP.",
        person=quarter.member,
        due_on=TOMORROW,
        state=StepState.UNDERWAY,
        seen=step.mark,
        by=quarter.head,
    )

    step.refresh_from_db()
    assert (step.level, step.step, step.person, step.due_on) == (
        5,
        "Tetapkan SOP.",
        quarter.member,
        TOMORROW,
    )
    assert step.step_state is StepState.UNDERWAY
    assert step.changed_by == quarter.head
    event = AuditEvent.objects.get(verb="follow_up.changed")
    assert event.data["state"] == "UNDERWAY"
    assert event.data["step"] == "Tetapkan SOP."


def test_a_step_left_as_it_is_may_name_a_day_and_level_that_are_over(quarter):
    step = add(quarter, level=2, due_on=TOMORROW)
    FollowUp.objects.update(due_on=YESTERDAY)
    quarter.save("I1", 4)

    move(step, StepState.DONE, by=quarter.member)
    step.refresh_from_db()
    assert step.step_state is StepState.DONE

    with pytest.raises(AssessmentError, match="di atas 4"):
        actions.change_step(
            step,
            level=3,
            step=step.step,
            person=None,
            due_on=YESTERDAY,
            state=StepState.DONE,
            seen=step.mark,
            by=quarter.member,
        )


def test_what_does_not_change_is_not_on_record(quarter):
    step = add(quarter)

    move(step, StepState.PLANNED, by=quarter.member)

    assert not AuditEvent.objects.filter(verb="follow_up.changed").exists()
    step.refresh_from_db()
    assert step.changed_at is None


def test_the_plan_is_worked_on_after_the_quarter_was_determined(quarter):
    quarter.verify().finalise().determine()

    step = add(quarter, level=4)
    move(step, StepState.DONE, by=quarter.member)

    step.refresh_from_db()
    assert step.step_state is StepState.DONE


# The level it starts from


def test_a_plan_starts_from_the_level_of_its_stage(quarter):
    lowered = (Decision.ADJUSTED, 2, "Belum semua bidang.")
    quarter.fill().submit().review(I1=lowered)
    assert standing_level(quarter.answer("I1"), floor=1) == 3

    quarter.close()
    assert standing_level(quarter.answer("I1"), floor=1) == 2

    actions.accept_verification(quarter.assessment, by=quarter.head)
    quarter.sit()
    actions.set_final(
        quarter.answer("I1"), level=4, reason="Bukti cukup.", by=quarter.assessor
    )
    quarter.finalise()
    assert standing_level(quarter.answer("I1"), floor=1) == 4


# The index if it is done


def test_the_plan_is_scored_exactly_from_the_highest_steps(quarter):
    quarter.fill()  # 3, 2, 5 with weights 40, 20, 40: 3,60
    add(quarter, "I1", level=4)
    add(quarter, "I1", level=5)
    add(quarter, "I2", level=3)

    found = plan(quarter)

    assert (found.now.index, found.then.index) == (Decimal("3.60"), Decimal("4.60"))
    assert found.change == Decimal("1.00")
    assert found.then.predicate == "Memuaskan"
    assert not found.is_estimate
    assert found.base == "mandiri"
    assert found.step_count == 3
    assert [
        (lift.row.indicator.code, lift.stands, lift.level, len(lift.steps))
        for lift in found.lifts
    ] == [("I1", 3, 5, 2), ("I2", 2, 3, 1)]


def test_dropped_steps_and_levels_already_reached_count_nothing(quarter):
    add(quarter, "I1", level=2)
    quarter.fill()
    dropped = add(quarter, "I2", level=5)
    move(dropped, StepState.DROPPED, by=quarter.member)

    found = plan(quarter)

    assert found.lifts == ()
    assert found.change == Decimal("0.00")


def test_a_step_that_is_done_counts_until_the_level_stands(quarter):
    quarter.fill()
    step = add(quarter, "I2", level=3)
    move(step, StepState.DONE, by=quarter.member)

    assert plan(quarter).then.index == Decimal("3.80")


def test_an_incomplete_assessment_gives_an_estimate(quarter):
    quarter.save("I1", 3)
    add(quarter, "I3", level=3)

    found = plan(quarter)

    assert found.is_estimate
    assert (found.now.index, found.then.index) == (Decimal("1.80"), Decimal("2.60"))


def test_the_plan_of_a_determined_quarter_starts_from_final_levels(quarter):
    lowered = (Decision.ADJUSTED, 2, "Belum semua bidang.")
    quarter.verify(I1=lowered).finalise().determine()
    add(quarter, "I1", level=3)

    found = plan(quarter)

    assert found.base == "akhir"
    assert (found.now.index, found.then.index) == (Decimal("3.20"), Decimal("3.60"))


def test_the_plan_costs_one_query_whatever_the_steps(
    quarter, django_assert_num_queries
):
    overview = overview_of(quarter.fresh())
    with django_assert_num_queries(1):
        plan_of(overview)
    for level in (2, 3, 4, 5):
        add(
            quarter,
            "I1",
            level=level,
            person=UserFactory(agency=quarter.assessment.agency),
        )

    with django_assert_num_queries(1):
        steps = [s for lift in plan_of(overview).lifts for s in lift.steps]
        assert len([step.person.name for step in steps]) == 4
