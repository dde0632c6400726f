"""Documents and their versions: added, replaced, withdrawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from accounts import audit
from evidence import uploads
from evidence.actions import versions
from evidence.actions.base import EvidenceError
from evidence.actions.uploads import Arrival, arriving
from evidence.description import fill_end, normalised, refuse_tags
from evidence.models import Document

if TYPE_CHECKING:
    from uuid import UUID

    from django.core.files.base import File

    from accounts.models import Agency, User
    from evidence.models import DocumentVersion


class _KnownError(Exception):
    """Somebody stored the same bytes in the meantime."""

    def __init__(self, document: Document) -> None:
        super().__init__()
        self.document = document


class _ClaimedError(_KnownError):
    """The same upload became this document in the meantime, from another tab."""


def upload(
    file: File[Any] | UUID, *, agency: Agency | None, by: User, **description: Any
) -> Document:
    """Store a file as a new document of `agency`, with its first version.

    `file` comes with the request, or is the id of a finished upload; claiming one twice
    gives the same document. `description`: title, kind, number, issued_on, valid_until,
    tags. Bytes that a document of the agency has already give that document, with `is_known`
    set: nothing is stored twice. Raises uploads.UploadError, ValidationError.
    """
    with arriving(file, by=by) as arrival:
        if arrival.became:
            return arrival.became.document
        checked = uploads.check(arrival.file)
        if standing := versions.same_bytes(agency, checked.sha256):
            return _known(standing, arrival)
        title = description.pop("title", "") or checked.name.rsplit(".", 1)[0]
        document = Document(agency=agency, created_by=by, title=title, **description)
        document.tags = normalised(document.tags)
        refuse_tags(document.tags)
        fill_end(document)
        document.full_clean(exclude=["current"])
        try:
            _add(document, arrival, checked, by=by)
        except _ClaimedError as error:
            return error.document
        except _KnownError as error:
            return _known(error.document, arrival)
    return document


def _add(
    document: Document, arrival: Arrival, checked: uploads.Checked, *, by: User
) -> None:
    version = versions.prepared(document, checked, by=by)
    with versions.stored(version, arrival.file), transaction.atomic():
        _refuse_claimed(arrival)
        versions.refuse_over_quota(document.agency, checked.size)
        if standing := versions.same_bytes(document.agency, checked.sha256):
            raise _KnownError(standing)
        document.save()
        versions.write(version, arrival, by=by)


def _refuse_claimed(arrival: Arrival) -> None:
    if version := arrival.lock():
        raise _ClaimedError(version.document)


@transaction.atomic
def _known(document: Document, arrival: Arrival) -> Document:
    if document.current:
        arrival.becomes(document.current)
    document.is_known = True
    return document


def replace(
    document: Document, file: File[Any] | UUID, *, reason: str, by: User
) -> Document:
    """A new version takes the place of the old in use, never in history.

    `file` as in `upload`. Raises EvidenceError, uploads.UploadError.
    """
    reason = _reason(reason, "Tulis alasan penggantian.")
    _refuse_withdrawn(document)
    if document.origin_id:
        msg = "Dokumen ini dari provinsi: versi barunya diterbitkan di sana."
        raise EvidenceError(msg)
    with arriving(file, by=by) as arrival:
        if arrival.became:
            return _replaced_before(document, arrival.became)
        checked = uploads.check(arrival.file)
        version = versions.prepared(document, checked, reason=reason, by=by)
        try:
            return _follow(document, version, arrival, by=by)
        except _ClaimedError as error:
            return error.document


def _follow(
    document: Document, version: DocumentVersion, arrival: Arrival, *, by: User
) -> Document:
    """`version` becomes the one in use."""
    with versions.stored(version, arrival.file), transaction.atomic():
        _refuse_claimed(arrival)
        versions.refuse_over_quota(document.agency, version.size)
        document = Document.objects.select_for_update().get(pk=document.pk)
        _refuse_withdrawn(document)
        last = document.versions.order_by("-number").first()
        if last and last.sha256 == version.sha256:
            msg = "Berkas ini sama persis dengan versi yang berlaku."
            raise EvidenceError(msg)
        version.document, version.number = document, last.number + 1 if last else 1
        versions.write(version, arrival, by=by)
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


def _replaced_before(document: Document, became: DocumentVersion) -> Document:
    """The same upload sent twice is one version; of another document it is none."""
    if became.document_id != document.pk:
        msg = "Unggahan ini sudah dipakai dokumen lain. Pilih berkasnya lagi."
        raise uploads.UploadError(msg)
    return became.document


def _reason(text: str, missing: str) -> str:
    if not text.strip():
        raise EvidenceError(missing)
    return text.strip()


def _refuse_withdrawn(document: Document) -> None:
    if document.withdrawn_at:
        msg = "Dokumen ini sudah ditarik."
        raise EvidenceError(msg)
