"""Whether a submission may be taken back, and those that were, said to one user."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.permissions import Permission, can
from assessments.enums import Status
from assessments.models import Retraction
from assessments.queries import is_decided
from lib import formats

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from accounts.models import User
    from assessments.models import Assessment


def with_mark(assessments: QuerySet[Assessment]) -> QuerySet[Assessment]:
    """Adds `was_retracted`: whether a submission was ever taken back."""
    taken = Retraction.objects.filter(assessment=OuterRef("pk"))
    return assessments.annotate(was_retracted=Exists(taken))  # type: ignore[no-redef]


@dataclass(frozen=True, slots=True)
class Retracting:
    """`reason` says why it cannot be taken back; `due` until when it could be sent."""

    is_offered: bool
    reason: str
    due: datetime | None
    past: tuple[Retraction, ...]


def retraction_of(assessment: Assessment, user: User) -> Retracting:
    """No query while nothing was sent or taken back."""
    is_sent = assessment.state is Status.SUBMITTED
    is_offered = is_sent and can(user, Permission.ASSESSMENT_SUBMIT)
    past = (
        assessment.retractions.select_related("retracted_by").order_by("-pk")
        if assessment.was_retracted
        else ()
    )
    return Retracting(
        is_offered=is_offered,
        reason=_reason(assessment) if is_offered else "",
        due=assessment.due_taken_back,
        past=tuple(past),
    )


def _reason(assessment: Assessment) -> str:
    due = assessment.due_taken_back
    if due and timezone.now() > due:
        return (
            f"Batas kirim {formats.moment(due)} sudah lewat. Bila ditarik, penilaian ini "
            "tidak dapat dikirim lagi, jadi pengajuan tetap terkirim."
        )
    if is_decided(assessment):
        return "Pendamping sudah mulai memutus, jadi pengajuan tidak dapat ditarik."
    return ""
