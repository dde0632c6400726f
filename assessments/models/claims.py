"""Who is at work on an answer: so that two mentors do not decide the same one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import User
from assessments.models.answers import Answer

if TYPE_CHECKING:
    from typing import Self


class ReviewClaimQuerySet(models.QuerySet["ReviewClaim"]):
    def live(self) -> Self:
        return self.filter(expires_at__gt=timezone.now())


class ReviewClaim(models.Model):
    """A mentor reviews this answer now; until it expires nobody else decides on it.

    Working state, not history: it goes with the decision and is not in the trail.
    """

    answer = models.OneToOneField(
        Answer, on_delete=models.CASCADE, related_name="claim"
    )
    mentor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    claimed_at = models.DateTimeField("mulai ditelaah", default=timezone.now)
    expires_at = models.DateTimeField("sampai")

    objects = ReviewClaimQuerySet.as_manager()

    class Meta:
        verbose_name = "penelaahan berjalan"
        verbose_name_plural = "penelaahan berjalan"
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("claimed_at")),
                name="%(app_label)s_%(class)s_expires_later",
                violation_error_message="Penelaahan berakhir sesudah dimulai.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.answer} ditelaah {self.mentor}"

    @property
    def is_live(self) -> bool:
        return self.expires_at > timezone.now()
