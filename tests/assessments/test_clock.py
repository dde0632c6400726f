"""The clock of a quarter: each window at the second of its edge, and marks once each."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from accounts import audit
from accounts.enums import NoticeKind, Role
from accounts.models import AuditEvent, Notice
from assessments import actions, clock
from assessments.actions import AssessmentError
from assessments.enums import AnswerStatus, Decision, Status, Window
from assessments.models import (
    Answer,
    Assessment,
    Passage,
    Period,
    PlannedPeriod,
    Transition,
)
from assessments.tasks import tick
from lib.formats import WITA
from tests.assessments.conftest import Quarter
from tests.factories import (
    AgencyFactory,
    AssessmentFactory,
    PeriodFactory,
    UserFactory,
    small_version,
)

pytestmark = pytest.mark.django_db

OPENED = datetime(2026, 10, 5, 8, tzinfo=WITA)
FILLING = datetime(2026, 10, 20, 16, tzinfo=WITA)
REVIEW = datetime(2026, 11, 3, 16, tzinfo=WITA)
PLENARY = datetime(2026, 11, 17, 16, tzinfo=WITA)
SECOND, MINUTE, HOUR, DAY = (
    timedelta(seconds=1),
    timedelta(minutes=1),
    timedelta(hours=1),
    timedelta(days=1),
)
RETURNED = (Decision.RETURNED, None, "Lampirkan SK.")


class Clock:
    """The time that the portal believes it is."""

    def __init__(self, monkeypatch):
        self.now = OPENED
        monkeypatch.setattr(timezone, "now", lambda: self.now)

    def to(self, moment):
        self.now = moment
        return self


@pytest.fixture
def time(monkeypatch):
    return Clock(monkeypatch)


@pytest.fixture
def period(time):
    return PeriodFactory(
        year=2026,
        quarter=4,
        opened_at=OPENED,
        filling_until=FILLING,
        review_until=REVIEW,
        plenary_until=PLENARY,
    )


@pytest.fixture
def quarter(period):
    return Quarter(AssessmentFactory(period=period, agency=AgencyFactory(code="1.02")))


def graced(quarter, minutes):
    Period.objects.update(grace_minutes=minutes)
    quarter.assessment.refresh_from_db()
    return quarter


def returned(quarter, time, at=FILLING - 2 * DAY):
    """I1 is sent back at that moment: it is mended until three days later."""
    time.to(at)
    quarter.fill().submit().review(I1=RETURNED).close()
    return quarter.fresh().revision_due_at


def verified(quarter, time, at=FILLING - 2 * DAY):
    time.to(at)
    quarter.fill().submit().review().close()
    return quarter.fresh().objection_due_at


def passages(**wanted):
    wanted.setdefault("days_before", 0)
    return Passage.objects.filter(**wanted).order_by("pk")


def told(person, **wanted):
    wanted.setdefault("kind", NoticeKind.DEADLINE)
    return list(
        Notice.objects.filter(user=person, **wanted)
        .order_by("created_at", "key")
        .values_list("text", flat=True)
    )


# The edge of each window


@pytest.mark.parametrize(
    ("after", "accepted"), [(-SECOND, True), (timedelta(), True), (SECOND, False)]
)
@pytest.mark.parametrize("grace", [0, 30])
def test_saving_ends_at_the_second_after_deadline_and_grace(
    quarter, time, grace, after, accepted
):
    graced(quarter, grace)
    time.to(FILLING + grace * MINUTE + after)

    if accepted:
        assert quarter.save("I1").self_level == 3
    else:
        with pytest.raises(AssessmentError, match="20 Oktober 2026"):
            quarter.save("I1")
    assert quarter.fresh().is_late is not accepted


@pytest.mark.parametrize(
    ("after", "accepted"), [(-SECOND, True), (timedelta(), True), (SECOND, False)]
)
@pytest.mark.parametrize("grace", [0, 90])
def test_sending_ends_at_the_second_after_deadline_and_grace(
    quarter, time, grace, after, accepted
):
    graced(quarter, grace).fill()
    time.to(FILLING + grace * MINUTE + after)

    if accepted:
        quarter.submit()
    else:
        with pytest.raises(AssessmentError, match="sudah lewat"):
            quarter.submit()
    assert quarter.fresh().state is (Status.SUBMITTED if accepted else Status.FILLING)


@pytest.mark.parametrize(
    ("after", "accepted"), [(-SECOND, True), (timedelta(), True), (SECOND, False)]
)
def test_mending_ends_at_the_second_after_its_own_deadline(
    quarter, time, after, accepted
):
    due = returned(quarter, time)
    time.to(due + after)

    if accepted:
        assert quarter.save("I1", 4).self_level == 4
    else:
        with pytest.raises(AssessmentError, match="sudah lewat"):
            quarter.save("I1", 4)


@pytest.mark.parametrize(
    ("after", "accepted"), [(-SECOND, True), (timedelta(), True), (SECOND, False)]
)
@pytest.mark.parametrize("grace", [0, 60])
def test_objecting_ends_at_the_second_after_its_window_without_grace(
    quarter, time, grace, after, accepted
):
    graced(quarter, grace)
    due = verified(quarter, time)
    time.to(due + after)

    if accepted:
        actions.raise_objection(quarter.answer("I1"), reason="Ada SK.", by=quarter.head)
        with pytest.raises(AssessmentError, match="Masa sanggah masih berjalan"):
            quarter.finalise()
    else:
        with pytest.raises(AssessmentError, match="Masa sanggah sudah berakhir"):
            actions.raise_objection(
                quarter.answer("I1"), reason="Ada SK.", by=quarter.head
            )
        quarter.finalise()


@pytest.mark.parametrize(
    ("after", "accepted"), [(-SECOND, True), (timedelta(), True), (SECOND, False)]
)
def test_an_extension_moves_the_edge_and_its_grace(quarter, time, after, accepted):
    until = FILLING + 2 * DAY
    graced(quarter, 10)
    actions.extend(
        quarter.assessment, until=until, reason="Banjir.", by=quarter.secretary
    )
    time.to(until + 10 * MINUTE + after)

    assert quarter.fresh().is_late is not accepted
    assert tick() >= 0
    assert passages(assessment=quarter.assessment).exists() is not accepted


def test_what_is_done_in_grace_says_so(quarter, time):
    graced(quarter, 30).fill()
    time.to(FILLING + SECOND)

    quarter.save("I1", 4)
    actions.mark_ready(quarter.answer("I1"), by=quarter.member)
    quarter.submit()

    saves = AuditEvent.objects.filter(verb="answer.saved").order_by("position")
    assert [save.data.get("in_grace") for save in saves] == [None] * 3 + [True]
    assert Transition.objects.get().in_grace is True


def test_review_and_plenary_are_late_and_not_locked(quarter, time):
    quarter.fill().submit()
    time.to(REVIEW + DAY)
    tick()
    quarter.review().close()
    time.to(PLENARY + DAY)
    tick()

    quarter.finalise()

    assert quarter.fresh().state is Status.FINAL
    assert [
        (passage.step, passage.remaining) for passage in passages(assessment=None)
    ] == [(Window.FILLING, 0), (Window.REVIEW, 1), (Window.PLENARY, 1)]


# Filling


def test_a_missed_filling_is_marked_and_told_once(quarter, time):
    time.to(FILLING)
    assert tick() == 0
    time.to(FILLING + SECOND)

    assert tick() == 2
    assert tick() == 0

    passage = passages(assessment=quarter.assessment).get()
    assert (passage.step, passage.due_at, passage.passed_at, passage.remaining) == (
        Window.FILLING,
        FILLING,
        FILLING + SECOND,
        3,
    )
    assert quarter.fresh().state is Status.FILLING
    assert len(told(quarter.member)) == len(told(quarter.head)) == 1
    (text,) = told(quarter.secretary)
    assert text == (
        "Batas pengisian Triwulan IV 2026 sudah lewat: 1 perangkat daerah belum "
        "mengirim penilaian."
    )
    event = AuditEvent.objects.get(verb="assessment.filling_missed")
    assert (event.actor, event.data["due"]) == ("sistem", "20 Oktober 2026, 16.00 Wita")


def test_an_extension_after_it_was_missed_is_marked_again_when_it_ends(quarter, time):
    time.to(FILLING + HOUR)
    tick()
    until = FILLING + DAY
    actions.extend(
        quarter.assessment, until=until, reason="Listrik padam.", by=quarter.secretary
    )
    assert quarter.fresh().is_late is False
    time.to(until + SECOND)

    assert tick() == 1

    ends = passages(assessment=quarter.assessment).values_list("due_at", flat=True)
    assert list(ends) == [FILLING, until]
    assert len(told(quarter.secretary)) == 2


# Mending


def test_a_missed_mending_is_handed_over_as_it_stands(quarter, time):
    due = returned(quarter, time)
    quarter.save("I1", 4, facts="SK nomor 2.")
    time.to(due + SECOND)

    tick()

    assessment = quarter.fresh()
    answer = quarter.answer("I1")
    assert (assessment.state, assessment.round) == (Status.SUBMITTED, 2)
    assert (answer.state, answer.self_level, answer.facts) == (
        AnswerStatus.READY,
        4,
        "SK nomor 2.",
    )
    move = Transition.objects.get(round=2)
    assert (move.state, move.moved_by, move.in_grace) == (Status.SUBMITTED, None, False)
    assert assessment.submitted_by == quarter.head
    assert "diserahkan otomatis" in told(quarter.mentor, kind=NoticeKind.SUBMITTED)[-1]
    event = AuditEvent.objects.get(verb="assessment.handed_over")
    assert (event.actor, event.data["unmended"]) == ("sistem", ["I1"])


def test_handed_over_answers_end_with_three_levels(quarter, time):
    due = returned(quarter, time)
    time.to(due + SECOND)
    tick()
    actions.review(
        quarter.answer("I1"),
        decision=Decision.ADJUSTED,
        level=1,
        reason="SK tidak dilampirkan.",
        by=quarter.mentor,
    )
    quarter.close()
    actions.accept_verification(quarter.fresh(), by=quarter.head)
    time.to(time.now + SECOND)

    quarter.finalise()

    assert not Answer.objects.filter(final_level=None).exists()
    answer = quarter.answer("I1")
    assert (answer.self_level, answer.verified_level, answer.final_level) == (3, 1, 1)
    assert answer.final_reason == "SK tidak dilampirkan."


def test_a_level_taken_out_while_mending_is_again_the_one_that_was_returned(
    quarter, time
):
    due = returned(quarter, time)
    quarter.save("I1", None)
    time.to(due + SECOND)

    tick()

    assert quarter.answer("I1").self_level == 3
    event = AuditEvent.objects.get(verb="assessment.handed_over")
    assert event.data["restored"] == {"I1": 3}


def test_an_extended_mending_is_handed_over_at_its_new_end(quarter, time):
    due = returned(quarter, time)
    actions.extend(
        quarter.fresh(), until=due + DAY, reason="Cuti bersama.", by=quarter.secretary
    )
    time.to(due + HOUR)
    tick()
    assert quarter.fresh().state is Status.RETURNED
    time.to(due + DAY + SECOND)

    tick()

    assert quarter.fresh().state is Status.SUBMITTED


# Objecting


def test_the_end_of_objecting_is_noted_also_after_the_plenary(quarter, time):
    due = verified(quarter, time)
    time.to(due + HOUR)
    quarter.finalise()

    tick()

    passage = passages(window=Window.OBJECTION).get()
    assert (passage.due_at, passage.passed_at) == (due, due + HOUR)


def test_an_extended_objecting_holds_the_plenary_back(quarter, time):
    due = verified(quarter, time)
    time.to(due + HOUR)
    tick()

    actions.extend(
        quarter.fresh(), until=due + DAY, reason="Kepala sakit.", by=quarter.secretary
    )

    assert quarter.fresh().is_objection_open
    extension = quarter.assessment.extensions.get()
    assert (extension.step, extension.was) == (Window.OBJECTION, due)
    with pytest.raises(AssessmentError, match="Masa sanggah masih berjalan"):
        quarter.finalise()


def test_objecting_is_not_extended_once_the_plenary_decided(quarter, time):
    due = verified(quarter, time)
    time.to(due + HOUR)
    quarter.sit()
    actions.set_final(quarter.answer("I1"), level=3, reason="", by=quarter.assessor)

    with pytest.raises(AssessmentError, match="Pleno sudah memutus"):
        actions.extend(
            quarter.fresh(), until=due + DAY, reason="Sakit.", by=quarter.secretary
        )


# Opening


def planned(**changes):
    fields = {
        "version": small_version(),
        "agencies": [AgencyFactory(code="8.01"), AgencyFactory(code="8.02")],
        "deadlines": actions.Deadlines(FILLING, REVIEW, PLENARY, grace_minutes=15),
        "opens_at": OPENED + HOUR,
        "by": UserFactory(role=Role.SECRETARIAT),
    } | changes
    return actions.plan_period(2026, 4, **fields)


@pytest.mark.parametrize(
    ("after", "opened"), [(-SECOND, False), (timedelta(), True), (SECOND, True)]
)
def test_a_planned_quarter_opens_at_the_second_of_its_time(time, after, opened):
    plan = planned()
    time.to(plan.opens_at + after)

    tick()

    assert Period.objects.exists() is opened


def test_a_planned_quarter_opens_once_with_all_that_was_planned(time):
    plan = planned()
    time.to(plan.opens_at + 5 * HOUR)

    assert tick() == 1
    assert tick() == 0

    period = Period.objects.get()
    plan.refresh_from_db()
    assert plan.period == period
    assert (period.filling_until, period.grace_minutes) == (FILLING, 15)
    assert [a.agency_code for a in period.assessments.order_by("agency_code")] == [
        "8.01",
        "8.02",
    ]
    assert Answer.objects.count() == 6
    passage = Passage.objects.get()
    assert (passage.step, passage.due_at, passage.passed_at) == (
        Window.OPENING,
        OPENED + HOUR,
        OPENED + 6 * HOUR,
    )
    assert set(
        AuditEvent.objects.filter(
            verb__in=["period.opened", "plan.opened"]
        ).values_list("actor", flat=True)
    ) == {"sistem"}


def test_an_agency_that_was_closed_meanwhile_is_left_out(time):
    plan = planned()
    gone = plan.agencies.get(code="8.02")
    gone.closed_on = OPENED.date()
    gone.save()
    time.to(plan.opens_at)

    tick()

    assert Assessment.objects.get().agency_code == "8.01"
    assert AuditEvent.objects.get(verb="plan.opened").data["left_out"] == ["8.02"]


def test_a_quarter_that_nobody_could_fill_is_not_opened_but_told(time):
    secretary = UserFactory(role=Role.SECRETARIAT)
    plan = planned(by=secretary)
    time.to(FILLING + DAY)

    assert tick() == 1
    assert tick() == 0

    plan.refresh_from_db()
    assert plan.is_waiting
    assert "berurutan dan belum lewat" in plan.problem
    assert told(secretary) == [
        "Triwulan IV 2026 tidak dapat dibuka otomatis. Periksa jadwalnya."
    ]
    assert not Period.objects.exists()


# The clock stands still


def test_a_day_without_the_clock_is_made_up_for_once_in_order(quarter, time):
    sibling = Quarter(
        AssessmentFactory(
            period=quarter.assessment.period, agency=AgencyFactory(code="1.03")
        )
    )
    mending = returned(quarter, time, at=FILLING - 3 * DAY - HOUR)
    opens_at = FILLING + 2 * HOUR
    actions.plan_period(
        2027,
        1,
        version=small_version(),
        agencies=[AgencyFactory()],
        deadlines=actions.Deadlines(
            FILLING + 20 * DAY, REVIEW + 90 * DAY, PLENARY + 99 * DAY
        ),
        opens_at=opens_at,
        by=quarter.secretary,
    )
    time.to(FILLING + DAY)

    assert tick() == 4
    assert tick() == 0

    ends = [
        (passage.step, passage.assessment_id, passage.due_at) for passage in passages()
    ]
    assert mending == FILLING - HOUR
    assert ends == [
        (Window.REVISION, quarter.assessment.pk, mending),
        (Window.FILLING, sibling.assessment.pk, FILLING),
        (Window.FILLING, None, FILLING),
        (Window.OPENING, None, opens_at),
    ]
    assert {p.passed_at for p in passages()} == {FILLING + DAY}
    assert quarter.fresh().state is Status.SUBMITTED
    assert Period.objects.count() == 2
    assert list(audit.broken_links()) == []


def test_a_mark_that_fails_does_not_stop_the_others(quarter, time, monkeypatch, caplog):
    time.to(FILLING + SECOND)
    whole = clock.Mark(
        FILLING, Window.FILLING, FILLING, period=quarter.assessment.period_id
    )
    broken = clock.Mark(FILLING, Window.FILLING, FILLING, assessment=quarter.head.uuid)
    monkeypatch.setattr("assessments.tasks.marks_due", lambda now: [broken, whole])

    assert tick() == 1

    assert "could not pass" in caplog.text


def test_a_mark_that_is_no_longer_true_is_left(quarter, time):
    time.to(FILLING + SECOND)
    marks = clock.marks_due(timezone.now())
    actions.extend(
        quarter.assessment, until=FILLING + DAY, reason="Banjir.", by=quarter.secretary
    )

    done = [actions.pass_mark(mark) for mark in marks]

    assert done.count(True) == 1
    assert not passages(assessment=quarter.assessment).exists()


def test_a_determined_quarter_has_no_marks(quarter, time):
    verified(quarter, time)
    actions.accept_verification(quarter.fresh(), by=quarter.head)
    time.to(time.now + SECOND)
    quarter.finalise().determine()
    time.to(PLENARY + DAY)

    assert clock.marks_due(timezone.now()) == []


@pytest.mark.parametrize("count", [1, 3])
def test_looking_at_the_clock_costs_the_same(
    quarter, time, count, django_assert_num_queries
):
    for _ in range(count - 1):
        AssessmentFactory(period=quarter.assessment.period)
    time.to(FILLING - 3 * DAY)

    with django_assert_num_queries(4):
        clock.marks_due(timezone.now())


# Reminders


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        (timedelta(days=7, seconds=1), None),
        (timedelta(days=7), 7),
        (timedelta(days=3, seconds=1), 7),
        (timedelta(days=3), 3),
        (timedelta(days=1), 1),
        (timedelta(seconds=1), 1),
        (timedelta(), None),
        (-SECOND, None),
    ],
)
def test_reminder_is_the_nearest_that_has_come(before, expected):
    assert clock.reminder_for(FILLING, OPENED, FILLING - before) == expected


def test_no_reminder_fell_before_the_window_began():
    began = FILLING - 3 * DAY

    assert clock.reminder_for(FILLING, began, FILLING - 2 * DAY) is None
    assert clock.reminder_for(FILLING, began, FILLING - DAY) == 1


def test_filling_is_reminded_of_at_seven_three_and_one_days_once_each(quarter, time):
    for days in (7, 3, 1):
        time.to(FILLING - days * DAY)
        assert tick() == 1
        time.to(FILLING - days * DAY + MINUTE)
        assert tick() == 0

    end = "20 Oktober 2026, 16.00 Wita."
    assert told(quarter.member) == [
        f"Batas pengisian Triwulan IV 2026 tinggal {left}: {end}"
        for left in ("7 hari", "3 hari", "1 hari")
    ]
    assert told(quarter.head) == told(quarter.member)
    assert told(quarter.mentor) == told(quarter.assessor) == []


def test_of_reminders_that_were_missed_only_the_nearest_is_sent(quarter, time):
    time.to(FILLING - 5 * HOUR)

    tick()

    assert told(quarter.member) == [
        "Batas pengisian Triwulan IV 2026 tinggal 5 jam: 20 Oktober 2026, 16.00 Wita."
    ]


def test_who_has_sent_is_not_reminded(quarter, time):
    quarter.fill().submit()
    time.to(FILLING - DAY)

    tick()

    assert told(quarter.member) == []


def test_mending_and_objecting_are_reminded_of_a_day_before(quarter, time):
    due = returned(quarter, time)
    tick()
    assert told(quarter.member) == []
    time.to(due - DAY)
    tick()

    assert len(told(quarter.member)) == 1
    assert "perbaikan" in told(quarter.member)[0]


def test_of_objecting_only_the_head_is_reminded(quarter, time):
    due = verified(quarter, time)
    time.to(due - DAY)

    tick()

    assert told(quarter.member) == []
    assert "sanggah" in told(quarter.head)[0]


def test_mentors_and_assessors_are_reminded_of_what_waits_for_them(quarter, time):
    quarter.fill().submit()
    time.to(REVIEW - 3 * DAY)
    tick()
    assert len(told(quarter.mentor)) == 1
    quarter.review().close()
    time.to(PLENARY - 3 * DAY)
    tick()

    assert len(told(quarter.mentor)) == 1
    assert "pleno" in told(quarter.assessor)[0]


def test_a_second_run_of_the_same_plan_finds_it_opened(time):
    plan = planned()
    time.to(plan.opens_at)
    (mark,) = clock.marks_due(timezone.now())

    assert [actions.pass_mark(mark), actions.pass_mark(mark)] == [True, False]
    assert PlannedPeriod.objects.get().period is not None
