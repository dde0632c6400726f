"""Two people at once, on real PostgreSQL: one wins, the other is told."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts import audit
from accounts.enums import Role
from accounts.models import Notice
from assessments import actions
from assessments.actions import AnswerConflict, AssessmentError
from assessments.clock import marks_due
from assessments.enums import Decision, Status
from assessments.models import (
    AnswerRevision,
    Assessment,
    Citation,
    Determination,
    Passage,
    Period,
    PlenaryItem,
    PlenarySession,
    Retraction,
    Review,
    ReviewClaim,
    Transition,
)
from assessments.models.plenary import mark_of
from assessments.tasks import tick
from evidence import actions as library
from instruments import queries
from tests.assessments.conftest import Quarter
from tests.assessments.races import at_once, once_done
from tests.factories import (
    AgencyFactory,
    AssessmentFactory,
    MentorAssignmentFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def quarter(transactional_db):
    queries.forget()
    yield Quarter(AssessmentFactory(agency=AgencyFactory(code="1.02")))
    queries.forget()


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


def test_two_mentors_claim_the_same_answer(quarter):
    quarter.fill().submit()
    other = MentorAssignmentFactory(agency=quarter.assessment.agency).mentor
    answer = quarter.answer("I1")

    found = at_once(
        lambda: actions.claim(answer, by=quarter.mentor),
        lambda: actions.claim(answer, by=other),
    )

    assert sum("sedang ditelaah" in str(result) for result in found) == 1
    winner = next(r for r in found if not isinstance(r, AssessmentError)).mentor
    assert ReviewClaim.objects.get().mentor == winner


def test_a_claim_and_a_decision_of_another(quarter):
    quarter.fill().submit()
    other = MentorAssignmentFactory(agency=quarter.assessment.agency).mentor
    answer = quarter.answer("I1")

    found = at_once(
        lambda: actions.claim(answer, by=other),
        lambda: actions.review(answer, decision=Decision.ACCEPTED, by=quarter.mentor),
    )

    assert sum(isinstance(result, AssessmentError) for result in found) == 1
    assert ReviewClaim.objects.count() + Review.objects.count() == 1


def test_a_citation_waits_for_the_withdrawal_of_its_document(quarter):
    answer, document = quarter.answer("I1"), quarter.document

    found = once_done(
        lambda: library.withdraw(document, reason="Salah unggah.", by=quarter.member),
        then=lambda: actions.cite(answer, document, by=quarter.member),
    )

    assert str(found) == "Dokumen itu sudah ditarik dari pustaka."
    assert not Citation.objects.exists()


def test_a_withdrawal_waits_for_the_citation_of_its_document(quarter):
    answer, document = quarter.answer("I1"), quarter.document

    found = once_done(
        lambda: actions.cite(answer, document, by=quarter.member),
        then=lambda: library.withdraw(
            document, reason="Salah unggah.", by=quarter.member
        ),
    )

    assert Citation.objects.get().cited_at < found.withdrawn_at
    assert list(audit.broken_links()) == []


def test_a_decision_taken_back_while_the_round_is_sent(quarter):
    quarter.fill().submit().review()
    made = quarter.answer("I1").reviews.get()

    found = at_once(
        lambda: actions.withdraw_review(made, by=quarter.mentor),
        lambda: actions.close_round(quarter.assessment, by=quarter.mentor),
    )

    assert sum(isinstance(result, AssessmentError) for result in found) == 1
    withdrawn = quarter.fresh().state is Status.SUBMITTED
    assert Review.objects.standing().count() == (2 if withdrawn else 3)


def test_a_decision_taken_back_twice(quarter):
    quarter.fill().submit().review()
    made = quarter.answer("I1").reviews.get()

    found = at_once(*([lambda: actions.withdraw_review(made, by=quarter.mentor)] * 2))

    assert sum("sudah dibatalkan" in str(result) for result in found) == 1


def test_two_determinations(quarter):
    quarter.verify().finalise()

    found = at_once(
        lambda: quarter.determine(number="1"), lambda: quarter.determine(number="2")
    )

    assert sum(isinstance(result, AssessmentError) for result in found) == 1
    assert Determination.objects.count() == 1
    assert list(audit.broken_links()) == []


def prepared(quarter):
    """A correction of a determined quarter, not approved yet; and its mark."""
    quarter.verify().finalise().determine(number="1")
    correction = actions.prepare_correction(
        quarter.assessment.period, reason="Keliru.", source="LHP", by=quarter.secretary
    )
    actions.add_corrected_level(
        correction,
        quarter.answer("I1"),
        level=4,
        reason="Keliru.",
        source="LHP",
        by=quarter.secretary,
    )
    return correction, actions.mark_of(correction.levels.all())


def approved(quarter):
    correction, mark = prepared(quarter)
    return actions.approve_correction(correction, mark=mark, by=quarter.assessor)


def test_two_secretaries_determine_one_correction(quarter):
    correction = approved(quarter)

    found = at_once(
        *(
            lambda n=n: quarter.determine(number=str(n), correction=correction)
            for n in (2, 3)
        )
    )

    assert sum("Ditetapkan" in str(result) for result in found) == 1
    assert Determination.objects.count() == 2
    assert quarter.assessment.results.in_force().get().index == 4
    assert list(audit.broken_links()) == []


def test_a_correction_and_a_determination_of_what_became_final(quarter):
    correction = approved(quarter)
    sibling = Quarter(
        AssessmentFactory(period=quarter.assessment.period, agency=AgencyFactory())
    )
    sibling.verify().finalise()

    found = at_once(
        lambda: quarter.determine(number="2", correction=correction),
        lambda: sibling.determine(number="3", reason="OPD terlambat."),
    )

    # whichever came first takes the late agency along; then nothing new is left to
    # an ordinary determination, and the correction still stands by itself
    refused = [result for result in found if isinstance(result, AssessmentError)]
    assert Determination.objects.count() == 3 - len(refused)
    assert not isinstance(found[0], AssessmentError)
    assert quarter.assessment.results.in_force().get().index == 4
    assert sibling.assessment.results.in_force().get().is_final
    assert list(audit.broken_links()) == []


def test_a_correction_is_dropped_while_it_is_determined(quarter):
    correction = approved(quarter)

    found = at_once(
        lambda: quarter.determine(number="2", correction=correction),
        lambda: actions.drop_correction(
            correction, reason="Batal.", by=quarter.assessor
        ),
    )

    assert sum(isinstance(result, AssessmentError) for result in found) == 1


def test_a_line_is_added_while_an_assessor_approves(quarter):
    correction, mark = prepared(quarter)

    found = at_once(
        lambda: actions.approve_correction(correction, mark=mark, by=quarter.assessor),
        lambda: actions.add_corrected_level(
            correction,
            quarter.answer("I2"),
            level=4,
            reason="Keliru.",
            source="LHP",
            by=quarter.secretary,
        ),
    )

    assert sum(isinstance(result, AssessmentError) for result in found) == 1
    correction.refresh_from_db()
    assert correction.is_approved == (correction.levels.count() == 1)


def test_two_corrections_are_prepared(quarter):
    quarter.verify().finalise().determine(number="1")
    period = quarter.assessment.period

    found = at_once(
        *(
            [
                lambda: actions.prepare_correction(
                    period, reason="Keliru.", source="LHP", by=quarter.secretary
                )
            ]
            * 2
        )
    )

    assert sum("sedang disusun" in str(result) for result in found) == 1


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


# The clock


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
