"""Reading evidence is on record too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from accounts import audit

if TYPE_CHECKING:
    from accounts.models import User
    from evidence.models import DocumentVersion


@transaction.atomic
def record_download(version: DocumentVersion, *, by: User) -> None:
    """The version was downloaded or shown in place."""
    audit.record("document.downloaded", version.document, by=by, version=version.number)
