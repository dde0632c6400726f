"""Objections of the agency's head, and the plenary that sets the final levels."""

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from assessments.actions.base import (
    AssessmentError,
    lock,
    lock_answer,
    move,
    refuse_level,
    refuse_own_agency,
    refuse_unless,
)
from assessments.enums import ObjectionOutcome, Status
from assessments.models import Answer, Assessment, Objection


@transaction.atomic
def raise_objection(answer: Answer, *, reason: str, by: User) -> Objection:
    """The head contests a verified level, within the window and the period's limit."""
    assessment = lock(answer.assessment)
    answer = lock_answer(answer)
    _refuse_objecting(assessment)
    if not reason.strip():
        msg = "Tulis alasan sanggahan."
        raise AssessmentError(msg)
    raised = Objection.objects.filter(answer__assessment=assessment)
    if raised.filter(answer=answer).exists():
        msg = "Indikator ini sudah disanggah."
        raise AssessmentError(msg)
    if raised.count() >= assessment.period.objections_max:
        limit = assessment.period.objections_max
        msg = f"Batas {limit} sanggahan pada periode ini sudah tercapai."
        raise AssessmentError(msg)
    objection = Objection.objects.create(
        answer=answer, reason=reason.strip(), raised_by=by
    )
    audit.record(
        "objection.raised",
        answer,
        by=by,
        indicator=answer.indicator.code,
        reason=reason.strip(),
    )
    return objection


@transaction.atomic
def accept_verification(assessment: Assessment, *, by: User) -> Assessment:
    """The head has no (further) objection: the window closes at once."""
    assessment = lock(assessment)
    _refuse_objecting(assessment)
    assessment.objection_due_at = timezone.now()
    assessment.save(update_fields=["objection_due_at"])
    audit.record("assessment.verification_accepted", assessment, by=by)
    return assessment


@transaction.atomic
def set_final(answer: Answer, *, level: int, reason: str, by: User) -> Answer:
    """The plenary sets one final level, and so decides an open objection.

    A reason is needed where the level differs from the verified one, is lower than the
    self level, or answers an objection.
    """
    answer = lock_answer(answer)
    assessment = answer.assessment
    refuse_own_agency(assessment, by)
    refuse_unless(assessment, Status.VERIFIED, doing="diputus dalam pleno")
    _refuse_during_objections(assessment)
    refuse_level(answer, level)
    reason = reason.strip()
    objection = Objection.objects.select_for_update().filter(answer=answer).first()
    if not reason and _needs_reason(answer, level, objection):
        msg = "Tulis alasan putusan pleno untuk indikator ini."
        raise AssessmentError(msg)
    _write_final(answer, level, reason or answer.verified_reason, by)
    if objection:
        changed = level != answer.verified_level
        objection.outcome = (
            ObjectionOutcome.CHANGED if changed else ObjectionOutcome.KEPT
        )
        objection.decision_reason = reason
        objection.decided_at, objection.decided_by = answer.final_at, by
        objection.save()
    audit.record(
        "answer.final_set",
        answer,
        by=by,
        indicator=answer.indicator.code,
        verified_level=answer.verified_level,
        final_level=level,
        reason=reason,
        objection=objection.pk if objection else None,
    )
    return answer


@transaction.atomic
def finalise(assessment: Assessment, *, by: User) -> Assessment:
    """The plenary is done with one agency: what it did not change stays as verified."""
    assessment = lock(assessment)
    refuse_own_agency(assessment, by)
    refuse_unless(assessment, Status.VERIFIED, doing="difinalkan")
    _refuse_during_objections(assessment)
    open_objections = Objection.objects.open().filter(answer__assessment=assessment)
    if count := open_objections.count():
        msg = f"Masih ada {count} sanggahan yang belum diputus."
        raise AssessmentError(msg)
    rest = assessment.answers.select_for_update().filter(final_level__isnull=True)
    for answer in rest:
        answer.assessment = assessment
        _write_final(answer, answer.verified_level, answer.verified_reason, by)
    move(assessment, Status.FINAL, by=by)
    assessment.finalised_at, assessment.finalised_by = timezone.now(), by
    assessment.save(update_fields=["status", "finalised_at", "finalised_by"])
    audit.record("assessment.finalised", assessment, by=by)
    return assessment


def _write_final(answer: Answer, level: int | None, reason: str, by: User) -> None:
    answer.final_level, answer.final_reason = level, reason
    answer.final_at, answer.final_by = timezone.now(), by
    answer.save(update_fields=["final_level", "final_reason", "final_at", "final_by"])


def _needs_reason(answer: Answer, level: int, objection: Objection | None) -> bool:
    if objection or level != answer.verified_level:
        return True
    return level < (answer.self_level or 0) and not answer.verified_reason


def _refuse_objecting(assessment: Assessment) -> None:
    refuse_unless(assessment, Status.VERIFIED, doing="disanggah")
    if not assessment.is_objection_open:
        msg = "Masa sanggah sudah berakhir."
        raise AssessmentError(msg)


def _refuse_during_objections(assessment: Assessment) -> None:
    if assessment.is_objection_open:
        msg = (
            "Masa sanggah masih berjalan. Pleno dimulai sesudahnya, atau begitu kepala "
            "perangkat daerah menerima hasil verifikasi."
        )
        raise AssessmentError(msg)
