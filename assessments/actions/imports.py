"""A filled workbook: kept for a look, applied as a whole, or dropped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from accounts import audit
from assessments.actions.answers import save_answer
from assessments.actions.base import AssessmentError, lock
from assessments.models import WorkbookImport
from lib import formats

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accounts.models import User
    from assessments.models import Answer, Assessment


@dataclass(frozen=True, slots=True)
class Entry:
    """One answer as it shall stand; `version` is the one that was shown."""

    answer: Answer
    version: int
    self_level: int | None
    facts: str
    analysis: str


@transaction.atomic
def keep_import(
    assessment: Assessment,
    *,
    file_name: str,
    file_sha256: str,
    rows: dict[str, Any],
    by: User,
) -> WorkbookImport:
    """Keep what was read of a file, so that it can be looked at; no answer changes.

    Raises AssessmentError while the assessment is not open to the agency.
    """
    refuse_closed_import(lock(assessment))
    imported = WorkbookImport.objects.create(
        assessment=assessment,
        file_name=file_name[:200],
        file_sha256=file_sha256,
        rows=rows,
        uploaded_by=by,
    )
    audit.record(
        "workbook.uploaded", imported, by=by, sha256=file_sha256, rows=len(rows["rows"])
    )
    return imported


@transaction.atomic
def apply_import(
    imported: WorkbookImport, entries: Sequence[Entry], *, by: User
) -> WorkbookImport:
    """Save every entry, or none. A second call is refused.

    Raises AnswerConflict when a colleague saved one of them since it was shown,
    AssessmentError when the import is settled or too old, or an answer is locked.
    """
    imported = _lock_pending(imported)
    lock(imported.assessment)  # every answer, before the first event of the trail
    if not entries:
        msg = "Tidak ada perubahan yang dipilih."
        raise AssessmentError(msg)
    for entry in entries:
        save_answer(
            entry.answer,
            version=entry.version,
            self_level=entry.self_level,
            facts=entry.facts,
            analysis=entry.analysis,
            by=by,
        )
    imported.applied_at = timezone.now()
    imported.save(update_fields=["applied_at"])
    audit.record(
        "workbook.applied",
        imported,
        by=by,
        sha256=imported.file_sha256,
        indicators=[entry.answer.indicator.code for entry in entries],
    )
    return imported


@transaction.atomic
def drop_import(imported: WorkbookImport, *, by: User) -> WorkbookImport:
    """The file is not applied; nothing of it was."""
    imported = _lock_pending(imported)
    imported.dropped_at = timezone.now()
    imported.save(update_fields=["dropped_at"])
    audit.record("workbook.dropped", imported, by=by, sha256=imported.file_sha256)
    return imported


def refuse_closed_import(assessment: Assessment) -> None:
    """AssessmentError unless the agency may fill now."""
    if not assessment.is_open:
        msg = (
            f"Isian terkunci: penilaian ini berstatus {assessment.state.label}. "
            "Lembar kerja tidak dapat diunggah."
        )
        raise AssessmentError(msg)
    if assessment.due_at and assessment.is_late:
        msg = (
            f"Batas pengisian {formats.moment(assessment.due_at)} sudah lewat. "
            "Mintalah perpanjangan kepada sekretariat."
        )
        raise AssessmentError(msg)


def _lock_pending(imported: WorkbookImport) -> WorkbookImport:
    locked = (
        WorkbookImport.objects.select_for_update(of=("self",))
        .select_related("assessment__period")
        .get(pk=imported.pk)
    )
    if locked.applied_at:
        msg = f"Berkas ini sudah diterapkan {formats.moment(locked.applied_at)}."
        raise AssessmentError(msg)
    if not locked.is_pending:
        msg = "Impor ini sudah dibatalkan atau lewat 24 jam. Unggah berkasnya lagi."
        raise AssessmentError(msg)
    return locked
