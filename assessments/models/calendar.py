"""The calendar of a quarter: what is planned, moved, and passed by the clock."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Agency, User
from accounts.permissions import Permission, can
from assessments.enums import Window
from assessments.models.periods import Assessment, Period
from assessments.models.windows import WINDOWS_IN_ORDER, Windows
from lib.constraints import both_or_neither, in_order

if TYPE_CHECKING:
    from typing import Self


class PlannedPeriodQuerySet(models.QuerySet["PlannedPeriod"]):
    def visible_to(self, user: User) -> Self:
        return self.all() if can(user, Permission.PERIOD_MANAGE) else self.none()

    def waiting(self) -> Self:
        """Neither opened nor cancelled."""
        return self.filter(period__isnull=True, cancelled_at__isnull=True)


class PlannedPeriod(Windows):
    """A quarter that is prepared ahead; the clock opens it, which makes the Period.

    `problem` says why it could not be opened when its time came. Opened or cancelled
    it stays as it was; a trigger keeps it.
    """

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    opens_at = models.DateTimeField("dibuka pada")
    carry = models.BooleanField("mulai dari hasil triwulan lalu", default=True)
    agencies = models.ManyToManyField(
        Agency, verbose_name="perangkat daerah yang ikut", related_name="+"
    )
    problem = models.CharField("kendala", max_length=300, blank=True)
    planned_at = models.DateTimeField("dijadwalkan", default=timezone.now)
    planned_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    period = models.OneToOneField(
        Period, null=True, blank=True, on_delete=models.PROTECT, related_name="plan"
    )
    cancelled_at = models.DateTimeField("dibatalkan", null=True, blank=True)
    cancelled_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    cancelled_reason = models.TextField("alasan pembatalan", blank=True)

    objects = PlannedPeriodQuerySet.as_manager()

    class Meta:
        verbose_name = "jadwal triwulan"
        verbose_name_plural = "jadwal triwulan"
        constraints = [
            *WINDOWS_IN_ORDER,
            in_order(
                "opens_at",
                "filling_until",
                message="Batas pengisian mendahului pembukaan.",
            ),
            models.UniqueConstraint(
                fields=["year", "quarter"],
                condition=Q(period__isnull=True, cancelled_at__isnull=True),
                name="%(app_label)s_%(class)s_one_waiting_a_quarter",
                violation_error_message="Triwulan ini sudah dijadwalkan.",
            ),
            both_or_neither("cancelled_at", "cancelled_by"),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True)
                | (Q(period__isnull=True) & ~Q(cancelled_reason="")),
                name="%(app_label)s_%(class)s_cancelled_unopened_with_reason",
                violation_error_message="Pembatalan memerlukan alasan.",
            ),
        ]

    @property
    def is_waiting(self) -> bool:
        return self.period_id is None and self.cancelled_at is None


class DeadlineChange(models.Model):
    """One deadline of a quarter moved to later, for every agency, with its reason."""

    period = models.ForeignKey(
        Period, on_delete=models.PROTECT, related_name="deadline_changes"
    )
    window = models.CharField("tahap", max_length=10, choices=Window)
    was = models.DateTimeField("batas semula")
    until = models.DateTimeField("batas baru")
    reason = models.TextField("alasan")
    changed_at = models.DateTimeField(default=timezone.now)
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "perubahan batas"
        verbose_name_plural = "perubahan batas"
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gt=models.F("was")),
                name="%(app_label)s_%(class)s_only_later",
                violation_error_message="Batas hanya dapat diundur.",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="%(app_label)s_%(class)s_with_reason",
                violation_error_message="Perubahan memerlukan alasan.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period}, {self.step.label} sampai {self.until:%d-%m-%Y}"

    @property
    def step(self) -> Window:
        return Window(self.window)


class Passage(models.Model):
    """The clock passed a mark: `days_before` days ahead of a deadline, or, at 0, it.

    `due_at` is the deadline as it stood, `passed_at` when the clock came to it: they
    differ when it stood still. `remaining` counts who had not done it. Without an
    assessment the mark is of the whole quarter. A trigger keeps the row.
    """

    period = models.ForeignKey(
        Period, on_delete=models.PROTECT, related_name="passages"
    )
    assessment = models.ForeignKey(
        Assessment,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="passages",
    )
    window = models.CharField("tahap", max_length=10, choices=Window)
    due_at = models.DateTimeField("batas")
    days_before = models.PositiveSmallIntegerField("hari sebelum batas", default=0)
    remaining = models.PositiveIntegerField("belum selesai", default=0)
    passed_at = models.DateTimeField("dicatat", default=timezone.now)

    class Meta:
        verbose_name = "lewatnya batas"
        verbose_name_plural = "lewatnya batas"
        constraints = [
            models.UniqueConstraint(
                fields=["period", "window", "due_at", "days_before"],
                condition=Q(assessment__isnull=True),
                name="%(app_label)s_%(class)s_once_a_period",
            ),
            models.UniqueConstraint(
                fields=["assessment", "window", "due_at", "days_before"],
                condition=Q(assessment__isnull=False),
                name="%(app_label)s_%(class)s_once_an_assessment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period}, {self.step.label} {self.due_at:%d-%m-%Y}"

    @property
    def step(self) -> Window:
        return Window(self.window)
