"""Documents and their versions: added, replaced, withdrawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from accounts import audit
from evidence import uploads
from evidence.actions.base import EvidenceError
from evidence.models import Document, DocumentVersion, Inspection

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from accounts.models import Agency, User


def upload(
    file: UploadedFile[Any], *, agency: Agency, by: User, **description: Any
) -> Document:
    """Store a file as a new document of `agency`, with its first version.

    `description`: title, kind, number, issued_on, valid_until. The same bytes again
    give the document that has them, so that nothing is stored twice. Raises
    uploads.UploadError.
    """
    checked = uploads.check(file)
    if standing := _same_bytes(agency, checked.sha256):
        return standing
    with transaction.atomic():
        description["title"] = (
            description.get("title") or checked.name.rsplit(".", 1)[0]
        )
        document = Document(agency=agency, created_by=by, **description)
        document.full_clean(exclude=["current"])
        document.save()
        _add_version(document, file, checked, number=1, by=by)
    return document


def replace(
    document: Document, file: UploadedFile[Any], *, reason: str, by: User
) -> Document:
    """A new version takes the place of the old in use, never in history."""
    reason = _reason(reason, "Tulis alasan penggantian.")
    checked = uploads.check(file)
    with transaction.atomic():
        document = Document.objects.select_for_update().get(pk=document.pk)
        _refuse_withdrawn(document)
        last = document.versions.order_by("-number").first()
        if last and last.sha256 == checked.sha256:
            msg = "Berkas ini sama persis dengan versi yang berlaku."
            raise EvidenceError(msg)
        number = last.number + 1 if last else 1
        _add_version(document, file, checked, number=number, reason=reason, by=by)
    return document


@transaction.atomic
def withdraw(document: Document, *, reason: str, by: User) -> Document:
    """The document is offered no more; what cites it keeps it."""
    document = Document.objects.select_for_update().get(pk=document.pk)
    _refuse_withdrawn(document)
    reason = _reason(reason, "Tulis alasan penarikan.")
    document.withdrawn_at, document.withdrawn_by = timezone.now(), by
    document.withdrawn_reason = reason
    document.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    audit.record("document.withdrawn", document, by=by, reason=reason)
    return document


def _same_bytes(agency: Agency, sha256: str) -> Document | None:
    return Document.objects.filter(
        agency=agency, withdrawn_at__isnull=True, current__sha256=sha256
    ).first()


def _add_version(
    document: Document,
    file: UploadedFile[Any],
    checked: uploads.Checked,
    *,
    number: int,
    reason: str = "",
    by: User,
) -> None:
    version = DocumentVersion(
        document=document,
        number=number,
        original_name=checked.name,
        content_type=checked.content_type,
        size=checked.size,
        sha256=checked.sha256,
        reason=reason,
        uploaded_by=by,
    )
    version.file.save(checked.name, file, save=False)
    stored, storage = version.file.name or "", version.file.storage
    try:
        with transaction.atomic():
            version.save(force_insert=True)
            Inspection.objects.create(version=version)
            document.current = version
            document.save(update_fields=["current"])
            _record_version(version, by=by)
    except Exception:
        storage.delete(stored)  # nothing half-stored: no bytes without their row
        raise


def _record_version(version: DocumentVersion, *, by: User) -> None:
    known: dict[str, object] = {"version": version.number, "sha256": version.sha256}
    if version.number == 1:
        audit.record("document.uploaded", version.document, by=by, **known)
        return
    reason = version.reason
    audit.record("document.replaced", version.document, by=by, reason=reason, **known)


def _reason(text: str, missing: str) -> str:
    if not text.strip():
        raise EvidenceError(missing)
    return text.strip()


def _refuse_withdrawn(document: Document) -> None:
    if document.withdrawn_at:
        msg = "Dokumen ini sudah ditarik."
        raise EvidenceError(msg)
