"""All reports of a quarter: started, shared among workers, paused, ended, tried again.

An item is taken by one worker at a time; what a lost worker left is given back by the
clock. A report is issued once an item, whoever comes, and its file is made once.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from celery import current_app, signature
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from kombu.exceptions import OperationalError

from accounts import audit
from assessments.models import Assessment, Period
from reports.actions.base import ReportError, lock_period
from reports.actions.issuing import issue_report
from reports.enums import (
    BATCH_TRANSITIONS,
    OPEN_BATCH,
    OPEN_ITEM,
    BatchStatus,
    ItemStatus,
)
from reports.models import Batch, BatchItem, IssuedDocument
from reports.models.batches import ITEM_STALLED_AFTER

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.models import User

logger = logging.getLogger(__name__)

WORK = "reports.tasks.work"
LANES = 4  # messages at a time: other documents find their turn between two of them


# What the secretariat does


@transaction.atomic
def start_batch(period: Period, *, by: User) -> Batch:
    """Ask for the report of every agency of the quarter, or its draft (KONSEP).

    Raises ReportError while another one is open, and for a quarter without agencies.
    """
    lock_period(period.pk)
    if Batch.objects.filter(period=period, status__in=OPEN_BATCH).exists():
        msg = (
            "Laporan triwulan ini sedang dibuat. Tunggu selesai, atau batalkan dahulu."
        )
        raise ReportError(msg)
    taking_part = Assessment.objects.taking_part().filter(period=period)
    assessments = list(taking_part.order_by("agency_code"))
    if not assessments:
        msg = "Triwulan ini belum memiliki penilaian perangkat daerah."
        raise ReportError(msg)
    batch = Batch.objects.create(period=period, started_by=by)
    BatchItem.objects.bulk_create(
        BatchItem(batch=batch, assessment=assessment) for assessment in assessments
    )
    send_later(batch)
    audit.record("batch.started", batch, by=by, agencies=len(assessments))
    return batch


@transaction.atomic
def pause_batch(batch: Batch, *, by: User) -> Batch:
    """What is in a worker's hands is finished; nothing more is taken."""
    batch = _moved(batch, BatchStatus.PAUSED)
    audit.record("batch.paused", batch, by=by)
    return batch


@transaction.atomic
def continue_batch(batch: Batch, *, by: User) -> Batch:
    batch = _locked(batch)
    if batch.state is not BatchStatus.PAUSED:
        msg = "Pembuatan laporan ini tidak sedang dijeda."
        raise ReportError(msg)
    batch = _moved(batch, BatchStatus.RUNNING)
    send_later(batch)
    audit.record("batch.continued", batch, by=by)
    return batch


@transaction.atomic
def cancel_batch(batch: Batch, *, by: User) -> Batch:
    """What waits is dropped; what was made stays issued."""
    batch = _moved(batch, BatchStatus.CANCELLED)
    waiting = batch.items.filter(status=ItemStatus.WAITING)
    dropped = waiting.update(status=ItemStatus.CANCELLED, moved_at=timezone.now())
    audit.record("batch.cancelled", batch, by=by, dropped=dropped)
    return batch


@transaction.atomic
def retry_batch(batch: Batch, *, by: User) -> Batch:
    """Take up once more what failed. Raises ReportError where nothing did."""
    batch = _locked(batch)
    failed = batch.items.filter(status=ItemStatus.FAILED)
    again = 0
    if batch.state is not BatchStatus.CANCELLED:
        again = failed.update(
            status=ItemStatus.WAITING, error="", moved_at=timezone.now()
        )
    if not again:
        msg = "Tidak ada laporan gagal yang dapat dicoba lagi."
        raise ReportError(msg)
    if batch.state is BatchStatus.DONE:
        _refuse_second(batch)
        batch = _moved(batch, BatchStatus.RUNNING)
    if batch.is_running:
        send_later(batch)
    audit.record("batch.retried", batch, by=by, reports=again)
    return batch


@transaction.atomic
def record_batch_download(batch: Batch, *, files: int, by: User) -> None:
    audit.record("batch.downloaded", batch, by=by, files=files)


def _refuse_second(batch: Batch) -> None:
    others = Batch.objects.filter(period=batch.period_id, status__in=OPEN_BATCH)
    if others.exclude(pk=batch.pk).exists():
        msg = "Pembuatan laporan yang lebih baru sedang berjalan untuk triwulan ini."
        raise ReportError(msg)


def _locked(batch: Batch) -> Batch:
    """The quarter first, as when one is started, then the batch."""
    lock_period(batch.period_id)
    return Batch.objects.select_for_update(of=("self",)).get(pk=batch.pk)


def _moved(batch: Batch, status: BatchStatus) -> Batch:
    batch = _locked(batch)
    if status not in BATCH_TRANSITIONS[batch.state]:
        msg = f"Pembuatan laporan ini sudah berstatus {batch.state.label.lower()}."
        raise ReportError(msg)
    batch.status = status
    batch.settled_at = None if batch.is_open else timezone.now()
    batch.save(update_fields=["status", "settled_at"])
    return batch


# What a worker does


@transaction.atomic
def take(pk: UUID) -> BatchItem | None:
    """The next report of a running batch that nobody holds; None when there is none."""
    item = (
        BatchItem.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(batch=pk, batch__status=BatchStatus.RUNNING, status=ItemStatus.WAITING)
        .order_by("pk")
        .first()
    )
    if item is None:
        return None
    item.status, item.moved_at = ItemStatus.TAKEN, timezone.now()
    item.attempts += 1
    item.save(update_fields=["status", "moved_at", "attempts"])
    return item


@transaction.atomic
def document_of(item: BatchItem) -> IssuedDocument:
    """The report of an item, issued with it in one step: never a second one."""
    item = (
        BatchItem.objects.select_for_update(of=("self",))
        .select_related("batch__started_by", "assessment", "document")
        .get(pk=item.pk)
    )
    if item.document is None:
        item.document = issue_report(
            item.assessment, by=item.batch.started_by, starts=False
        )
        item.save(update_fields=["document"])
    return item.document


def settle(item: BatchItem, *, error: str = "") -> None:
    """Note how an item ended, and the batch with the last one.

    A report that another worker is still making is left to that worker.
    """
    with transaction.atomic():
        found = (
            BatchItem.objects.select_for_update(of=("self",))
            .select_related("document")
            .get(pk=item.pk)
        )
        if found.state is not ItemStatus.TAKEN:
            return
        status, error = _ending(found.document, error)
        if status is ItemStatus.TAKEN:
            return
        found.status, found.error, found.moved_at = status, error, timezone.now()
        found.save(update_fields=["status", "error", "moved_at"])
    close(found.batch_id)


def _ending(document: IssuedDocument | None, error: str) -> tuple[ItemStatus, str]:
    if document and document.is_done:
        return ItemStatus.DONE, ""
    if document and document.is_failed:
        return ItemStatus.FAILED, document.error
    return (ItemStatus.FAILED, error) if error else (ItemStatus.TAKEN, "")


@transaction.atomic
def close(pk: UUID) -> None:
    """A running batch ends when nothing of it waits and nothing is in hand."""
    batch = Batch.objects.select_for_update(of=("self",)).get(pk=pk)
    is_open = batch.items.filter(status__in=OPEN_ITEM).exists()
    if is_open or not batch.is_open:
        return
    batch.status, batch.settled_at = BatchStatus.DONE, timezone.now()
    batch.save(update_fields=["status", "settled_at"])
    failed = batch.items.filter(status=ItemStatus.FAILED).count()
    audit.record("batch.finished", batch, by=None, failed=failed)


# What the clock does


def resume_batches() -> int:
    """Give back what lost workers held, and send what stands still; gives the batches.

    Nothing is started twice by it: a message takes what waits, or nothing.
    """
    limit = timezone.now() - ITEM_STALLED_AFTER
    with transaction.atomic():
        stale = BatchItem.objects.select_for_update(skip_locked=True).filter(
            status=ItemStatus.TAKEN, moved_at__lt=limit
        )
        given_back = list(stale.values_list("pk", "batch__status", "batch_id"))
        for key, status, _ in given_back:
            dropped = status == BatchStatus.CANCELLED
            BatchItem.objects.filter(pk=key).update(
                status=ItemStatus.CANCELLED if dropped else ItemStatus.WAITING
            )
    standing = (
        Batch.objects.filter(
            status=BatchStatus.RUNNING, items__status=ItemStatus.WAITING
        )
        .annotate(last=Max("items__moved_at"))
        .filter(last__lt=limit)
    )
    found = {batch for _, _, batch in given_back}
    running = Batch.objects.filter(pk__in=found, status=BatchStatus.RUNNING)
    due = {
        *running.values_list("pk", flat=True),
        *standing.values_list("pk", flat=True),
    }
    for pk in due:
        send(pk)
    return len(due)


def send_later(batch: Batch) -> None:
    pk = batch.pk
    transaction.on_commit(lambda: send(pk))


def send(pk: UUID, lanes: int = LANES) -> None:
    """Without a broker the batch waits for the clock."""
    try:
        for _ in range(lanes):
            signature(WORK, args=[str(pk)], app=current_app).apply_async()
    except OperationalError:
        logger.exception("No broker for batch %s: it waits for the clock", pk)


def is_waiting(pk: UUID) -> bool:
    return BatchItem.objects.filter(
        batch=pk, batch__status=BatchStatus.RUNNING, status=ItemStatus.WAITING
    ).exists()
