"""Verdicts on citations, decisions taken back, and what the database keeps of them."""

from types import SimpleNamespace

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.enums import Role
from accounts.models import AuditEvent, Notice
from assessments import actions
from assessments.actions import AssessmentError, DoubtError
from assessments.enums import AnswerStatus, Decision, Outcome, Status
from assessments.models import (
    Answer,
    ReasonPhrase,
    Review,
    ReviewWithdrawal,
    Verdict,
)
from assessments.verdicts import is_doubted, judge
from tests.factories import MentorAssignmentFactory, UserFactory

BACK = (Decision.RETURNED, None, "Kurang lengkap.")


def citation(quarter, code="I1"):
    return quarter.answer(code).citations.get()


def say(quarter, outcome=Outcome.YES, reason="", level=3, by=None):
    return actions.judge_citation(
        citation(quarter),
        outcome=outcome,
        level=level,
        reason=reason,
        by=by or quarter.mentor,
    )


def accept(quarter, code="I1", **more):
    return actions.review(
        quarter.answer(code), decision=Decision.ACCEPTED, by=quarter.mentor, **more
    )


@pytest.fixture
def sent(quarter):
    return quarter.fill().submit()


# Verdicts


def test_judge_citation_writes_a_verdict_and_an_event(sent):
    made = say(sent, Outcome.PARTLY, "  Lampiran belum ada. ")

    assert (made.round, made.level, made.state) == (1, 3, Outcome.PARTLY)
    assert made.reason == "Lampiran belum ada."
    event = AuditEvent.objects.get(verb="citation.judged")
    assert event.data["outcome"] == "PARTLY"


def test_the_newest_verdict_counts_and_the_older_one_stays(sent):
    say(sent, Outcome.NO, "Tidak terbaca.")
    say(sent, Outcome.YES)

    found = [citation(sent)]
    judge(found, with_work=True)

    assert found[0].verdict.state is Outcome.YES
    assert Verdict.objects.count() == 2


def test_judge_citation_without_a_reason_is_refused(sent):
    with pytest.raises(AssessmentError, match="Tulis alasan"):
        say(sent, Outcome.NO, " ")


def test_judge_citation_outside_the_scale_is_refused(sent):
    with pytest.raises(AssessmentError, match="Tingkat harus 1 sampai 5"):
        say(sent, level=6)


def test_judge_citation_of_a_decided_answer_is_refused(sent):
    accept(sent)

    with pytest.raises(AssessmentError, match="sudah diputus"):
        say(sent)


def test_judge_citation_before_submission_is_refused(quarter):
    quarter.fill()

    with pytest.raises(AssessmentError, match="tidak dapat dinilai buktinya"):
        say(quarter)


def test_judge_citation_by_a_stranger_is_refused(sent):
    with pytest.raises(AssessmentError, match="tidak bertugas"):
        say(sent, by=UserFactory(role=Role.MENTOR))


def test_judge_a_withdrawn_citation_is_refused(sent):
    cited = sent.answer("I1").citations
    cited.update(withdrawn_at=timezone.now(), withdrawn_by=sent.member)

    with pytest.raises(AssessmentError, match="sudah dilepas"):
        say(sent)


@pytest.mark.parametrize(
    ("given", "doubted"),
    [
        ([], False),
        ([("YES", 3, 2)], False),
        ([("NO", 3, 2)], True),
        ([("PARTLY", 2, 2)], True),
        ([("NO", 4, 2)], False),
        ([("NO", 3, 2), ("YES", 3, 2)], False),
        ([("NO", 3, 2), ("YES", 2, 2)], True),
        ([("NO", 3, 1)], False),
        ([None], False),
    ],
)
def test_is_doubted_when_nothing_proves_the_level(given, doubted):
    cited = [
        SimpleNamespace(
            verdict=one and Verdict(outcome=one[0], level=one[1], round=one[2])
        )
        for one in given
    ]

    assert is_doubted(cited, level=3, round_=2) is doubted


def test_review_accepts_against_verdicts_only_when_it_is_said(sent):
    say(sent, Outcome.NO, "Tidak terbaca.")

    with pytest.raises(DoubtError, match="belum didukung"):
        accept(sent)
    accept(sent, despite_verdicts=True)

    event = AuditEvent.objects.get(verb="answer.reviewed")
    assert event.data["despite_verdicts"] is True


def test_verdicts_of_an_earlier_round_doubt_nothing(sent):
    say(sent, Outcome.NO, "Tidak terbaca.")
    sent.review(I1=BACK).close()
    sent.save("I1", 3, facts="Sudah terbaca.")
    actions.mark_ready(sent.answer("I1"), by=sent.member)
    sent.submit()

    accept(sent)

    assert sent.answer("I1").state is AnswerStatus.ACCEPTED


# Taking back


@pytest.mark.parametrize(
    "decision", [(Decision.ACCEPTED, None, ""), BACK, (Decision.ADJUSTED, 2, "Kurang.")]
)
def test_withdraw_review_lets_the_answer_wait_again(sent, decision):
    chosen, level, reason = decision
    made = actions.review(
        sent.answer("I1"),
        decision=chosen,
        level=level,
        reason=reason,
        by=sent.mentor,
    )

    actions.withdraw_review(made, reason="Salah tekan.", by=sent.mentor)

    answer = sent.answer("I1")
    assert answer.state is AnswerStatus.READY
    assert (answer.verified_level, answer.verified_reason) == (None, "")
    assert (answer.verified_at, answer.verified_by) == (None, None)
    assert ReviewWithdrawal.objects.get().reason == "Salah tekan."
    assert not Review.objects.standing().exists()
    assert AuditEvent.objects.filter(verb="review.withdrawn").count() == 1


def test_withdraw_review_twice_is_refused(sent):
    made = accept(sent)
    actions.withdraw_review(made, by=sent.mentor)

    with pytest.raises(AssessmentError, match="sudah dibatalkan"):
        actions.withdraw_review(made, by=sent.mentor)


def test_withdraw_review_after_the_round_was_sent_is_refused(sent):
    sent.review(I1=BACK).close()
    made = sent.answer("I1").reviews.get()

    with pytest.raises(AssessmentError, match="sudah dikirim"):
        actions.withdraw_review(made, by=sent.mentor)


def test_withdraw_review_of_the_round_before_is_refused(sent):
    sent.review(I1=BACK).close()
    sent.save("I1", 3, facts="Lengkap.")
    actions.mark_ready(sent.answer("I1"), by=sent.member)
    sent.submit()

    with pytest.raises(AssessmentError, match="sudah dikirim"):
        actions.withdraw_review(sent.answer("I2").reviews.get(), by=sent.mentor)


def test_withdraw_review_by_another_mentor_of_the_agency(sent):
    made = accept(sent)
    other = UserFactory(role=Role.MENTOR)
    with pytest.raises(AssessmentError, match="tidak bertugas"):
        actions.withdraw_review(made, by=other)
    MentorAssignmentFactory(mentor=other, agency=sent.assessment.agency)

    actions.withdraw_review(made, by=other)

    assert sent.answer("I1").state is AnswerStatus.READY


def test_a_decision_taken_back_is_made_anew(sent):
    actions.withdraw_review(accept(sent), by=sent.mentor)
    sent.review(I1=BACK).close()

    assert sent.fresh().state is Status.RETURNED
    assert [
        r.state for r in Review.objects.standing().filter(answer=sent.answer("I1"))
    ] == [Decision.RETURNED]


def test_a_returned_answer_taken_back_is_a_draft_after_a_later_save(sent):
    made = actions.review(
        sent.answer("I1"), decision=Decision.RETURNED, reason="Kurang.", by=sent.mentor
    )
    actions.withdraw_review(made, by=sent.mentor)
    sent.review(I2=BACK).close()

    answer = sent.answer("I1")

    assert answer.state is AnswerStatus.ACCEPTED
    assert not answer.reviews.standing().filter(decision=Decision.RETURNED).exists()


def test_close_round_tells_the_agency_once(sent):
    sent.review(I1=BACK).close()

    told = Notice.objects.filter(user=sent.head)
    assert [notice.kind for notice in told] == ["RETURNED"]


# The database


def test_verdicts_and_withdrawals_stay_as_they_are(sent):
    say(sent)
    actions.withdraw_review(accept(sent), by=sent.mentor)

    for rows in (Verdict.objects, ReviewWithdrawal.objects):
        with pytest.raises(IntegrityError, match="tidak dapat"), transaction.atomic():
            rows.update(reason="lain")
        with pytest.raises(IntegrityError, match="tidak dapat"), transaction.atomic():
            rows.all()._raw_delete("default")


def test_a_verdict_without_a_reason_is_refused_by_the_database(sent):
    with pytest.raises(IntegrityError, match="explained_unless_yes"):
        Verdict.objects.create(
            citation=citation(sent),
            round=1,
            level=3,
            outcome=Outcome.NO,
            decided_by=sent.mentor,
        )


def test_a_second_decision_in_a_round_is_refused_by_the_database(sent):
    made = accept(sent)
    made.pk = None

    with pytest.raises(IntegrityError, match="sudah diputus"):
        made.save(force_insert=True)


def test_a_sent_decision_is_not_taken_back_in_the_database(sent):
    sent.review().close()

    with pytest.raises(IntegrityError, match="sudah dikirim"):
        ReviewWithdrawal.objects.create(
            review=sent.answer("I1").reviews.get(), withdrawn_by=sent.mentor
        )


# What the agency knows


def test_sent_levels_leave_out_a_round_in_work(sent):
    accept(sent, "I1")
    actions.review(
        sent.answer("I2"), decision=Decision.RETURNED, reason="Kurang.", by=sent.mentor
    )

    rows = Answer.objects.filter(assessment=sent.assessment).with_sent_levels()

    assert {(row.sent_status, row.sent_level) for row in rows} == {("READY", None)}
    assert [row.is_in_work for row in rows.in_order()] == [True, True, False]


def test_sent_levels_keep_what_an_earlier_round_accepted(sent):
    sent.review(I1=BACK).close()
    sent.save("I1", 3, facts="Lengkap.")
    actions.mark_ready(sent.answer("I1"), by=sent.member)
    sent.submit()
    accept(sent, "I1")

    rows = Answer.objects.filter(assessment=sent.assessment).with_sent_levels()

    assert [row.sent_level for row in rows.in_order()] == [None, 2, 5]
    assert [
        r.round for r in Review.objects.sent().filter(answer=sent.answer("I1"))
    ] == [1]


# Phrases


def phrase(mentor, text="Belum ditandatangani.", decision=Decision.RETURNED, code=""):
    return actions.add_phrase(
        text=text, decision=decision, indicator_code=code, by=mentor
    )


def test_phrases_are_the_own_ones_and_the_shared_ones(quarter):
    shared = ReasonPhrase.objects.create(text="Tidak terbaca.")
    mine = phrase(quarter.mentor)
    phrase(UserFactory(role=Role.MENTOR), text="Milik orang lain.")

    usable = ReasonPhrase.objects.usable_by(quarter.mentor)

    assert set(usable) == {shared, mine}
    assert not ReasonPhrase.objects.usable_by(quarter.member).exists()
    assert not ReasonPhrase.objects.owned_by(quarter.member).exists()


def test_phrases_fit_an_indicator_or_any(quarter):
    phrase(quarter.mentor, text="Untuk I1.", code="I1")
    phrase(quarter.mentor, text="Untuk I2.", code="I2")
    phrase(quarter.mentor, text="Untuk semua.")

    fitting = ReasonPhrase.objects.fitting("I1").in_order()

    assert [one.text for one in fitting] == ["Untuk I1.", "Untuk semua."]


def test_add_phrase_twice_is_refused(quarter):
    phrase(quarter.mentor)

    with pytest.raises(AssessmentError, match="sudah ada"):
        phrase(quarter.mentor)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReasonPhrase.objects.create(
            text="Belum ditandatangani.",
            decision=Decision.RETURNED,
            owner=quarter.mentor,
        )


def test_change_phrase_retires_the_old_one(quarter):
    old = phrase(quarter.mentor)
    said = {"decision": None, "indicator_code": "", "by": quarter.mentor}

    new = actions.change_phrase(old, text="Belum disahkan.", **said)
    same = actions.change_phrase(new, text="Belum disahkan.", **said)

    old.refresh_from_db()
    assert (old.text, old.retired_at is None) == ("Belum ditandatangani.", False)
    assert (new.text, new.decision, same) == ("Belum disahkan.", "", new)


def test_retire_phrase_ends_the_offer(quarter):
    mine = phrase(quarter.mentor)

    actions.retire_phrase(mine, by=quarter.mentor)

    assert not ReasonPhrase.objects.usable_by(quarter.mentor).exists()
    with pytest.raises(AssessmentError, match="tidak dipakai"):
        actions.retire_phrase(mine, by=quarter.mentor)


def test_retire_phrase_of_another_is_refused(quarter):
    shared = ReasonPhrase.objects.create(text="Tidak terbaca.")

    with pytest.raises(AssessmentError, match="milik bersama"):
        actions.retire_phrase(shared, by=quarter.mentor)


def test_phrases_are_not_deleted(quarter):
    phrase(quarter.mentor)

    with pytest.raises(IntegrityError, match="tidak dapat"), transaction.atomic():
        ReasonPhrase.objects.all()._raw_delete("default")
