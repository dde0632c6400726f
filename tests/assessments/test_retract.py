from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent, Notice
from assessments import actions
from assessments.actions import AssessmentError
from assessments.enums import AnswerStatus, Decision, Outcome, Status
from assessments.models import Assessment, Retraction, Verdict
from assessments.verdicts import judge

RETURNED = (Decision.RETURNED, None, "Kurang.")


def retract(quarter, reason="Lampiran keliru."):
    return actions.retract(quarter.assessment, reason=reason, by=quarter.head)


def moves(quarter):
    found = quarter.assessment.transitions.order_by("pk")
    return [(move.old, move.new, move.round) for move in found]


def test_a_first_submission_is_taken_back_to_filling(quarter):
    quarter.fill().submit()

    retract(quarter)

    found = quarter.fresh()
    assert (found.state, found.round) == (Status.FILLING, 0)
    assert (found.submitted_at, found.submitted_by) == (None, None)
    assert moves(quarter) == [("FILLING", "SUBMITTED", 1), ("SUBMITTED", "FILLING", 1)]
    kept = Retraction.objects.get()
    assert (kept.round, kept.reason) == (1, "Lampiran keliru.")
    assert (kept.submitted_by, kept.retracted_by) == (quarter.head, quarter.head)
    event = AuditEvent.objects.latest("position")
    assert (event.verb, event.data["reason"]) == (
        "assessment.retracted",
        "Lampiran keliru.",
    )


def test_taking_back_tells_the_mentors(quarter):
    quarter.fill().submit()

    retract(quarter)

    told = Notice.objects.filter(user=quarter.mentor).latest("created_at")
    assert "menarik kembali pengajuan" in told.text


def test_what_was_taken_back_is_filled_and_submitted_again_in_the_same_round(quarter):
    quarter.fill().submit()
    retract(quarter)

    actions.mark_ready(quarter.save("I1", 4), by=quarter.member)
    quarter.submit().review().close()

    assert (quarter.fresh().state, quarter.fresh().round) == (Status.VERIFIED, 1)
    assert quarter.answer("I1").reviews.get().self_level == 4


def test_a_later_submission_is_taken_back_to_mending(quarter):
    quarter.fill().submit().review(I1=RETURNED).close()
    first, due = quarter.fresh().submitted_at, quarter.fresh().revision_due_at
    actions.mark_ready(quarter.save("I1", 4), by=quarter.member)
    quarter.submit()

    retract(quarter)

    found = quarter.fresh()
    assert (found.state, found.round, found.revision_due_at) == (
        Status.RETURNED,
        1,
        due,
    )
    assert abs(found.submitted_at - first) < timedelta(seconds=1)
    assert found.submitted_by == quarter.head
    assert quarter.save("I1", 5).state is AnswerStatus.RETURNED


@pytest.mark.parametrize("decision", [RETURNED, (Decision.ACCEPTED, None, "")])
def test_a_decision_of_the_round_ends_the_way_back(quarter, decision):
    quarter.fill().submit()
    what, level, reason = decision
    actions.review(
        quarter.answer("I2"),
        decision=what,
        level=level,
        reason=reason,
        by=quarter.mentor,
    )

    with pytest.raises(AssessmentError, match="sudah memutus indikator"):
        retract(quarter)

    assert quarter.fresh().state is Status.SUBMITTED


def test_a_decision_that_was_undone_counts_as_none(quarter):
    quarter.fill().submit()
    actions.review(quarter.answer("I2"), decision=Decision.ACCEPTED, by=quarter.mentor)
    quarter.assessment.answers.update(status=AnswerStatus.READY)

    retract(quarter)

    assert quarter.fresh().state is Status.FILLING


def test_decisions_of_an_earlier_round_do_not_count(quarter):
    quarter.fill().submit().review(I1=RETURNED).close()
    actions.mark_ready(quarter.save("I1", 4), by=quarter.member)
    quarter.submit()

    retract(quarter)

    assert quarter.answer("I2").state is AnswerStatus.ACCEPTED


def test_taking_back_after_the_deadline_is_refused(quarter):
    quarter.fill().submit()
    past = timezone.now() - timedelta(hours=1)
    type(quarter.assessment.period).objects.update(filling_until=past)

    with pytest.raises(AssessmentError, match="tidak dapat dikirim lagi"):
        retract(quarter)

    assert quarter.fresh().state is Status.SUBMITTED


def test_taking_back_without_a_reason_is_refused(quarter):
    quarter.fill().submit()

    with pytest.raises(AssessmentError, match="Tulis alasan menarik kembali"):
        retract(quarter, " ")


def test_taking_back_what_was_not_sent_is_refused(quarter):
    with pytest.raises(AssessmentError, match="tidak dapat ditarik kembali"):
        retract(quarter)


def test_a_retraction_is_kept(quarter):
    quarter.fill().submit()
    retract(quarter)

    with (
        pytest.raises(IntegrityError, match="tidak dapat diubah"),
        transaction.atomic(),
    ):
        Retraction.objects.update(reason="Lain.")
    with (
        pytest.raises(IntegrityError, match="tidak dapat diubah"),
        transaction.atomic(),
    ):
        Retraction.objects.all().delete()
    with pytest.raises(IntegrityError, match="explained"), transaction.atomic():
        Retraction.objects.create(
            assessment=Assessment.objects.get(),
            round=1,
            submitted_at=timezone.now(),
            submitted_by=quarter.head,
            reason="",
            retracted_by=quarter.head,
        )


@pytest.mark.parametrize("is_first", [True, False])
def test_verdicts_on_what_was_taken_back_stay_unsaid(quarter, client_for, is_first):
    quarter.fill().submit()
    if not is_first:
        quarter.review(I1=RETURNED).close()
        actions.mark_ready(quarter.save("I1", 4), by=quarter.member)
        quarter.submit()
    citation = quarter.answer("I1").citations.get()
    actions.judge_citation(
        citation, outcome=Outcome.NO, level=3, reason="Belum sah.", by=quarter.mentor
    )

    retract(quarter)

    judge([citation], with_work=False)
    assert citation.verdict is None
    page = client_for(quarter.head).get(
        reverse("assessments:answer", args=[citation.answer_id])
    )
    assert "Belum sah." not in page.content.decode()


def test_what_a_mentor_said_of_evidence_before_does_not_count_again(quarter):
    quarter.fill().submit()
    citation = quarter.answer("I1").citations.get()
    said = {"outcome": Outcome.NO, "level": 3, "by": quarter.mentor}
    actions.judge_citation(citation, reason="Tidak terbaca.", **said)
    retract(quarter)
    quarter.submit()

    judge([citation], with_work=True)

    assert citation.verdict is None
    made = actions.review(
        quarter.answer("I1"), decision=Decision.ACCEPTED, by=quarter.mentor
    )
    assert made.level == 3  # nothing speaks against it any more
    again = actions.judge_citation
    with pytest.raises(AssessmentError, match="sudah diputus"):
        again(citation, reason="Masih.", **said)
    assert Verdict.objects.count() == 1  # the old one stays on record
