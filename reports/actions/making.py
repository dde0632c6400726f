"""Making the file of a document: called by the task."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile, File
from django.db import transaction
from django.utils import timezone

from accounts import audit
from reports.actions.base import (
    lock,
)
from reports.enums import TRANSITIONS, JobStatus
from reports.models import IssuedDocument

if TYPE_CHECKING:
    from uuid import UUID


@transaction.atomic
def begin(pk: UUID | str) -> IssuedDocument | None:
    """Take a document in hand; None when it is done already.

    A running one is taken over: its message comes again only when a worker was lost,
    and whoever finishes first makes the file.
    """
    document = lock(pk)
    if JobStatus.RUNNING not in TRANSITIONS[document.state]:
        return None
    document.status, document.error = JobStatus.RUNNING, ""
    document.progressed_at = timezone.now()
    document.save(update_fields=["status", "error", "progressed_at"])
    return document


def advance(document: IssuedDocument, progress: int, step: str) -> None:
    """Say how far it is: `progress` in percent, `step` in words for the user."""
    IssuedDocument.objects.filter(pk=document.pk, status=JobStatus.RUNNING).update(
        progress=progress, step=step, progressed_at=timezone.now()
    )


def finish(document: IssuedDocument, data: bytes | File[bytes]) -> IssuedDocument:
    """Store the bytes with their hash; bytes that come second are dropped.

    A file is read in parts, so that its size does not matter.
    """
    made: File[bytes] = ContentFile(data) if isinstance(data, bytes) else data
    with transaction.atomic():
        document = lock(document.pk)
        if JobStatus.DONE not in TRANSITIONS[document.state]:
            return document
        document.file.save("", made, save=False)
        stored, storage = str(document.file.name), document.file.storage
        document.status, document.progress, document.step = JobStatus.DONE, 100, ""
        document.sha256, document.size = _digest(made), made.size
        document.finished_at = document.progressed_at = timezone.now()
        try:
            with transaction.atomic():
                document.save()
                audit.record(
                    "document.issued", document, by=None, sha256=document.sha256
                )
        except Exception:
            storage.delete(stored)  # nothing half-issued: no bytes without their row
            raise
    return document


def _digest(made: File[bytes]) -> str:
    found = hashlib.sha256()
    for part in made.chunks():
        found.update(part)
    return found.hexdigest()


@transaction.atomic
def fail(document: IssuedDocument, message: str) -> None:
    """Note that it could not be made; `message` is for the user."""
    document = lock(document.pk)
    if JobStatus.FAILED in TRANSITIONS[document.state]:
        document.status, document.error = JobStatus.FAILED, message
        document.progressed_at = timezone.now()
        document.save(update_fields=["status", "error", "progressed_at"])
