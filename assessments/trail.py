"""Which events of the trail are about an assessment: of it and of all within it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from accounts.trail import ids
from assessments.models import (
    Answer,
    Assessment,
    Citation,
    FollowUp,
    Mentoring,
    Message,
    WorkbookImport,
)

if TYPE_CHECKING:
    from uuid import UUID

WITHIN = (
    (Answer, "assessment"),
    (Citation, "answer__assessment"),
    (FollowUp, "answer__assessment"),
    (Message, "answer__assessment"),
    (Mentoring, "assessment"),
    (WorkbookImport, "assessment"),
)


def of_assessment(pk: UUID) -> tuple[str, Q] | None:
    found = Assessment.objects.select_related("agency", "period").filter(pk=pk).first()
    if found is None:
        return None
    events = Q(subject_type=Assessment._meta.label, subject_id=str(pk))
    for model, path in WITHIN:
        keys = ids(model._default_manager.filter(**{path: pk}))
        events |= Q(subject_type=model._meta.label, subject_id__in=keys)
    return f"Penilaian: {found.agency.name}, {found.period}", events
