"""Which events of the trail are about a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from evidence.models import Document

if TYPE_CHECKING:
    from uuid import UUID


def of_document(pk: UUID) -> tuple[str, Q] | None:
    found = Document.objects.filter(pk=pk).first()
    if found is None:
        return None
    events = Q(subject_type=Document._meta.label, subject_id=str(pk))
    return f"Dokumen: {found.title}", events
