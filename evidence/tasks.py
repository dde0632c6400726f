"""What the worker does with files and addresses: an id in, however often it runs."""

from __future__ import annotations

import logging
import shutil
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings

from evidence.actions import inspections, uploads
from evidence.actions import links as link_actions
from evidence.enums import ScanState
from evidence.inspection import links, scan, work
from evidence.inspection.report import Report
from evidence.models import DocumentVersion

if TYPE_CHECKING:
    from evidence.models import Inspection

logger = logging.getLogger(__name__)

LINK_SECONDS = 60  # of one check, with all its redirects
LEFT_BEHIND = 24 * 3600  # seconds; no look at a file takes as long


@shared_task(name=inspections.INSPECT)
def inspect(pk: str) -> None:
    """Scan a file, see what is active in it, read its text, make a copy to show."""
    inspection = inspections.begin(pk)
    if inspection is None:
        return
    with tempfile.TemporaryDirectory(dir=settings.FILE_UPLOAD_TEMP_DIR) as folder:
        path = _copy(inspection.version, Path(folder))
        state, signature = _scan(inspection, path)
        report, preview = Report(), None
        if state is not ScanState.INFECTED:
            kind = inspection.version.content_type
            report, preview = work.read(
                path, kind, Path(folder), converter=settings.OFFICE_CONVERTER
            )
        inspections.finish(inspection, report, preview, scan=state, signature=signature)


@shared_task(name=inspections.RESCAN)
def rescan(pk: str) -> None:
    """Ask the scanner about a file that it has not seen yet, or not for long."""
    inspection = inspections.begin_scan(pk)
    if inspection is None:
        return
    with tempfile.TemporaryDirectory(dir=settings.FILE_UPLOAD_TEMP_DIR) as folder:
        path = _copy(inspection.version, Path(folder))
        inspections.record_scan(inspection, *_scan(inspection, path))


@shared_task
def inspect_due() -> int:
    """What a lost worker or broker left behind goes on; gives how many."""
    found = inspections.due()
    for pk in found:
        inspections.send(inspections.INSPECT, pk)
    return len(found)


@shared_task
def rescan_due() -> int:
    """What the scanner missed, and what it saw long ago, is scanned; gives how many."""
    if not settings.CLAMD or not scan.answers(settings.CLAMD):
        return 0
    found = inspections.unscanned() + inspections.stale()
    for pk in found:
        inspections.send(inspections.RESCAN, pk)
    return len(found)


def _copy(version: DocumentVersion, folder: Path) -> Path:
    """The file on the worker's disk, block by block, wherever it is stored."""
    path = folder / "file"
    with version.file.open("rb") as stored, path.open("wb") as local:
        for block in stored.chunks():
            local.write(block)
    return path


def _scan(inspection: Inspection, path: Path) -> tuple[ScanState, str]:
    if not settings.CLAMD:
        return ScanState.UNAVAILABLE, ""
    try:
        with path.open("rb") as file:
            signature = scan.scan(settings.CLAMD, file)
    except scan.ScannerError:
        logger.exception("No verdict on version %s", inspection.version_id)
        return ScanState.UNAVAILABLE, ""
    return (ScanState.INFECTED, signature) if signature else (ScanState.CLEAN, "")


@shared_task(name=link_actions.CHECK, soft_time_limit=LINK_SECONDS)
def check_link(pk: str) -> None:
    """Ask whether an address answers, and note it."""
    version = DocumentVersion.objects.get(pk=pk)
    try:
        answer = links.check(version.url)
    except SoftTimeLimitExceeded:
        answer = links.Answer(links.SILENT, detail=links.TOO_SLOW)
    link_actions.record_check(version, answer)


@shared_task
def check_links_due() -> int:
    """Once a day: what open quarters rest on; gives how many."""
    return _send_checks(link_actions.links_to_check())


@shared_task
def check_links_lost() -> int:
    return _send_checks(link_actions.first_checks_lost())


@shared_task
def sweep_uploads() -> int:
    """Take away uploads that nobody finished or claimed in time, and what a killed
    process left in the temporary folder; gives how many."""
    return uploads.sweep_uploads() + _sweep_left_behind()


def _sweep_left_behind() -> int:
    before, count = time.time() - LEFT_BEHIND, 0
    for path in Path(settings.FILE_UPLOAD_TEMP_DIR).iterdir():
        with suppress(FileNotFoundError):  # its owner took it away just now
            if path.lstat().st_mtime < before:
                _remove(path)
                count += 1
    return count


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink()


def _send_checks(found: list[str]) -> int:
    for pk in found:
        inspections.send(link_actions.CHECK, pk)
    return len(found)
