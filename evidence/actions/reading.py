"""Reading evidence is on record too."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import AuditEvent

if TYPE_CHECKING:
    from accounts.models import User
    from evidence.models import DocumentVersion

OPENED = "document.downloaded"
ONE_LOOK = timedelta(hours=12)


@transaction.atomic
def record_download(version: DocumentVersion, *, by: User) -> None:
    """The version was downloaded or shown in place."""
    audit.record(OPENED, version.document, by=by, version=version.number)


@transaction.atomic
def record_part(version: DocumentVersion, *, by: User) -> None:
    """A later part of a video was shown: that belongs to the look that began before it.

    Who asks for a later part without one is put on record all the same.
    """
    began = AuditEvent.objects.filter(
        verb=OPENED,
        subject_type=version.document._meta.label,
        subject_id=str(version.document_id),
        actor=by.get_username(),
        data__version=version.number,
        happened_at__gt=timezone.now() - ONE_LOOK,
    )
    if not began.exists():
        audit.record(OPENED, version.document, by=by, version=version.number)
