"""Bytes into the storage and their row beside them: both, or neither."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from accounts import audit
from accounts.models import Agency
from evidence import quota
from evidence.actions.inspections import start as start_inspection
from evidence.actions.search import refresh_search
from evidence.models import Document, DocumentVersion, Inspection
from evidence.uploads import UploadError, room

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.core.files.base import File

    from accounts.models import User
    from evidence.actions.uploads import Arrival
    from evidence.uploads import Checked


def prepared(
    document: Document, checked: Checked, *, by: User, reason: str = ""
) -> DocumentVersion:
    return DocumentVersion(
        document=document,
        number=1,
        original_name=checked.name,
        content_type=checked.content_type,
        size=checked.size,
        sha256=checked.sha256,
        reason=reason,
        uploaded_by=by,
    )


@contextmanager
def stored(version: DocumentVersion, file: File[Any]) -> Iterator[None]:
    """Bytes first, outside of any transaction; taken away again if the rows fail."""
    field, storage = DocumentVersion._meta.get_field("file"), version.file.storage
    name = field.generate_filename(version, version.original_name)
    try:
        with room():
            version.file = storage.save(name, file, max_length=field.max_length)
        yield
    except BaseException:
        # nothing half-stored: no bytes without their row, nor the first of them
        storage.delete(version.file.name or name)
        raise


def refuse_over_quota(agency: Agency | None, size: int) -> None:
    """Uploads of one agency are counted one after the other: its row is locked."""
    if agency is None:
        return
    Agency.objects.select_for_update().get(pk=agency.pk)
    if refusal := quota.usage_of(agency).refusal(size):
        raise UploadError(refusal)


def same_bytes(agency: Agency | None, sha256: str) -> Document | None:
    """The document in use that has these bytes, of the agency or of the province."""
    documents = Document.objects.in_use().select_related("current")
    return documents.filter(agency=agency, current__sha256=sha256).first()


def write(version: DocumentVersion, arrival: Arrival, *, by: User) -> None:
    """The rows of a version whose document and bytes are stored."""
    version.save(force_insert=True)
    Inspection.objects.create(version=version)
    start_inspection(version)
    version.document.current = version
    version.document.save(update_fields=["current"])
    refresh_search(version.document)
    arrival.becomes(version)
    _record(version, by=by)


def _record(version: DocumentVersion, *, by: User) -> None:
    known: dict[str, object] = {"version": version.number, "sha256": version.sha256}
    if version.number == 1:
        audit.record("document.uploaded", version.document, by=by, **known)
        return
    reason = version.reason
    audit.record("document.replaced", version.document, by=by, reason=reason, **known)
