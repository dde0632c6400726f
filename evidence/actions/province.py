"""Documents of the province: taken over by an agency, and kept up to date there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from accounts import audit
from evidence.actions.base import EvidenceError
from evidence.actions.search import refresh_search
from evidence.enums import DocumentKind, WorkState
from evidence.models import Document, DocumentVersion, Inspection

if TYPE_CHECKING:
    from accounts.models import Agency, User

REASON_MAX = 300
TAKEN_OVER = ("title", "kind", "number", "issued_on", "valid_until", "tags")
FOUND = ("state", "done_at", "scan", "signature", "scanned_at", "findings", "pages")
COPIED = (*FOUND, "text", "preview", "preview_type")


@transaction.atomic
def accept(document: Document, *, agency: Agency, by: User) -> Document:
    """A document of the agency's own with the bytes of the province's, which it names.

    Nothing is copied: both versions point to the same stored file, and files of
    versions are never deleted. Evidence it becomes when an answer cites it.
    """
    source = _locked(document)
    version = _offered(source)
    if source.agency_id is not None or source.kind == DocumentKind.FORMAT:
        msg = "Hanya dokumen provinsi yang dapat diterima ke pustaka."
        raise EvidenceError(msg)
    if Document.objects.in_use().filter(origin=source, agency=agency).exists():
        msg = "Dokumen ini sudah ada di pustaka perangkat daerah Anda."
        raise EvidenceError(msg)
    said = {name: getattr(source, name) for name in TAKEN_OVER}
    accepted = Document(agency=agency, origin=source, created_by=by, **said)
    accepted.full_clean(exclude=["current"])
    accepted.save()
    _take(accepted, version, number=1, reason="", by=by)
    audit.record(
        "document.accepted",
        accepted,
        by=by,
        origin=str(source.pk),
        version=version.number,
        sha256=version.sha256,
    )
    return accepted


@transaction.atomic
def update(document: Document, *, by: User) -> Document:
    """The newest version of the province's document becomes a version of the own one."""
    own = _locked(document)
    if own.withdrawn_at:
        msg = "Dokumen ini sudah ditarik."
        raise EvidenceError(msg)
    if own.origin is None:
        msg = "Dokumen ini bukan dari provinsi."
        raise EvidenceError(msg)
    version = _offered(_locked(own.origin))
    last = own.versions.order_by("-number").first()
    if last is None or last.sha256 == version.sha256:
        msg = "Versi terbaru sudah ada di pustaka perangkat daerah Anda."
        raise EvidenceError(msg)
    reason = f"Pembaruan dari provinsi. {version.reason}".strip()[:REASON_MAX]
    _take(own, version, number=last.number + 1, reason=reason, by=by)
    audit.record(
        "document.updated",
        own,
        by=by,
        origin=str(own.origin_id),
        version=last.number + 1,
        sha256=version.sha256,
    )
    return own


def _locked(document: Document) -> Document:
    documents = Document.objects.select_for_update(of=("self",))
    return documents.select_related("origin").get(pk=document.pk)


def _offered(source: Document) -> DocumentVersion:
    """The version that may be taken over; raises EvidenceError when there is none."""
    versions = DocumentVersion.objects.select_related("inspection")
    version = versions.filter(document=source).order_by("-number").first()
    if source.withdrawn_at or version is None:
        msg = "Dokumen ini sudah ditarik provinsi."
        raise EvidenceError(msg)
    if version.refusal:
        raise EvidenceError(version.refusal)
    return version


def _take(
    document: Document, source: DocumentVersion, *, number: int, reason: str, by: User
) -> None:
    version = DocumentVersion.objects.create(
        document=document,
        number=number,
        file=source.file.name or "",
        url=source.url,
        original_name=source.original_name,
        content_type=source.content_type,
        size=source.size,
        sha256=source.sha256,
        reason=reason,
        uploaded_by=by,
    )
    inspection = source.inspected
    if inspection and inspection.state == WorkState.DONE:
        found = {name: getattr(inspection, name) for name in COPIED}
        Inspection.objects.create(version=version, **found)
    elif not source.is_link:
        Inspection.objects.create(version=version)
    document.current = version
    document.save(update_fields=["current"])
    refresh_search(document)
