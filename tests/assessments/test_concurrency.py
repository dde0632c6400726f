"""Two people at once, on real PostgreSQL: one wins, the other is told."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from accounts import audit
from accounts.enums import Role
from assessments import actions
from assessments.actions import AnswerConflict, AssessmentError
from assessments.enums import Decision, Status
from assessments.models import (
    AnswerRevision,
    Determination,
    PlenaryItem,
    PlenarySession,
    Retraction,
    Review,
)
from assessments.models.plenary import mark_of
from instruments import queries
from tests.assessments.conftest import Quarter
from tests.factories import AgencyFactory, AssessmentFactory, UserFactory

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


# Taken back, withdrawn, decided


def test_a_submission_taken_back_while_a_mentor_decides(quarter):
    quarter.fill().submit()
    answer = quarter.answer("I1")

    found = at_once(
        lambda: actions.retract(quarter.assessment, reason="Keliru.", by=quarter.head),
        lambda: actions.review(answer, decision=Decision.ACCEPTED, by=quarter.mentor),
    )

    is_reviewed = Review.objects.exists()
    assert sum(isinstance(result, AssessmentError) for result in found) == 1
    assert quarter.fresh().state is (
        Status.SUBMITTED if is_reviewed else Status.FILLING
    )
    assert Retraction.objects.count() == (0 if is_reviewed else 1)
    assert list(audit.broken_links()) == []


def contest(quarter):
    lowered = (Decision.ADJUSTED, 2, "Kurang.")
    quarter.fill().submit().review(I1=lowered).close()
    objection = quarter.object_to("I1")
    actions.accept_verification(quarter.assessment, by=quarter.head)
    quarter.sit()
    return objection, mark_of(quarter.answer("I1"), objection)


def test_an_objection_withdrawn_while_it_is_decided(quarter):
    objection, seen = contest(quarter)
    answer = quarter.answer("I1")

    found = at_once(
        lambda: actions.withdraw_objection(
            objection, reason="Keliru.", by=quarter.head
        ),
        lambda: actions.set_final(
            answer, level=3, reason="Sah.", seen=seen, by=quarter.assessor
        ),
    )

    objection.refresh_from_db()
    assert sum(isinstance(result, AssessmentError) for result in found) == 1
    assert (objection.withdrawn_at is None) is (objection.decided_at is not None)
    assert (quarter.answer("I1").final_level == 3) is (objection.outcome == "CHANGED")
    assert list(audit.broken_links()) == []


def test_two_assessors_decide_one_item(quarter):
    _, seen = contest(quarter)
    answer = quarter.answer("I1")
    other = UserFactory(role=Role.ASSESSOR)

    found = at_once(
        lambda: actions.set_final(
            answer, level=3, reason="Sah.", seen=seen, by=quarter.assessor
        ),
        lambda: actions.set_final(
            answer, level=2, reason="Tetap.", seen=seen, by=other
        ),
    )

    assert sum("saat Anda menulis" in str(result) for result in found) == 1
    assert PlenaryItem.objects.get().level == quarter.answer("I1").final_level


def test_a_sitting_closed_while_it_decides(quarter):
    contest(quarter)
    answer = quarter.answer("I1")
    session = PlenarySession.objects.get()

    at_once(
        lambda: actions.close_session(session, by=quarter.assessor),
        lambda: actions.set_final(answer, level=3, reason="Sah.", by=quarter.assessor),
    )

    session.refresh_from_db()
    assert not session.is_open
    assert session.items.exists() is (quarter.answer("I1").final_level == 3)


def test_two_sittings_opened_at_once(quarter):
    found = at_once(*([quarter.sit] * 2))

    assert sum(isinstance(result, AssessmentError) for result in found) == 1
    assert PlenarySession.objects.count() == 1
