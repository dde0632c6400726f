"""Who does what until when, and what stands in the way."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from accounts.enums import Role
from accounts.models import AuditEvent, User
from assessments import actions
from assessments.actions import AssessmentError
from assessments.models import Answer, Assignment, Period
from tests.factories import AgencyFactory, AssessmentFactory, UserFactory


def today(days=0):
    return timezone.localdate() + timedelta(days=days)


def duty(answer):
    return Assignment.objects.get(answer=answer)


def test_assign_gives_answer_person_and_day_on_record(quarter):
    answer = quarter.answer("I1")

    done = actions.assign(
        [answer], assignee=quarter.member, due_on=today(3), by=quarter.head
    )

    made = duty(answer)
    assert done == actions.Assigned(1, "")
    assert (made.assignee, made.due_on) == (quarter.member, today(3))
    assert made.assigned_by == quarter.head
    assert made.assigned_at is not None
    event = AuditEvent.objects.get(verb="answer.assigned")
    assert event.subject_id == str(answer.pk)
    assert event.agency_code == "1.02"
    assert event.data == {
        "indicator": "I1",
        "assignee": quarter.member.username,
        "due_on": today(3).isoformat(),
    }


def test_assign_keeps_what_is_not_named_and_takes_away_what_is_none(quarter):
    answer = quarter.answer("I1")
    actions.assign([answer], assignee=quarter.member, due_on=today(3), by=quarter.head)

    actions.assign([answer], assignee=quarter.head, by=quarter.head)
    assert (duty(answer).assignee, duty(answer).due_on) == (quarter.head, today(3))

    actions.assign([answer], due_on=None, by=quarter.head)
    assert (duty(answer).assignee, duty(answer).due_on) == (quarter.head, None)

    actions.assign([answer], assignee=None, by=quarter.head)
    assert duty(answer).assignee is None
    assert duty(answer).assigned_by == quarter.head


def test_assign_many_writes_only_what_changed(quarter):
    actions.assign([quarter.answer("I1")], assignee=quarter.member, by=quarter.head)

    done = actions.assign(
        Answer.objects.all(), assignee=quarter.member, by=quarter.head
    )

    assert done.count == 2
    assert Assignment.objects.filter(assignee=quarter.member).count() == 3
    events = AuditEvent.objects.filter(verb="answer.assigned")
    assert sorted(event.data["indicator"] for event in events) == ["I1", "I2", "I3"]


def test_assign_keeps_the_obstacle(quarter):
    answer = quarter.answer("I1")
    actions.note_obstacle(answer, obstacle="Menunggu SK.", by=quarter.member)

    actions.assign([answer], assignee=quarter.member, by=quarter.head)

    assert duty(answer).obstacle == "Menunggu SK."
    assert duty(answer).noted_by == quarter.member


def test_assign_costs_the_same_for_one_and_three(quarter, django_assert_num_queries):
    one, *_ = answers = list(Answer.objects.order_by("pk"))
    actions.assign(answers, assignee=quarter.member, by=quarter.head)
    with django_assert_num_queries(7):
        actions.assign([one], assignee=quarter.head, by=quarter.head)

    with django_assert_num_queries(7):
        actions.assign(answers, assignee=None, by=quarter.head)


@pytest.mark.parametrize(
    ("person", "sentence"),
    [
        (lambda q: UserFactory(), "bukan anggota perangkat daerah ini"),
        (lambda q: q.mentor, "bukan anggota perangkat daerah ini"),
        (
            lambda q: UserFactory(
                role=Role.MENTOR, agency=q.assessment.agency, name="Pendamping"
            ),
            "Pendamping bukan anggota",
        ),
        (
            lambda q: UserFactory(agency=q.assessment.agency, is_active=False),
            "tidak aktif",
        ),
    ],
)
def test_assign_is_refused_for_who_does_not_work_there(quarter, person, sentence):
    with pytest.raises(AssessmentError, match=sentence):
        actions.assign(
            [quarter.answer("I1")], assignee=person(quarter), by=quarter.head
        )

    assert not Assignment.objects.exists()


def test_assign_changes_nothing_when_one_of_many_is_refused(quarter):
    other = AssessmentFactory(
        period=quarter.assessment.period, agency=AgencyFactory(code="1.03")
    )
    answers = [quarter.answer("I1"), other.answers.first()]

    with pytest.raises(AssessmentError, match="bukan anggota"):
        actions.assign(answers, assignee=quarter.member, by=quarter.head)

    assert not Assignment.objects.exists()
    assert not AuditEvent.objects.filter(verb="answer.assigned").exists()


def test_assign_of_nothing_is_refused(quarter):
    with pytest.raises(AssessmentError, match="Centang paling sedikit satu"):
        actions.assign([], assignee=quarter.member, by=quarter.head)


def test_assign_until_a_day_that_is_over_is_refused_but_may_stay(quarter):
    answer = quarter.answer("I1")
    with pytest.raises(AssessmentError, match="sudah lewat"):
        actions.assign([answer], due_on=today(-1), by=quarter.head)

    actions.assign([answer], due_on=today(), by=quarter.head)
    Assignment.objects.update(due_on=today(-1))
    actions.assign([answer], assignee=quarter.member, due_on=today(-1), by=quarter.head)

    assert duty(answer).assignee == quarter.member
    assert duty(answer).is_late


def test_assign_beyond_the_quarters_deadline_warns(quarter):
    closing = timezone.localdate(quarter.assessment.period.filling_until)
    answer = quarter.answer("I1")

    last = actions.assign([answer], due_on=closing, by=quarter.head)
    after = actions.assign(
        [answer], due_on=closing + timedelta(days=1), by=quarter.head
    )

    assert last.warning == ""
    assert "sesudah batas triwulan" in after.warning
    assert duty(answer).due_on == closing + timedelta(days=1)


def test_assignment_of_a_determined_quarter_is_closed(quarter):
    quarter.verify().finalise().determine()
    answer = quarter.answer("I1")

    with pytest.raises(AssessmentError, match="sudah ditetapkan"):
        actions.assign([answer], assignee=quarter.member, by=quarter.head)
    with pytest.raises(AssessmentError, match="sudah ditetapkan"):
        actions.note_obstacle(answer, obstacle="x", by=quarter.member)

    assert not Assignment.objects.exists()


def test_assignment_is_open_while_a_mentor_reviews(quarter):
    quarter.fill().submit()

    done = actions.assign(
        [quarter.answer("I1")], assignee=quarter.member, by=quarter.head
    )

    assert done.count == 1


def test_obstacle_is_noted_changed_and_taken_away_on_record(quarter):
    answer = quarter.answer("I2")

    actions.note_obstacle(answer, obstacle=" Menunggu SK. ", by=quarter.member)
    assert (duty(answer).obstacle, duty(answer).noted_by) == (
        "Menunggu SK.",
        quarter.member,
    )

    actions.note_obstacle(answer, obstacle="", by=quarter.head)
    actions.note_obstacle(answer, obstacle="", by=quarter.head)

    assert duty(answer).obstacle == ""
    events = AuditEvent.objects.filter(verb="answer.obstacle_noted")
    assert [event.data["obstacle"] for event in events.order_by("position")] == [
        "Menunggu SK.",
        "",
    ]


def test_obstacle_too_long_is_refused(quarter):
    with pytest.raises(AssessmentError, match="paling banyak 500"):
        actions.note_obstacle(
            quarter.answer("I1"), obstacle="x" * 501, by=quarter.member
        )


def test_an_assignment_is_late_the_day_after_it_was_due(quarter):
    assert not Assignment(due_on=None).is_late
    assert not Assignment(due_on=today()).is_late
    assert Assignment(due_on=today(-1)).is_late
    assert not Assignment(due_on=date(9999, 12, 31)).is_late


def test_deadline_of_a_period_that_is_over_still_warns(quarter):
    past = timezone.now() - timedelta(days=2)
    Period.objects.filter(pk=quarter.assessment.period_id).update(filling_until=past)

    done = actions.assign([quarter.answer("I1")], due_on=today(), by=quarter.head)

    assert "sesudah batas triwulan" in done.warning


def test_who_left_may_stay_where_the_day_alone_changes(quarter):
    answer = quarter.answer("I1")
    actions.assign([answer], assignee=quarter.member, by=quarter.head)
    User.objects.filter(pk=quarter.member.pk).update(is_active=False)
    gone = User.objects.get(pk=quarter.member.pk)

    actions.assign([answer], assignee=gone, due_on=today(1), by=quarter.head)

    assert duty(answer).due_on == today(1)
