"""Taking all evidence of an assessment away is on record too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from accounts import audit

if TYPE_CHECKING:
    from accounts.models import User
    from assessments.models import Assessment


@transaction.atomic
def record_archive(assessment: Assessment, *, files: int, by: User) -> None:
    """The download of all evidence began; `files` is how many the archive holds."""
    audit.record("assessment.evidence_downloaded", assessment, by=by, files=files)
