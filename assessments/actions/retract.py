"""Taking a submission back, before a mentor has decided anything of it."""

from typing import TYPE_CHECKING, cast

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts import audit
from accounts.enums import NoticeKind
from accounts.models import User
from accounts.notices import notify
from assessments.actions.base import AssessmentError, lock, move, refuse_unless
from assessments.enums import Status
from assessments.models import Assessment, Retraction
from assessments.queries import is_decided, mentors_of
from lib import formats

if TYPE_CHECKING:
    from datetime import datetime


@transaction.atomic
def retract(assessment: Assessment, *, reason: str, by: User) -> Assessment:
    """The head takes a submission back: the agency's side is open as before it.

    The round goes back with it, so that the next submission has its number again; the
    transition and the Retraction keep the one that was taken back. Raises
    AssessmentError once a mentor has decided in this round, when the deadline has
    passed meanwhile, or without a reason.
    """
    assessment = lock(assessment)
    refuse_unless(assessment, Status.SUBMITTED, doing="ditarik kembali")
    reason = reason.strip()
    if not reason:
        msg = "Tulis alasan menarik kembali."
        raise AssessmentError(msg)
    if is_decided(assessment):
        msg = (
            "Pendamping sudah memutus indikator pada putaran ini, jadi pengajuan tidak "
            "dapat ditarik kembali."
        )
        raise AssessmentError(msg)
    due = assessment.due_taken_back
    if due and timezone.now() > due:
        msg = (
            f"Batas kirim {formats.moment(due)} sudah lewat: setelah ditarik, penilaian "
            "ini tidak dapat dikirim lagi. Biarkan terkirim, atau mintalah perpanjangan "
            "kepada sekretariat sesudah pendamping mengembalikannya."
        )
        raise AssessmentError(msg)
    taken = _take_back(assessment, reason, by)
    notify(
        NoticeKind.SUBMITTED,
        to=mentors_of(assessment.agency_id),
        text=f"{assessment.agency_name} menarik kembali pengajuan {assessment.period}.",
        url=reverse("assessments:detail", args=[assessment.pk]),
        key=f"assessment.retracted:{taken.pk}",
        agency=assessment.agency,
        by=by,
    )
    audit.record(
        "assessment.retracted",
        assessment,
        by=by,
        round=taken.round,
        status=assessment.status,
        reason=reason,
    )
    return assessment


def _take_back(assessment: Assessment, reason: str, by: User) -> Retraction:
    taken = Retraction.objects.create(
        assessment=assessment,
        round=assessment.round,
        submitted_at=cast("datetime", assessment.submitted_at),
        submitted_by=cast("User", assessment.submitted_by),
        reason=reason,
        retracted_by=by,
    )
    before = (
        assessment.transitions.filter(new=Status.SUBMITTED, round=assessment.round - 1)
        .order_by("-moved_at", "-pk")
        .first()
    )
    move(assessment, assessment.taken_back_to, by=by)
    assessment.round -= 1
    assessment.submitted_at = before.moved_at if before else None
    assessment.submitted_by = before.moved_by if before else None
    assessment.save(update_fields=["status", "round", "submitted_at", "submitted_by"])
    return taken
