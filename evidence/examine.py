"""A file judged while its sender waits, for apps that keep a file outside the library.

By the same means as a document: its type by content, the virus scanner, and a reader in
confinement. Nothing is stored here.
"""

from __future__ import annotations

import logging
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings

from evidence.enums import Finding, ScanState
from evidence.inspection import scan, work
from evidence.uploads import UploadError, check, room

if TYPE_CHECKING:
    from django.core.files.base import File

logger = logging.getLogger(__name__)

ACTIVE = (Finding.SCRIPT, Finding.LAUNCH, Finding.EMBEDDED)
INFECTED = (
    "Pemindai menemukan virus dalam berkas ini. Bersihkan perangkat asalnya, lalu "
    "pindai atau unduh ulang dokumennya."
)
UNSCANNED = (
    "Pemindai virus sedang tidak dapat dihubungi, jadi berkas belum dapat diterima. "
    "Coba lagi beberapa menit lagi."
)


@dataclass(frozen=True, slots=True)
class Examined:
    """`scan` is UNAVAILABLE only where the portal has no scanner at all."""

    sha256: str
    scan: ScanState


def examine_pdf(file: File[Any]) -> Examined:
    """Raises UploadError for what is no whole, open, passive PDF without a virus.

    The message says what to do. The file is left at its start.
    """
    checked = check(file)
    if checked.content_type != work.PDF:
        msg = "Berkas ini bukan PDF. Pindai atau simpan dokumennya sebagai PDF."
        raise UploadError(msg)
    with (
        room(),
        tempfile.TemporaryDirectory(dir=settings.FILE_UPLOAD_TEMP_DIR) as folder,
    ):
        path = _copy(file, Path(folder))
        state = _scanned(path)
        report, _ = work.read(path, checked.content_type, Path(folder))
    _refuse_findings({Finding(code) for code in report.findings})
    return Examined(checked.sha256, state)


def _copy(file: File[Any], folder: Path) -> Path:
    path = folder / "file"
    with path.open("wb") as local:
        for block in file.chunks():
            local.write(block)
    file.seek(0)
    return path


def _scanned(path: Path) -> ScanState:
    if not settings.CLAMD:
        return ScanState.UNAVAILABLE
    try:
        with path.open("rb") as file:
            signature = scan.scan(settings.CLAMD, file)
    except scan.ScannerError as error:
        logger.exception("No verdict on a file that somebody waits for")
        raise UploadError(UNSCANNED) from error
    if signature:
        logger.warning("Refused a file with %s", signature)
        raise UploadError(INFECTED)
    return ScanState.CLEAN


def _refuse_findings(found: set[Finding]) -> None:
    if Finding.ENCRYPTED in found:
        msg = "PDF ini terkunci kata sandi. Simpan tanpa kata sandi, lalu unggah lagi."
        raise UploadError(msg)
    if Finding.DAMAGED in found:
        msg = "PDF ini rusak atau tidak utuh. Pindai atau unduh ulang dokumennya."
        raise UploadError(msg)
    active = [finding.label.lower() for finding in ACTIVE if finding in found]
    if active:
        msg = f"PDF ini {', '.join(active)}. Simpan ulang tanpa bagian itu."
        raise UploadError(msg)
