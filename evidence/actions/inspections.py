"""What the worker found in a file: taken in hand, written down, tried again."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from celery import current_app, signature
from django.core.files import File
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from accounts import audit
from evidence.actions.search import refresh_search
from evidence.enums import Finding, ScanState, WorkState
from evidence.models import Inspection

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from django.db.models import QuerySet

    from evidence.inspection.report import Report
    from evidence.models import DocumentVersion

logger = logging.getLogger(__name__)

INSPECT = "evidence.tasks.inspect"
RESCAN = "evidence.tasks.rescan"
ATTEMPTS = 5
PATIENCE = timedelta(minutes=15)  # longer than one look may take, then twice as long
GRACE = timedelta(minutes=2)  # in which the message of a new version comes by itself
LONGEST = timedelta(days=1)
AT_ONCE = 100  # sent to the queue by one tick of the clock
STALE = timedelta(days=30)  # then a clean file is scanned with newer signatures
STALE_AT_ONCE = 5  # few: uploads of people wait in the same queue


def start(version: DocumentVersion) -> None:
    """After the commit a worker looks at the version; the clock does so if none could."""
    pk = str(version.pk)
    transaction.on_commit(lambda: send(INSPECT, pk))


def send(task: str, pk: str) -> None:
    """By name: tasks stand above the actions. Without a broker the row waits."""
    try:
        signature(task, args=[pk], app=current_app).apply_async()
    except OperationalError:
        logger.exception("No broker for version %s: the clock sends it later", pk)


def due() -> list[str]:
    """Versions whose look is due: never begun, or begun by a worker that was lost."""
    overdue = Inspection.objects.due().filter(next_at__lte=timezone.now() - GRACE)
    inspections = overdue.order_by("next_at")[:AT_ONCE]
    return [str(pk) for pk in inspections.values_list("version", flat=True)]


def unscanned() -> list[str]:
    """Versions whose scan is due again after the scanner was out of reach."""
    inspections = _unscanned().order_by("next_at")[:AT_ONCE]
    return [str(pk) for pk in inspections.values_list("version", flat=True)]


def stale() -> list[str]:
    """Clean versions that the scanner saw longest ago, a few at a time."""
    inspections = _stale().order_by("scanned_at")[:STALE_AT_ONCE]
    return [str(pk) for pk in inspections.values_list("version", flat=True)]


@transaction.atomic
def begin(pk: UUID | str) -> Inspection | None:
    """Take a look in hand until `next_at`; None when it is done or in other hands.

    Nothing is locked while the worker looks: if it is lost, the time runs out. A file
    that was tried too often is left as it is.
    """
    return _take(Inspection.objects.due().filter(version__pk=pk))


@transaction.atomic
def begin_scan(pk: UUID | str) -> Inspection | None:
    return _take((_unscanned() | _stale()).filter(version__pk=pk))


@transaction.atomic
def finish(
    inspection: Inspection,
    report: Report,
    preview: Path | None,
    *,
    scan: ScanState,
    signature: str = "",
) -> Inspection:
    """Write down what was found; who comes second changes nothing."""
    inspection = _lock(inspection)
    if inspection.state != WorkState.WAITING:
        return inspection
    inspection.state, inspection.done_at = WorkState.DONE, timezone.now()
    inspection.attempts, inspection.next_at = 0, timezone.now() + PATIENCE
    inspection.findings = [Finding(code) for code in report.findings]
    inspection.pages, inspection.text = report.pages, report.text
    if preview:
        inspection.preview_type = report.preview_type
        with preview.open("rb") as copy:
            inspection.preview.save("preview", File(copy), save=False)
    stored, storage = inspection.preview.name, inspection.preview.storage
    try:
        with transaction.atomic():
            _write(inspection, scan, signature)
    except Exception:
        if preview and stored:
            storage.delete(stored)  # no bytes without their row
        raise
    return inspection


@transaction.atomic
def record_scan(
    inspection: Inspection, scan: ScanState, signature: str = ""
) -> Inspection:
    """A later verdict on a file that was looked at before.

    A scanner out of reach takes nothing back.
    """
    inspection = _lock(inspection)
    is_settled = inspection.scan == ScanState.INFECTED
    if is_settled or (
        inspection.scan == ScanState.CLEAN and scan is ScanState.UNAVAILABLE
    ):
        return inspection
    _write(inspection, scan, signature)
    return inspection


def _write(inspection: Inspection, scan: ScanState, signature: str) -> None:
    inspection.scan, inspection.signature = scan, signature[:200]
    if scan in {ScanState.CLEAN, ScanState.INFECTED}:
        inspection.scanned_at, inspection.attempts = timezone.now(), 0
    if scan is ScanState.INFECTED:
        inspection.text = ""  # nobody is led to it
    inspection.save()
    document = inspection.version.document
    refresh_search(document)
    if scan is ScanState.INFECTED:
        audit.record(
            "document.quarantined",
            document,
            by=None,
            version=inspection.version.number,
            signature=inspection.signature,
        )


def _take(inspections: QuerySet[Inspection]) -> Inspection | None:
    inspection = (
        inspections.select_related("version__document")
        .select_for_update(of=("self",), skip_locked=True)
        .first()
    )
    if inspection is None:
        return None
    if inspection.state == WorkState.WAITING and inspection.attempts >= ATTEMPTS:
        _give_up(inspection)
        return None
    wait = PATIENCE * 2 ** min(inspection.attempts, 10)
    inspection.attempts += 1
    inspection.next_at = timezone.now() + min(wait, LONGEST)
    inspection.save(update_fields=["attempts", "next_at"])
    return inspection


def _give_up(inspection: Inspection) -> None:
    """Each try ended with its worker. The file stays, unread; the scanner still comes."""
    logger.error("Version %s was tried %s times", inspection.version_id, ATTEMPTS)
    inspection.state, inspection.done_at = WorkState.FAILED, timezone.now()
    inspection.attempts, inspection.findings = 0, [Finding.DAMAGED]
    inspection.scan = ScanState.UNAVAILABLE
    inspection.save()


def _unscanned() -> QuerySet[Inspection]:
    return Inspection.objects.exclude(state=WorkState.WAITING).filter(
        scan=ScanState.UNAVAILABLE, next_at__lte=timezone.now()
    )


def _stale() -> QuerySet[Inspection]:
    now = timezone.now()
    return Inspection.objects.exclude(state=WorkState.WAITING).filter(
        scan=ScanState.CLEAN, scanned_at__lte=now - STALE, next_at__lte=now
    )


def _lock(inspection: Inspection) -> Inspection:
    return (
        Inspection.objects.select_for_update(of=("self",))
        .select_related("version__document")
        .get(pk=inspection.pk)
    )
