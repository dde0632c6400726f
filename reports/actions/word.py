"""Templates of the office, and copies of issued documents made with them."""

from __future__ import annotations

import hashlib
import logging
from typing import TYPE_CHECKING, Any

from celery import current_app, signature
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from kombu.exceptions import OperationalError

from accounts import audit
from reports.actions.base import ReportError
from reports.enums import TRANSITIONS, JobStatus, WordKind
from reports.models import IssuedDocument, WordCopy, WordTemplate
from reports.word import checking, defaults

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.models import User

logger = logging.getLogger(__name__)

COPY = "reports.tasks.copy"


def upload_template(
    kind: WordKind, data: bytes, *, name: str, note: str = "", by: User
) -> WordTemplate:
    """A new version of the office's template. Raises checking.TemplateError."""
    checking.check(data, kind)
    with transaction.atomic():
        # numbered one after another: every version of a kind waits for the one before
        known = WordTemplate.objects.select_for_update().filter(kind=kind)
        list(known.values_list("pk", flat=True))
        last = WordTemplate.objects.filter(kind=kind).aggregate(last=Max("version"))
        template = WordTemplate(
            kind=kind,
            version=(last["last"] or 0) + 1,
            name=name[:160],
            note=note,
            data=data,
            sha256=hashlib.sha256(data).hexdigest(),
            size=len(data),
            uploaded_by=by,
        )
        template.save(force_insert=True)
        audit.record(
            "template.uploaded",
            template,
            by=by,
            kind=template.get_kind_display(),
            version=template.version,
            sha256=template.sha256,
        )
    return template


def template_in_force(kind: WordKind) -> WordTemplate | None:
    """The newest version of the office; None while the portal's own is used."""
    return WordTemplate.objects.filter(kind=kind).order_by("-version").first()


@transaction.atomic
def request_copy(document: IssuedDocument, *, by: User) -> WordCopy:
    """A copy with the template in force; one that stands or is being made is given back.

    Raises ReportError for a kind that has no template, or a document not yet done.
    """
    document = IssuedDocument.objects.select_for_update(of=("self",)).get(
        pk=document.pk
    )
    if document.kind not in WordKind.values:
        msg = "Dokumen ini tidak tersedia sebagai DOCX."
        raise ReportError(msg)
    if not document.is_done:
        msg = "Dokumen belum selesai dibuat. Coba lagi setelah selesai."
        raise ReportError(msg)
    kind = WordKind(document.kind)
    template = template_in_force(kind)
    sha256 = template.sha256 if template else default_sha256(kind)
    copy, is_new = WordCopy.objects.get_or_create(
        document=document,
        template_sha256=sha256,
        defaults={"template": template, "requested_by": by},
    )
    if is_new or copy.state is JobStatus.FAILED:
        _queue(copy)
        audit.record("copy.requested", copy, by=by, template_sha256=sha256)
    return copy


def _queue(copy: WordCopy) -> None:
    copy.status, copy.error, copy.progressed_at = JobStatus.QUEUED, "", timezone.now()
    copy.save(update_fields=["status", "error", "progressed_at"])
    transaction.on_commit(lambda: send_copy(str(copy.pk)))


def send_copy(pk: str) -> None:
    try:
        signature(COPY, args=[pk], app=current_app).apply_async()
    except OperationalError:
        logger.exception("No broker for copy %s: it waits for the clock", pk)


def default_sha256(kind: WordKind) -> str:
    """Of the portal's own template, by its content: its bytes carry the time of making."""
    return hashlib.sha256(repr(defaults.LAYOUTS[kind]).encode()).hexdigest()


def template_of(copy: WordCopy) -> bytes:
    if copy.template:
        return bytes(copy.template.data)
    return defaults.template(WordKind(copy.document.kind))


@transaction.atomic
def begin_copy(pk: UUID | str) -> WordCopy | None:
    """Take a copy in hand; None when it is done already."""
    copy = _lock(pk)
    if JobStatus.RUNNING not in TRANSITIONS[copy.state]:
        return None
    copy.status, copy.progressed_at = JobStatus.RUNNING, timezone.now()
    copy.save(update_fields=["status", "progressed_at"])
    return copy


@transaction.atomic
def finish_copy(copy: WordCopy, data: bytes) -> WordCopy:
    """Keep the bytes with their hash; bytes that come second are dropped."""
    copy = _lock(copy.pk)
    if JobStatus.DONE not in TRANSITIONS[copy.state]:
        return copy
    copy.data, copy.size = data, len(data)
    copy.sha256 = hashlib.sha256(data).hexdigest()
    copy.status, copy.error = JobStatus.DONE, ""
    copy.finished_at = copy.progressed_at = timezone.now()
    copy.save()
    audit.record("copy.made", copy, by=None, sha256=copy.sha256)
    return copy


@transaction.atomic
def fail_copy(copy: WordCopy, message: str) -> None:
    copy = _lock(copy.pk)
    if JobStatus.FAILED in TRANSITIONS[copy.state]:
        copy.status, copy.error, copy.progressed_at = (
            JobStatus.FAILED,
            message,
            timezone.now(),
        )
        copy.save(update_fields=["status", "error", "progressed_at"])


def resume_copies() -> int:
    """Send stalled copies to a worker again; gives their number."""
    with transaction.atomic():
        stalled = WordCopy.objects.stalled().select_for_update(skip_locked=True)
        found = [str(pk) for pk in stalled.values_list("pk", flat=True)]
        WordCopy.objects.filter(pk__in=found).update(progressed_at=timezone.now())
    for pk in found:
        send_copy(pk)
    return len(found)


@transaction.atomic
def record_copy_download(copy: WordCopy, *, by: User) -> None:
    audit.record("copy.downloaded", copy, by=by, sha256=copy.sha256)


def _lock(pk: Any) -> WordCopy:
    rows = WordCopy.objects.select_for_update(of=("self",))
    return rows.select_related("document", "template").get(pk=pk)
