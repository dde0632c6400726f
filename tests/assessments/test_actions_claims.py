"""One mentor at a time decides on an answer."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.enums import Role
from accounts.models import AuditEvent
from assessments import actions
from assessments.actions import AssessmentError
from assessments.enums import Decision
from assessments.models import Review, ReviewClaim
from tests.factories import MentorAssignmentFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def submitted(quarter):
    return quarter.fill().submit()


@pytest.fixture
def other(quarter):
    """A second mentor of the same agency."""
    mentor = UserFactory(role=Role.MENTOR, name="Pendamping Dua")
    MentorAssignmentFactory(mentor=mentor, agency=quarter.assessment.agency)
    return mentor


def age(minutes):
    """Move the claim into the past, as if so much time had gone by."""
    claim = ReviewClaim.objects.get()
    by = timedelta(minutes=minutes)
    ReviewClaim.objects.update(
        claimed_at=claim.claimed_at - by, expires_at=claim.expires_at - by
    )


def accept(answer, mentor):
    return actions.review(answer, decision=Decision.ACCEPTED, by=mentor)


def test_claim_lasts_ten_minutes_and_is_not_in_the_trail(submitted):
    events = AuditEvent.objects.count()

    made = actions.claim(submitted.answer("I1"), by=submitted.mentor)

    assert made.expires_at - made.claimed_at == timedelta(minutes=10)
    assert AuditEvent.objects.count() == events


def test_claim_of_another_keeps_out_until_it_expires(submitted, other):
    answer = submitted.answer("I1")
    actions.claim(answer, by=other)

    with pytest.raises(AssessmentError, match="sedang ditelaah oleh Pendamping Dua"):
        actions.claim(answer, by=submitted.mentor)
    with pytest.raises(AssessmentError, match="sedang ditelaah oleh Pendamping Dua"):
        accept(answer, submitted.mentor)
    age(11)

    assert actions.claim(answer, by=submitted.mentor).mentor == submitted.mentor
    assert ReviewClaim.objects.count() == 1


def test_claim_goes_with_the_decision(submitted):
    answer = submitted.answer("I1")
    actions.claim(answer, by=submitted.mentor)

    accept(answer, submitted.mentor)

    assert not ReviewClaim.objects.exists()
    with pytest.raises(AssessmentError, match="sudah diputus"):
        actions.claim(answer, by=submitted.mentor)


def test_claim_stays_when_the_decision_is_refused(submitted):
    answer = submitted.answer("I1")
    actions.claim(answer, by=submitted.mentor)

    with pytest.raises(AssessmentError, match="Tulis alasan"):
        actions.review(answer, decision=Decision.RETURNED, by=submitted.mentor)

    assert ReviewClaim.objects.get().mentor == submitted.mentor


def test_a_decision_needs_no_claim(submitted):
    accept(submitted.answer("I1"), submitted.mentor)

    assert Review.objects.count() == 1


def test_renewing_moves_the_end_for_an_hour(submitted):
    answer = submitted.answer("I1")
    begun = actions.claim(answer, by=submitted.mentor).claimed_at
    age(4)

    renewed = actions.claim(answer, renew=True, by=submitted.mentor)

    assert renewed.expires_at > begun + timedelta(minutes=9)
    assert begun - renewed.claimed_at == timedelta(minutes=4)
    ReviewClaim.objects.update(claimed_at=timezone.now() - timedelta(minutes=61))
    with pytest.raises(AssessmentError, match="Waktu telaah Anda habis"):
        actions.claim(answer, renew=True, by=submitted.mentor)


def test_renewing_what_expired_is_refused(submitted):
    answer = submitted.answer("I1")
    actions.claim(answer, by=submitted.mentor)
    age(11)

    with pytest.raises(AssessmentError, match="habis"):
        actions.claim(answer, renew=True, by=submitted.mentor)


def test_release_lets_only_the_own_claim_go(submitted, other):
    answer = submitted.answer("I1")
    actions.claim(answer, by=other)

    actions.release(answer, by=submitted.mentor)
    assert ReviewClaim.objects.count() == 1
    actions.release(answer, by=other)

    assert ReviewClaim.objects.count() == 0


def test_claim_needs_an_assignment_and_a_submission(quarter):
    quarter.fill()
    with pytest.raises(AssessmentError, match="tidak dapat ditelaah"):
        actions.claim(quarter.answer("I1"), by=quarter.mentor)
    quarter.submit()

    with pytest.raises(AssessmentError, match="tidak bertugas"):
        actions.claim(quarter.answer("I1"), by=UserFactory(role=Role.MENTOR))


def test_an_assignment_for_another_quarter_gives_no_say(submitted):
    period = submitted.assessment.period
    elsewhere = period.quarter % 4 + 1
    submitted.mentor.mentor_assignments.update(year=period.year, quarter=elsewhere)

    with pytest.raises(AssessmentError, match=f"tidak bertugas .* pada {period}"):
        accept(submitted.answer("I1"), submitted.mentor)
    with pytest.raises(AssessmentError, match="tidak bertugas"):
        actions.close_round(submitted.assessment, by=submitted.mentor)
    submitted.mentor.mentor_assignments.update(quarter=period.quarter)

    accept(submitted.answer("I1"), submitted.mentor)


def test_a_claim_ends_after_it_begins_and_an_answer_has_one(submitted, other):
    answer, now = submitted.answer("I1"), timezone.now()
    fields = {"answer": answer, "mentor": other}
    with pytest.raises(IntegrityError, match="expires_later"), transaction.atomic():
        ReviewClaim.objects.create(**fields, claimed_at=now, expires_at=now)
    actions.claim(answer, by=other)

    with pytest.raises(IntegrityError, match="answer_id"), transaction.atomic():
        ReviewClaim.objects.create(**fields, expires_at=now + timedelta(minutes=1))
