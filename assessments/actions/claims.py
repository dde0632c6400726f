"""Who decides on an answer just now: one mentor at a time."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import MentorAssignment, User
from assessments.actions.base import (
    AssessmentError,
    lock_answer,
    refuse_own_agency,
    refuse_own_indicator,
    refuse_unless,
)
from assessments.enums import AnswerStatus, Status
from assessments.models import Answer, Assessment, ReviewClaim
from lib import formats

CLAIM_LASTS = timedelta(minutes=10)
RENEWED_FOR = timedelta(hours=1)  # then a page left open holds nothing any more


@transaction.atomic
def claim(answer: Answer, *, renew: bool = False, by: User) -> ReviewClaim:
    """The mentor reviews the answer now: nobody else decides on it for ten minutes.

    `renew` is the page that says so by itself; it holds the answer an hour at most.
    Raises AssessmentError while another holds it, for an answer that does not wait,
    and for who is not assigned.
    """
    answer = lock_answer(answer)
    refuse_reviewer(answer, by)
    refuse_unless(answer.assessment, Status.SUBMITTED, doing="ditelaah")
    if answer.state is not AnswerStatus.READY:
        msg = f"Indikator ini sudah diputus: {answer.state.label}."
        raise AssessmentError(msg)
    refuse_claimed(answer, by)
    now = timezone.now()
    begun = now
    if renew:
        held = ReviewClaim.objects.live().filter(answer=answer).first()
        if held is None or now - held.claimed_at > RENEWED_FOR:
            msg = "Waktu telaah Anda habis. Tekan tombol ini untuk melanjutkan."
            raise AssessmentError(msg)
        begun = held.claimed_at
    made, _ = ReviewClaim.objects.update_or_create(
        answer=answer,
        defaults={"mentor": by, "claimed_at": begun, "expires_at": now + CLAIM_LASTS},
    )
    return made


@transaction.atomic
def release(answer: Answer, *, by: User) -> None:
    """Let the own claim go; another's stays."""
    ReviewClaim.objects.filter(answer=lock_answer(answer), mentor=by).delete()


def refuse_claimed(answer: Answer, by: User) -> None:
    """Nobody decides on what another is reviewing; called with the answer locked."""
    claims = ReviewClaim.objects.live().filter(answer=answer).exclude(mentor=by)
    if held := claims.select_related("mentor").first():
        until = formats.clock(held.expires_at)
        msg = f"Indikator ini sedang ditelaah oleh {held.mentor} sampai {until}."
        raise AssessmentError(msg)


def settle_claim(answer: Answer, by: User) -> None:
    """Refuse while another reviews the answer; a claim of one's own goes with the
    decision that follows in the same transaction.
    """
    refuse_claimed(answer, by)
    ReviewClaim.objects.filter(answer=answer).delete()


def refuse_reviewer(answer: Answer, by: User) -> None:
    """As `refuse_unassigned`, and not of an indicator that the own agency answers for."""
    refuse_unassigned(answer.assessment, by)
    refuse_own_indicator(answer, by)


def refuse_unassigned(assessment: Assessment, by: User) -> None:
    """Review needs an assignment of today for the quarter, and another's agency."""
    refuse_own_agency(assessment, by)
    period = assessment.period
    assigned = MentorAssignment.objects.current().of_quarter(
        period.year, period.quarter
    )
    if not assigned.filter(mentor=by, agency=assessment.agency_id).exists():
        msg = f"Anda tidak bertugas mendampingi perangkat daerah ini pada {period}."
        raise AssessmentError(msg)
