"""Objections of the agency's head: raising, withdrawing, what is shown with them."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts import audit
from accounts.enums import NoticeKind
from accounts.models import User
from accounts.notices import notify
from assessments.actions.base import (
    AssessmentError,
    lock,
    lock_answer,
    refuse_unless,
)
from assessments.enums import Status
from assessments.legacy import is_citable
from assessments.models import Answer, Assessment, Objection, ObjectionEvidence
from assessments.queries import assessors_for
from evidence.models import Document


@transaction.atomic
def raise_objection(answer: Answer, *, reason: str, by: User) -> Objection:
    """The head contests a verified level, within the window and the period's limit.

    A withdrawn objection counts for nothing: not towards the limit, and not against
    another one on the same indicator.
    """
    assessment = lock(answer.assessment)
    answer = lock_answer(answer)
    _refuse_stranger(assessment, by)
    _refuse_objecting(assessment)
    if not reason.strip():
        msg = "Tulis alasan sanggahan."
        raise AssessmentError(msg)
    raised = Objection.objects.standing().filter(answer__assessment=assessment)
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
    _tell_assessors(objection, "raised", "menyanggah", by)
    audit.record(
        "objection.raised",
        answer,
        by=by,
        indicator=answer.indicator.code,
        reason=reason.strip(),
    )
    return objection


@transaction.atomic
def withdraw_objection(objection: Objection, *, reason: str, by: User) -> Objection:
    """The head takes an objection back while the plenary has not decided it.

    It stays on record with its reason. Raises AssessmentError once it is decided or
    withdrawn, or without a reason.
    """
    objection, answer = _lock_open(objection, doing="ditarik")
    _refuse_stranger(answer.assessment, by)
    reason = reason.strip()
    if not reason:
        msg = "Tulis alasan menarik sanggahan."
        raise AssessmentError(msg)
    objection.withdrawn_at, objection.withdrawn_by = timezone.now(), by
    objection.withdrawn_reason = reason
    objection.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    objection.answer = answer
    _tell_assessors(objection, "withdrawn", "menarik sanggahan atas", by)
    audit.record(
        "objection.withdrawn",
        answer,
        by=by,
        indicator=answer.indicator.code,
        reason=reason,
    )
    return objection


@transaction.atomic
def accept_verification(assessment: Assessment, *, by: User) -> Assessment:
    """The head has no (further) objection: the window closes at once."""
    assessment = lock(assessment)
    _refuse_stranger(assessment, by)
    _refuse_objecting(assessment)
    assessment.objection_due_at = timezone.now()
    assessment.save(update_fields=["objection_due_at"])
    audit.record("assessment.verification_accepted", assessment, by=by)
    return assessment


@transaction.atomic
def add_objection_evidence(
    objection: Objection,
    *,
    document: Document,
    page: str = "",
    note: str = "",
    by: User,
) -> ObjectionEvidence:
    """A document of the agency's library beside its objection, where the period allows.

    Raises AssessmentError when it does not, after the window, and for a document that
    is another's, withdrawn, in quarantine, or there already.
    """
    objection, answer = _lock_open(objection, doing="diberi bukti")
    _refuse_stranger(answer.assessment, by)
    _refuse_evidence(answer.assessment)
    document = Document.objects.select_for_update().get(pk=document.pk)
    version = document.current
    if not is_citable(document, answer) or document.withdrawn_at or version is None:
        msg = "Dokumen itu tidak ada di pustaka perangkat daerah ini."
        raise AssessmentError(msg)
    if version.citing_refusal:
        raise AssessmentError(version.citing_refusal)
    if objection.evidence.filter(document=document, withdrawn_at=None).exists():
        msg = "Dokumen ini sudah disertakan."
        raise AssessmentError(msg)
    shown = ObjectionEvidence.objects.create(
        objection=objection,
        document=document,
        version=version,
        page=page,
        note=note,
        added_by=by,
    )
    audit.record(
        "objection.evidence_added",
        answer,
        by=by,
        indicator=answer.indicator.code,
        document=str(document.pk),
        version=version.number,
        sha256=version.sha256,
    )
    return shown


@transaction.atomic
def withdraw_objection_evidence(
    shown: ObjectionEvidence, *, by: User
) -> ObjectionEvidence:
    """The document is shown no more; that it was stays on record."""
    _, answer = _lock_open(shown.objection, doing="diubah")
    _refuse_stranger(answer.assessment, by)
    _refuse_evidence(answer.assessment)
    shown = ObjectionEvidence.objects.select_for_update().get(pk=shown.pk)
    if shown.withdrawn_at:
        msg = "Dokumen ini sudah dilepas."
        raise AssessmentError(msg)
    shown.withdrawn_at, shown.withdrawn_by = timezone.now(), by
    shown.save(update_fields=["withdrawn_at", "withdrawn_by"])
    audit.record(
        "objection.evidence_withdrawn",
        answer,
        by=by,
        indicator=answer.indicator.code,
        document=str(shown.document_id),
    )
    return shown


def _lock_open(objection: Objection, *, doing: str) -> tuple[Objection, Answer]:
    """The objection as it is now, undecided, held with its assessment."""
    assessment = lock(objection.answer.assessment)
    answer = lock_answer(objection.answer)
    refuse_unless(assessment, Status.VERIFIED, doing=f"{doing} sanggahannya")
    objection = Objection.objects.select_for_update().get(pk=objection.pk)
    if objection.withdrawn_at:
        msg = "Sanggahan ini sudah ditarik."
        raise AssessmentError(msg)
    if objection.decided_at:
        msg = f"Pleno sudah memutus sanggahan ini, jadi tidak dapat {doing}."
        raise AssessmentError(msg)
    return objection, answer


def _refuse_stranger(assessment: Assessment, by: User) -> None:
    """A government objects as a whole: not the owner of one of its indicators."""
    if not assessment.is_of(by):
        msg = f"Sanggahan diajukan oleh {assessment.agency_name}."
        raise AssessmentError(msg)


def _refuse_objecting(assessment: Assessment) -> None:
    refuse_unless(assessment, Status.VERIFIED, doing="disanggah")
    if not assessment.is_objection_open:
        msg = "Masa sanggah sudah berakhir."
        raise AssessmentError(msg)


def _refuse_evidence(assessment: Assessment) -> None:
    if not assessment.period.objection_evidence:
        msg = "Pada triwulan ini sanggahan tidak boleh memakai bukti baru."
        raise AssessmentError(msg)
    if not assessment.is_objection_open:
        msg = "Masa sanggah sudah berakhir, jadi buktinya tidak dapat diubah lagi."
        raise AssessmentError(msg)


def _tell_assessors(objection: Objection, what: str, did: str, by: User) -> None:
    answer = objection.answer
    assessment = answer.assessment
    number = answer.indicator.code.removeprefix("I")
    notify(
        NoticeKind.OBJECTED,
        to=assessors_for(assessment.acting_agency_id),
        text=f"{assessment.agency_name} {did} indikator {number}, {assessment.period}.",
        url=reverse("assessments:plenary_detail", args=[assessment.pk])
        + f"#{answer.indicator.code}",
        key=f"objection.{what}:{objection.pk}",
        agency=assessment.agency,
        by=by,
    )
