"""Whether a version may be opened, and what of it a page can show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from evidence.enums import ScanState, Showing, WorkState

if TYPE_CHECKING:
    from evidence.models.documents import DocumentVersion

HOLD = "hold"  # of UNSCANNED_FILES: what no scanner has seen stays shut

NOT_YET = (
    "Berkas ini belum dipindai. Berkas sudah dapat dikutip, dan dapat dibuka setelah "
    "pemindai menyatakannya bersih."
)
NO_SCANNER = (
    "Pemindai tidak tersedia, sehingga berkas ini belum dipindai. Berkas dapat dibuka "
    "dan dikutip setelah pemindai kembali dan menyatakannya bersih."
)


def refusal_of(version: DocumentVersion) -> str:
    """Why a version can't be opened or packed, as a sentence; else empty.

    A quarantined file never is. One that was not scanned is open unless
    UNSCANNED_FILES says `hold`. An address has nothing to scan.
    """
    if version.is_link:
        return ""
    inspection = version.inspected
    state = inspection.scan_state if inspection else ScanState.PENDING
    if inspection and state is ScanState.INFECTED:
        return (
            f"Berkas ini dikarantina: pemindai menemukan {inspection.signature}. Berkas "
            "tidak dapat dibuka atau dikutip. Unggah berkas yang bersih sebagai versi baru."
        )
    if settings.UNSCANNED_FILES != HOLD or state is ScanState.CLEAN:
        return ""
    return NOT_YET if state is ScanState.PENDING else NO_SCANNER


def citing_refusal_of(version: DocumentVersion) -> str:
    """Why an answer can't rest on a version, as a sentence; else empty.

    A scan that is still to come keeps a file shut, never uncited: who uploads it cites
    it at once.
    """
    reason = refusal_of(version)
    return "" if reason == NOT_YET else reason


def is_open(version: DocumentVersion) -> bool:
    return not refusal_of(version)


def showing_of(version: DocumentVersion) -> Showing:
    """What a page can show of a version.

    An image is shown by its copy without position data only, never by its own bytes;
    an office document by the PDF that the worker made of it.
    """
    if version.is_link:
        return Showing.LINK
    if refusal_of(version):
        return Showing.REFUSED
    inspection = version.inspected
    if inspection and inspection.preview:
        is_pdf = inspection.preview_type == "application/pdf"
        return Showing.PDF if is_pdf else Showing.IMAGE
    if version.content_type == "application/pdf":
        return Showing.PDF
    if version.content_type == "video/mp4":
        return Showing.VIDEO
    if not (version.is_image or (version.is_office and settings.OFFICE_CONVERTER)):
        return Showing.CARD
    is_waiting = inspection is None or inspection.state == WorkState.WAITING
    return Showing.PREPARING if is_waiting else Showing.CARD
