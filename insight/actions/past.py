"""Past results that came as a workbook: kept for a look, applied whole, or dropped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import audit
from insight.actions.base import InsightError
from insight.enums import ImportKind
from insight.models import PastImport, PastResult
from lib import formats

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from accounts.models import Agency, User
    from insight.past_checks import Values

MEANWHILE = (
    "Hasil lampau berubah sejak halaman ini dibuka. Periksa lagi, lalu terapkan."
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One checked result, and the one in force that it would replace."""

    FIELDS: ClassVar[tuple[str, ...]] = (
        "index",
        "predicate",
        "instrument",
        "version",
        "domains",
        "levels",
        "source",
    )

    values: Values
    before: PastResult | None

    @classmethod
    def of(cls, values: Values, before: Mapping[tuple[str, int], PastResult]) -> Entry:
        return cls(values, before.get((values.agency.code, values.year)))

    @property
    def agency(self) -> Agency:
        return self.values.agency

    @property
    def year(self) -> int:
        return self.values.year

    @property
    def index(self) -> Decimal:
        return self.values.index

    @property
    def kind(self) -> ImportKind:
        if self.before is None:
            return ImportKind.NEW
        same = all(
            getattr(self.before, name) == getattr(self.values, name)
            for name in self.FIELDS
            if name != "version"
        )
        same = same and self.before.version_id == (
            self.values.version.pk if self.values.version else None
        )
        return ImportKind.SAME if same else ImportKind.REPLACED

    @property
    def is_change(self) -> bool:
        return self.kind is not ImportKind.SAME

    def as_result(self, imported: PastImport, reason: str, by: User) -> PastResult:
        return PastResult(
            agency=self.agency,
            year=self.year,
            revision=self.before.revision + 1 if self.before else 1,
            reason=reason if self.before else "",
            imported=imported,
            imported_by=by,
            **{name: getattr(self.values, name) for name in self.FIELDS},
        )


@transaction.atomic
def keep_past(
    *, file_name: str, file_sha256: str, rows: list[dict[str, Any]], by: User
) -> PastImport:
    """Keep what was read, so that it can be looked at; no result changes."""
    imported = PastImport.objects.create(
        file_name=file_name[:200], file_sha256=file_sha256, rows=rows, uploaded_by=by
    )
    audit.record("past.uploaded", imported, by=by, sha256=file_sha256, rows=len(rows))
    return imported


@transaction.atomic
def apply_past(
    imported: PastImport, entries: Sequence[Entry], *, reason: str, by: User
) -> PastImport:
    """Write every change, or none. Raises InsightError when the results changed
    meanwhile, the import is settled, or one is replaced without a reason."""
    imported = _lock_pending(imported)
    changes = [entry for entry in entries if entry.is_change]
    if any(entry.before for entry in changes) and not reason.strip():
        msg = "Tulis alasan penggantian hasil yang sudah diimpor."
        raise InsightError(msg)
    try:
        with transaction.atomic():
            made = PastResult.objects.bulk_create(
                entry.as_result(imported, reason.strip(), by) for entry in changes
            )
    except IntegrityError as error:
        raise InsightError(MEANWHILE) from error
    imported.applied_at, imported.rows = timezone.now(), []
    imported.save(update_fields=["applied_at", "rows"])
    events = [
        audit.event_of(
            "past.recorded",
            result,
            by=by,
            year=result.year,
            index=str(result.index),
            revision=result.revision,
            source=result.source,
        )
        for result in made
    ]
    done = audit.event_of(
        "past.applied",
        imported,
        by=by,
        sha256=imported.file_sha256,
        results=len(made),
    )
    audit.record_all([*events, done])
    return imported


@transaction.atomic
def drop_past(imported: PastImport, *, by: User) -> PastImport:
    """The file is not applied, and what was read of it is forgotten."""
    imported = _lock_pending(imported)
    imported.dropped_at, imported.rows = timezone.now(), []
    imported.save(update_fields=["dropped_at", "rows"])
    audit.record("past.dropped", imported, by=by, sha256=imported.file_sha256)
    return imported


def _lock_pending(imported: PastImport) -> PastImport:
    locked = PastImport.objects.select_for_update().get(pk=imported.pk)
    if locked.applied_at:
        msg = f"Berkas ini sudah diterapkan {formats.moment(locked.applied_at)}."
        raise InsightError(msg)
    if not locked.is_pending:
        msg = "Impor ini sudah dibatalkan atau lewat 24 jam. Unggah berkasnya lagi."
        raise InsightError(msg)
    return locked
