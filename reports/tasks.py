"""Making documents in the background: an id in, one file out, however often it runs."""

from __future__ import annotations

import logging
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from celery import shared_task
from django.core.files import File
from weasyprint.urls import FatalURLFetchingError

from reports import actions, content, pdf, xlsx
from reports.enums import Kind, WordKind
from reports.models import Export
from reports.word import contexts, filling

if TYPE_CHECKING:
    from reports.models import IssuedDocument

logger = logging.getLogger(__name__)

FAILURE = (
    "Dokumen tidak dapat dibuat karena gangguan pada sistem. Tekan “Coba lagi”; bila "
    "tetap gagal, sampaikan waktu kejadian kepada administrator."
)


@shared_task(name=actions.RENDER)
def render(pk: str) -> None:
    make(pk)


def make(pk: str) -> None:
    """The file of a document; what goes wrong is noted in its row."""
    document = actions.begin(pk)
    if document is None:
        return
    try:
        actions.advance(document, 20, "Membaca masukan yang dibekukan")
        if document.kind == Kind.TPP_SHEET:
            _finish_workbook(document)
            return
        data = _bytes_of(document)
        actions.advance(document, 90, "Menyimpan berkas")
        actions.finish(document, data)
    except (Exception, FatalURLFetchingError):  # WeasyPrint's is no Exception
        logger.exception("Document %s could not be made", pk)
        actions.fail(document, FAILURE)


@shared_task(name=actions.COPY)
def copy(pk: str) -> None:
    """An issued document as DOCX, from what it froze."""
    taken = actions.begin_copy(pk)
    if taken is None:
        return
    try:
        document = taken.document
        stamp = content.stamp_of(document)
        filled = contexts.of_inputs(WordKind(document.kind), document.inputs, stamp)
        actions.finish_copy(taken, filling.fill(actions.template_of(taken), filled))
    except Exception:
        logger.exception("Copy %s could not be made", pk)
        actions.fail_copy(taken, FAILURE)


@shared_task(name=actions.WORK)
def work(batch: str) -> None:
    """One report of a batch; as long as more wait, another message takes the next."""
    item = actions.take(UUID(batch))
    if item is None:
        return
    try:
        make(str(actions.document_of(item).pk))
        actions.settle(item)
    except Exception:
        logger.exception("A report of batch %s could not be made", batch)
        actions.settle(item, error=FAILURE)
    if actions.is_waiting(UUID(batch)):
        actions.send(UUID(batch), lanes=1)


@shared_task
def resume_batches() -> int:
    return actions.resume_batches()


@shared_task
def resume() -> int:
    """What a lost worker or broker left behind goes on."""
    return actions.resume() + actions.resume_copies()


def _finish_workbook(document: IssuedDocument) -> None:
    """By way of a file: a province of any size goes through the same memory."""
    actions.advance(document, 50, "Menyusun lembar kerja")
    export = Export.objects.select_related("document").get(pk=document.pk)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "tpp.xlsx")
        facts = content.read_facts(export.inputs)
        stamp = content.stamp_of(document)
        xlsx.write(path, facts, stamp, content.lines_of(export, facts))
        actions.advance(document, 90, "Menyimpan berkas")
        with path.open("rb") as made:
            actions.finish(document, File(made))


def _bytes_of(document: IssuedDocument) -> bytes:
    stamp = content.stamp_of(document)
    if document.kind == Kind.BERITA_ACARA:
        minutes = content.read_minutes(document.inputs)
        actions.advance(document, 50, "Menyusun halaman Berita Acara")
        return pdf.minutes(minutes, stamp)
    if document.kind == Kind.WORKSHEET:
        worksheet = content.read_worksheet(document.inputs)
        actions.advance(document, 50, "Menyusun halaman lembar kerja")
        return pdf.worksheet(worksheet, stamp)
    if document.kind == Kind.PLENARY:
        sitting = content.read_plenary(document.inputs)
        actions.advance(document, 50, "Menyusun halaman risalah")
        return pdf.plenary(sitting, stamp)
    if document.kind == Kind.RECAP:
        recap = content.read_recap(document.inputs)
        actions.advance(document, 50, "Menyusun halaman rekap")
        return pdf.recap(recap, stamp)
    if document.kind == Kind.MENTORING:
        session = content.read_mentoring(document.inputs)
        actions.advance(document, 50, "Menyusun halaman risalah")
        return pdf.mentoring(session, stamp)
    report = content.read_report(document.inputs)
    actions.advance(document, 50, "Menyusun halaman laporan")
    return pdf.report(report, stamp)
