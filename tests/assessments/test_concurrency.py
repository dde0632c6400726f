"""Two people at once, on real PostgreSQL: one wins, the other is told."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from accounts import audit
from accounts.models import Notice
from assessments import actions
from assessments.actions import AnswerConflict, AssessmentError
from assessments.clock import marks_due
from assessments.enums import Decision, Status
from assessments.models import (
    AnswerRevision,
    Assessment,
    Determination,
    Passage,
    Period,
    Review,
    Transition,
)
from assessments.tasks import tick
from instruments import queries
from tests.assessments.conftest import Quarter
from tests.factories import AgencyFactory, AssessmentFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def quarter(transactional_db):
    queries.forget()
    yield Quarter(AssessmentFactory(agency=AgencyFactory(code="1.02")))
    queries.forget()


def at_once(*calls):
    """Run the calls in threads that start together; results or refusals, in order."""
    barrier = Barrier(len(calls))

    def run(call):
        barrier.wait()
        try:
            return call()
        except AssessmentError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_two_saves_of_one_answer(quarter):
    found = at_once(
        lambda: quarter.save("I1", 3, facts="Satu", version=0),
        lambda: quarter.save("I1", 4, facts="Dua", version=0),
    )

    assert sum(isinstance(result, AnswerConflict) for result in found) == 1
    assert AnswerRevision.objects.count() == 1
    assert quarter.answer("I1").version == 1


def test_ten_saves_of_different_answers_all_succeed(quarter):
    sibling = Quarter(
        AssessmentFactory(period=quarter.assessment.period, agency=AgencyFactory())
    )

    at_once(
        *(
            lambda q=q, code=code: q.save(code, 3, version=0)
            for q in (quarter, sibling)
            for code in ("I1", "I2", "I3")
        )
    )

    assert AnswerRevision.objects.count() == 6
    assert list(audit.broken_links()) == []


def test_two_submissions(quarter):
    quarter.fill()

    found = at_once(
        *([lambda: actions.submit(quarter.assessment, by=quarter.head)] * 2)
    )

    assert sum(isinstance(result, AssessmentError) for result in found) == 1
    assert quarter.fresh().round == 1


def test_a_save_and_a_submission(quarter):
    quarter.fill()

    at_once(
        lambda: quarter.save("I1", 4),
        lambda: actions.submit(quarter.assessment, by=quarter.head),
    )

    saved = quarter.answer("I1").self_level == 4
    assert quarter.fresh().state is (Status.FILLING if saved else Status.SUBMITTED)


def test_two_mentors_decide_the_same_answer(quarter):
    quarter.fill().submit()
    answer = quarter.answer("I1")

    found = at_once(
        lambda: actions.review(answer, decision=Decision.ACCEPTED, by=quarter.mentor),
        lambda: actions.review(
            answer, decision=Decision.RETURNED, reason="Kurang.", by=quarter.mentor
        ),
    )

    assert sum("sudah diputus" in str(result) for result in found) == 1
    assert Review.objects.count() == 1


def test_two_determinations(quarter):
    quarter.verify().finalise()

    found = at_once(
        lambda: quarter.determine(number="1"), lambda: quarter.determine(number="2")
    )

    assert sum(isinstance(result, AssessmentError) for result in found) == 1
    assert Determination.objects.count() == 1
    assert list(audit.broken_links()) == []


def kept_import(quarter):
    return actions.keep_import(
        quarter.assessment,
        file_name="isian.xlsx",
        file_sha256="0" * 64,
        rows={"rows": [], "errors": [], "extra": 0},
        by=quarter.member,
    )


def entries(quarter):
    codes = ("I1", "I2", "I3")
    return [actions.Entry(quarter.answer(code), 0, 2, "Berkas", "") for code in codes]


def test_one_import_applied_twice(quarter):
    kept, rows = kept_import(quarter), entries(quarter)

    found = at_once(
        *([lambda: actions.apply_import(kept, rows, by=quarter.member)] * 2)
    )

    assert sum(isinstance(result, AssessmentError) for result in found) == 1
    assert AnswerRevision.objects.count() == 3


def test_an_import_among_saves_of_colleagues_is_whole_or_nothing(quarter):
    kept, rows = kept_import(quarter), entries(quarter)

    at_once(
        lambda: quarter.save("I3", 5, version=0),
        lambda: actions.apply_import(kept, rows, by=quarter.member),
        lambda: quarter.save("I2", 5, version=0),
    )

    # whichever came first: the import saved all three, or none of them
    by_file = [quarter.answer(code).facts == "Berkas" for code in ("I1", "I2", "I3")]
    kept.refresh_from_db()
    assert by_file == [kept.applied_at is not None] * 3
    assert list(audit.broken_links()) == []


def test_two_clocks_at_once_pass_each_mark_once(quarter):
    past = timezone.now() - timedelta(hours=1)
    Period.objects.update(filling_until=past)
    actions.plan_period(
        2030,
        1,
        version=quarter.assessment.version,
        agencies=[AgencyFactory()],
        deadlines=actions.Deadlines(
            *(timezone.now() + timedelta(days=n) for n in (1, 2, 3))
        ),
        opens_at=timezone.now() + timedelta(milliseconds=50),
        by=quarter.secretary,
    )
    time.sleep(0.1)
    marks = marks_due(timezone.now())

    done = [at_once(*([lambda m=mark: actions.pass_mark(m)] * 3)) for mark in marks]

    assert [sorted(results) for results in done] == [[False, False, True]] * 3
    assert Passage.objects.count() == 3
    assert Period.objects.count() == 2
    assert Notice.objects.filter(user=quarter.member).count() == 1
    assert list(audit.broken_links()) == []


def test_the_clock_and_a_submission_at_the_end_of_mending(quarter):
    quarter.fill().submit().review(I1=(Decision.RETURNED, None, "Kurang.")).close()
    actions.mark_ready(quarter.answer("I1"), by=quarter.member)
    Assessment.objects.update(revision_due_at=timezone.now() + timedelta(seconds=0.3))

    def clock():
        time.sleep(0.35)
        return tick()

    at_once(clock, lambda: actions.submit(quarter.assessment, by=quarter.head))

    moves = Transition.objects.filter(new=Status.SUBMITTED, round=2)
    assert moves.count() == 1
    assert quarter.fresh().round == 2
