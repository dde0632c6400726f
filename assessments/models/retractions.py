"""A submission that the agency's head took back."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from assessments.models.periods import Assessment


class Retraction(models.Model):
    """Who took a submission back before a mentor decided, and why; a trigger keeps it.

    `round` and the submission are those that were taken back: the next submission has
    the same round again.
    """

    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, related_name="retractions"
    )
    round = models.PositiveSmallIntegerField("putaran")
    submitted_at = models.DateTimeField("dikirim")
    submitted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField("alasan")
    retracted_at = models.DateTimeField("ditarik", default=timezone.now)
    retracted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "penarikan pengajuan"
        verbose_name_plural = "penarikan pengajuan"
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="%(app_label)s_%(class)s_explained",
                violation_error_message="Tulis alasan menarik kembali.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.assessment}, putaran {self.round} ditarik kembali"
