"""Sentences that mentors use again when they give a reason."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Permission, can
from assessments.enums import Decision

if TYPE_CHECKING:
    from typing import Self

PHRASE_MAX = 300


class ReasonPhraseQuerySet(models.QuerySet["ReasonPhrase"]):
    def usable_by(self, user: User) -> Self:
        """The own ones and those of all mentors; none without the permission."""
        if not can(user, Permission.REVIEW_DECIDE):
            return self.none()
        return self.filter(Q(owner=user) | Q(owner=None), retired_at=None)

    def owned_by(self, user: User) -> Self:
        if not can(user, Permission.REVIEW_DECIDE):
            return self.none()
        return self.filter(owner=user)

    def fitting(self, indicator_code: str) -> Self:
        """For this indicator or for any."""
        return self.filter(indicator_code__in=["", indicator_code])

    def in_order(self) -> Self:
        return self.order_by("decision", "text", "pk")


class ReasonPhrase(models.Model):
    """A sentence to begin a reason with; without an owner it is for all mentors."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    text = models.CharField("kalimat", max_length=PHRASE_MAX)
    decision = models.CharField(
        "untuk keputusan", max_length=10, choices=Decision, blank=True
    )
    indicator_code = models.CharField("indikator", max_length=30, blank=True)
    owner = models.ForeignKey(
        User,
        verbose_name="pemilik",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    added_at = models.DateTimeField(default=timezone.now)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = ReasonPhraseQuerySet.as_manager()

    class Meta:
        verbose_name = "kalimat siap pakai"
        verbose_name_plural = "kalimat siap pakai"
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "text", "decision", "indicator_code"],
                condition=Q(retired_at__isnull=True),
                nulls_distinct=False,
                name="%(app_label)s_%(class)s_once",
                violation_error_message="Kalimat ini sudah ada.",
            ),
            models.CheckConstraint(
                condition=~Q(text=""), name="%(app_label)s_%(class)s_says_something"
            ),
        ]

    def __str__(self) -> str:
        return self.text
