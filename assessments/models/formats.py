"""Formats of documents that mentors offer at an indicator."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from evidence.models import Document
from lib.constraints import both_or_neither


class IndicatorFormat(models.Model):
    """A document of the province that serves as format for one indicator.

    It names instrument and indicator by their codes, so that it stands when a version
    of the instrument follows another.
    """

    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, related_name="indicator_formats"
    )
    instrument_code = models.CharField(max_length=60)
    indicator_code = models.CharField(max_length=20)
    added_at = models.DateTimeField(default=timezone.now)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = "format dokumen"
        verbose_name_plural = "format dokumen"
        constraints = [
            both_or_neither("removed_at", "removed_by"),
            models.UniqueConstraint(
                fields=["document", "instrument_code", "indicator_code"],
                condition=Q(removed_at__isnull=True),
                name="%(app_label)s_%(class)s_once_an_indicator",
                violation_error_message="Format ini sudah ditawarkan di sana.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document} untuk {self.indicator_code}"
