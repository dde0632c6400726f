"""What the secretariat asked people to hurry with."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone

from accounts.models import User
from assessments.enums import Status
from assessments.models.periods import Assessment

if TYPE_CHECKING:
    from typing import Self

AGAIN_AFTER = timedelta(hours=12)
REMINDER_MAX = 200  # signs; a notice adds its own words


class ReminderQuerySet(models.QuerySet["Reminder"]):
    def recent(self) -> Self:
        """Sent so lately that another one would be a nuisance."""
        return self.filter(sent_at__gt=timezone.now() - AGAIN_AFTER)


class Reminder(models.Model):
    """A reminder about one agency's assessment, in the state that it had then.

    A trigger keeps it.
    """

    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, related_name="reminders"
    )
    status = models.CharField(max_length=12, choices=Status)
    text = models.CharField("pesan", max_length=REMINDER_MAX, blank=True)
    recipients = models.PositiveSmallIntegerField("penerima")
    sent_at = models.DateTimeField("dikirim", default=timezone.now)
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ReminderQuerySet.as_manager()

    class Meta:
        verbose_name = "pengingat"
        verbose_name_plural = "pengingat"
        indexes = [
            models.Index(
                fields=["assessment", "sent_at"], name="assessments_reminder_latest"
            )
        ]

    def __str__(self) -> str:
        return f"Pengingat {self.assessment}"

    @property
    def audit_agency_code(self) -> str:
        return self.assessment.agency_code
