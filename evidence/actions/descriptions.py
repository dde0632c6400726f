"""What is said of a document, and taking a withdrawal back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from accounts import audit
from evidence.actions.base import EvidenceError
from evidence.actions.search import refresh_search
from evidence.description import fill_end, normalised, refuse_tags
from evidence.models import Document

if TYPE_CHECKING:
    from accounts.models import User

DESCRIBED = ("title", "kind", "number", "issued_on", "valid_until", "tags")


@transaction.atomic
def describe(document: Document, *, by: User, **description: Any) -> Document:
    """Say title, kind, number, issued_on, valid_until or tags anew.

    The trail keeps what was said before. Raises ValidationError for what does not fit,
    EvidenceError for a withdrawn document.
    """
    document = Document.objects.select_for_update().get(pk=document.pk)
    if document.withdrawn_at:
        msg = "Dokumen ini sudah ditarik."
        raise EvidenceError(msg)
    before = _said(document)
    for name in DESCRIBED:
        setattr(document, name, description.get(name, getattr(document, name)))
    document.tags = normalised(document.tags)
    refuse_tags(document.tags)
    fill_end(document)
    document.full_clean(exclude=["current"])
    after = _said(document)
    changed = [name for name in DESCRIBED if before[name] != after[name]]
    if not changed:
        return document
    document.save(update_fields=changed)
    refresh_search(document)
    audit.record(
        "document.described",
        document,
        by=by,
        fields=[str(Document._meta.get_field(n).verbose_name) for n in changed],  # type: ignore[union-attr]
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
    )
    return document


@transaction.atomic
def restore(document: Document, *, reason: str, by: User) -> Document:
    """A withdrawn document is offered again; why is on record."""
    document = Document.objects.select_for_update().get(pk=document.pk)
    if not document.withdrawn_at:
        msg = "Dokumen ini tidak sedang ditarik."
        raise EvidenceError(msg)
    if not (reason := reason.strip()):
        msg = "Tulis alasan pemulihan."
        raise EvidenceError(msg)
    _refuse_twin(document)
    withdrawn_for = document.withdrawn_reason
    document.withdrawn_at = document.withdrawn_by = document.withdrawn_reason = None
    document.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    audit.record(
        "document.restored", document, by=by, reason=reason, withdrawn_for=withdrawn_for
    )
    return document


def _refuse_twin(document: Document) -> None:
    """The same bytes were stored again meanwhile: one document of them is enough."""
    in_use = Document.objects.in_use().filter(agency=document.agency_id)
    current = document.current
    twin = in_use.filter(current__sha256=current.sha256).first() if current else None
    if twin:
        msg = f"Berkas yang sama sudah ada di pustaka sebagai “{twin.title}”."
        raise EvidenceError(msg)


def _said(document: Document) -> dict[str, Any]:
    """As the trail keeps it: dates as text."""
    values = {name: getattr(document, name) for name in DESCRIBED}
    return {
        name: value.isoformat() if hasattr(value, "isoformat") else value
        for name, value in values.items()
    }
