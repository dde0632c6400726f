"""All reports of a quarter as one job: a row a batch, a row an agency."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Count, Max, Q
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Permission, can
from assessments.models import Assessment, Period
from lib.constraints import in_order
from reports.enums import OPEN_BATCH, BatchStatus, ItemStatus
from reports.models.documents import IssuedDocument

if TYPE_CHECKING:
    from typing import Self

ITEM_STALLED_AFTER = timedelta(minutes=2)


class BatchQuerySet(models.QuerySet["Batch"]):
    def visible_to(self, user: User) -> Self:
        """It tells of every agency, so it is for those who oversee them all."""
        return self if can(user, Permission.CONTROL_VIEW) else self.none()

    def counted(self) -> Self:
        """With `total`, `done`, `failed`, `open` and `moved_at` of its items."""
        counts = {
            "done": ItemStatus.DONE,
            "failed": ItemStatus.FAILED,
            "waiting": ItemStatus.WAITING,
            "taken": ItemStatus.TAKEN,
        }
        return self.annotate(
            total=Count("items"),
            moved_at=Max("items__moved_at"),
            **{
                name: Count("items", filter=Q(items__status=status))
                for name, status in counts.items()
            },
        )

    def newest_first(self) -> Self:
        return self.order_by("-started_at")


class Batch(models.Model):
    """One at a time in a quarter; what it made are issued documents like any other."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(
        max_length=9, choices=BatchStatus, default=BatchStatus.RUNNING
    )
    started_at = models.DateTimeField("dimulai", default=timezone.now)
    started_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField("selesai", null=True, blank=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = "pembuatan laporan massal"
        verbose_name_plural = "pembuatan laporan massal"
        constraints = [
            models.UniqueConstraint(
                fields=["period"],
                condition=Q(status__in=OPEN_BATCH),
                name="%(app_label)s_%(class)s_one_at_a_time",
                violation_error_message="Pembuatan laporan triwulan ini sedang berjalan.",
            ),
            models.CheckConstraint(
                condition=Q(status__in=OPEN_BATCH, settled_at__isnull=True)
                | (~Q(status__in=OPEN_BATCH) & Q(settled_at__isnull=False)),
                name="%(app_label)s_%(class)s_settled_with_time",
                violation_error_message="Pembuatan yang selesai memiliki waktu selesai.",
            ),
            in_order(
                "started_at", "settled_at", message="Selesai mendahului permulaan."
            ),
        ]

    def __str__(self) -> str:
        return f"Laporan semua perangkat daerah {self.period}"

    @property
    def state(self) -> BatchStatus:
        return BatchStatus(self.status)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_BATCH

    @property
    def is_running(self) -> bool:
        return self.state is BatchStatus.RUNNING

    @property
    def is_paused(self) -> bool:
        return self.state is BatchStatus.PAUSED


class BatchItem(models.Model):
    """The report of one agency in a batch; DONE it stays as it is (a trigger)."""

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="items")
    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, related_name="+"
    )
    document = models.ForeignKey(
        IssuedDocument,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    status = models.CharField(
        max_length=9, choices=ItemStatus, default=ItemStatus.WAITING
    )
    error = models.TextField("kesalahan", blank=True)
    attempts = models.PositiveSmallIntegerField("percobaan", default=0)
    moved_at = models.DateTimeField("bergerak", default=timezone.now)

    class Meta:
        verbose_name = "laporan dalam pembuatan massal"
        verbose_name_plural = "laporan dalam pembuatan massal"
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "assessment"],
                name="%(app_label)s_%(class)s_agency_once",
                violation_error_message="Perangkat daerah ini sudah termasuk.",
            ),
            models.UniqueConstraint(
                fields=["batch", "document"],
                name="%(app_label)s_%(class)s_document_once",
                violation_error_message="Dokumen ini sudah termasuk.",
            ),
            models.CheckConstraint(
                condition=~Q(status=ItemStatus.DONE) | Q(document__isnull=False),
                name="%(app_label)s_%(class)s_document_when_done",
                violation_error_message="Yang selesai memiliki dokumen.",
            ),
            models.CheckConstraint(
                condition=~Q(status=ItemStatus.FAILED) | ~Q(error=""),
                name="%(app_label)s_%(class)s_failure_explained",
                violation_error_message="Kegagalan memerlukan penjelasan.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment}, {self.batch}"

    @property
    def state(self) -> ItemStatus:
        return ItemStatus(self.status)
