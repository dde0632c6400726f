"""What mentors decide, answer by answer, round by round."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from assessments import tidings
from assessments.actions.base import (
    AssessmentError,
    lock,
    lock_answer,
    move,
    refuse_level,
    refuse_unless,
)
from assessments.actions.claims import refuse_unassigned, settle_claim
from assessments.enums import AnswerStatus, Decision, Status
from assessments.models import Answer, Assessment, Review


@transaction.atomic
def review(
    answer: Answer,
    *,
    decision: Decision,
    level: int | None = None,
    reason: str = "",
    by: User,
) -> Review:
    """A mentor's decision on one answer in the present round.

    ACCEPTED takes the self level; ADJUSTED sets `level` with a reason; RETURNED sends
    the answer back with a reason. Raises AssessmentError for an answer decided
    already, a missing reason, a level outside the scale, or the mentor's own agency.
    """
    answer = lock_answer(answer)
    settle_claim(answer, by)
    assessment = answer.assessment
    refuse_unassigned(assessment, by)
    refuse_unless(assessment, Status.SUBMITTED, doing="ditelaah")
    if answer.state is not AnswerStatus.READY or answer.self_level is None:
        msg = f"Indikator ini sudah diputus: {answer.state.label}."
        raise AssessmentError(msg)
    level = _level_of(answer, decision, level)
    refuse_level(answer, level)
    reason = reason.strip()
    if decision is not Decision.ACCEPTED and not reason:
        msg = "Tulis alasan: perangkat daerah perlu tahu apa yang kurang."
        raise AssessmentError(msg)
    made = Review.objects.create(
        answer=answer,
        round=assessment.round,
        decision=decision,
        self_level=answer.self_level,
        level=level,
        reason=reason,
        decided_by=by,
    )
    _apply(answer, made)
    audit.record(
        "answer.reviewed",
        answer,
        by=by,
        indicator=answer.indicator.code,
        round=assessment.round,
        decision=decision.value,
        self_level=answer.self_level,
        level=level,
        reason=reason,
    )
    return made


@transaction.atomic
def close_round(assessment: Assessment, *, by: User) -> Assessment:
    """Send the decisions of a round to the agency.

    Returned answers are open to it until a deadline of their own; with none returned
    the assessment is verified and the time to object begins.
    """
    assessment = lock(assessment)
    refuse_unassigned(assessment, by)
    refuse_unless(assessment, Status.SUBMITTED, doing="diakhiri putarannya")
    states = list(assessment.answers.values_list("status", "indicator__code"))
    waiting = [code for status, code in states if status == AnswerStatus.READY]
    if waiting:
        msg = f"Masih ada {len(waiting)} indikator yang belum diputus: {', '.join(waiting)}."
        raise AssessmentError(msg)
    now = timezone.now()
    returned = [code for status, code in states if status == AnswerStatus.RETURNED]
    if returned:
        move(assessment, Status.RETURNED, by=by)
        assessment.revision_due_at = now + timedelta(
            days=assessment.period.revision_days
        )
        assessment.extended_until = None
    else:
        move(assessment, Status.VERIFIED, by=by)
        assessment.verified_at, assessment.verified_by = now, by
        assessment.objection_due_at = now + timedelta(
            days=assessment.period.objection_days
        )
    assessment.save()
    tidings.round_closed(assessment, len(returned), by=by)
    audit.record(
        "assessment.round_closed",
        assessment,
        by=by,
        round=assessment.round,
        status=assessment.status,
    )
    return assessment


def _level_of(answer: Answer, decision: Decision, level: int | None) -> int | None:
    if decision is Decision.ACCEPTED:
        return answer.self_level
    if decision is Decision.RETURNED:
        return None
    if level is None or level == answer.self_level:
        msg = "Pilih tingkat yang berbeda dari tingkat mandiri, atau terima."
        raise AssessmentError(msg)
    return level


def _apply(answer: Answer, made: Review) -> None:
    if made.state is Decision.RETURNED:
        answer.status = AnswerStatus.RETURNED
        answer.save(update_fields=["status"])
        return
    answer.status = AnswerStatus.ACCEPTED
    answer.verified_level, answer.verified_reason = made.level, made.reason
    answer.verified_at, answer.verified_by = made.decided_at, made.decided_by
    answer.save(
        update_fields=[
            "status",
            "verified_level",
            "verified_reason",
            "verified_at",
            "verified_by",
        ]
    )
