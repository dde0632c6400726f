"""What mentors say of citations and decide on answers, round by round."""

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
from assessments.actions.claims import (
    refuse_reviewer,
    refuse_unassigned,
    settle_claim,
)
from assessments.enums import AnswerStatus, Decision, Outcome, Status
from assessments.models import (
    Answer,
    Assessment,
    Citation,
    Review,
    ReviewWithdrawal,
    Verdict,
)
from assessments.verdicts import is_doubted, judge

DECIDED = [
    "status",
    "verified_level",
    "verified_reason",
    "verified_at",
    "verified_by",
]


class DoubtError(AssessmentError):
    """The verdicts speak against the level that is being accepted."""

    def __init__(self, level: int) -> None:
        super().__init__(
            f"Menurut penilaian bukti, tingkat {level} belum didukung. "
            "Centang bahwa Anda tetap menerimanya, atau pilih keputusan lain."
        )


@transaction.atomic
def review(
    answer: Answer,
    *,
    decision: Decision,
    level: int | None = None,
    reason: str = "",
    despite_verdicts: bool = False,
    by: User,
) -> Review:
    """A mentor's decision on one answer in the present round.

    ACCEPTED takes the self level; ADJUSTED sets `level` with a reason; RETURNED sends
    the answer back with a reason. Raises AssessmentError for an answer decided
    already, a missing reason, a level outside the scale, or the mentor's own agency;
    DoubtError where verdicts speak against the accepted level and nobody said
    `despite_verdicts`.
    """
    answer = lock_answer(answer)
    settle_claim(answer, by)
    assessment = answer.assessment
    refuse_reviewer(answer, by)
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
    is_doubted = decision is Decision.ACCEPTED and _is_doubted(answer)
    if is_doubted and not despite_verdicts:
        raise DoubtError(answer.self_level)
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
        **({"despite_verdicts": True} if is_doubted else {}),
    )
    return made


@transaction.atomic
def withdraw_review(review: Review, *, reason: str = "", by: User) -> Answer:
    """Take a decision back before its round is sent; the answer waits as before.

    Raises AssessmentError when the round was sent, or the decision is taken back
    already.
    """
    answer = lock_answer(review.answer)
    assessment = answer.assessment
    refuse_reviewer(answer, by)
    standing = answer.reviews.standing().filter(pk=review.pk)
    if not standing.exists():
        msg = "Keputusan ini sudah dibatalkan."
        raise AssessmentError(msg)
    if assessment.state is not Status.SUBMITTED or review.round != assessment.round:
        msg = (
            "Putaran ini sudah dikirim kepada perangkat daerah, jadi keputusannya tidak "
            "dapat dibatalkan."
        )
        raise AssessmentError(msg)
    reason = reason.strip()
    ReviewWithdrawal.objects.create(review=review, reason=reason, withdrawn_by=by)
    answer.status = AnswerStatus.READY
    answer.verified_level, answer.verified_reason = None, ""
    answer.verified_at, answer.verified_by = None, None
    answer.save(update_fields=DECIDED)
    audit.record(
        "review.withdrawn",
        answer,
        by=by,
        indicator=answer.indicator.code,
        round=review.round,
        decision=review.decision,
        level=review.level,
        reason=reason,
    )
    return answer


@transaction.atomic
def judge_citation(
    citation: Citation, *, outcome: Outcome, level: int, reason: str = "", by: User
) -> Verdict:
    """Whether the citation supports `level`; the newest of a round counts.

    Raises AssessmentError when the answer waits for no decision, the citation is
    withdrawn, the level is outside the scale, or a reason is missing.
    """
    answer = lock_answer(citation.answer)
    refuse_reviewer(answer, by)
    refuse_unless(answer.assessment, Status.SUBMITTED, doing="dinilai buktinya")
    if answer.state is not AnswerStatus.READY:
        msg = (
            f"Indikator ini sudah diputus: {answer.state.label}. Batalkan keputusannya "
            "sebelum menilai bukti lagi."
        )
        raise AssessmentError(msg)
    if Citation.objects.filter(pk=citation.pk, withdrawn_at__isnull=False).exists():
        msg = "Kutipan ini sudah dilepas oleh perangkat daerah."
        raise AssessmentError(msg)
    refuse_level(answer, level)
    reason = reason.strip()
    if outcome is not Outcome.YES and not reason:
        msg = (
            "Tulis alasan: perangkat daerah perlu tahu apa yang kurang dari bukti ini."
        )
        raise AssessmentError(msg)
    made = Verdict.objects.create(
        citation=citation,
        round=answer.assessment.round,
        level=level,
        outcome=outcome,
        reason=reason,
        decided_by=by,
    )
    audit.record(
        "citation.judged",
        citation,
        by=by,
        indicator=answer.indicator.code,
        round=made.round,
        level=level,
        outcome=outcome.value,
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
    answer.save(update_fields=DECIDED)


def _is_doubted(answer: Answer) -> bool:
    citations = list(answer.citations.filter(withdrawn_at__isnull=True))
    judge(citations, with_work=True)
    return is_doubted(
        citations, level=answer.self_level or 0, round_=answer.assessment.round
    )
