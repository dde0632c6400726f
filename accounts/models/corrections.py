"""Requests of people to correct what the portal keeps of them (UU 27/2022)."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models.people import User
from accounts.permissions import Permission, can
from lib.constraints import both_or_neither

if TYPE_CHECKING:
    from typing import Self


class CorrectionQuerySet(models.QuerySet["Correction"]):
    def visible_to(self, user: User) -> Self:
        """All for who settles them; else one's own."""
        if can(user, Permission.CORRECTION_SETTLE):
            return self.all()
        return self.filter(user=user)

    def open(self) -> Self:
        return self.filter(settled_at__isnull=True)


class Correction(models.Model):
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="corrections")
    text = models.TextField("yang perlu diperbaiki", max_length=2000)
    made_at = models.DateTimeField(default=timezone.now)
    answer = models.TextField("jawaban", max_length=2000, blank=True)
    settled_at = models.DateTimeField(null=True, editable=False)
    settled_by = models.ForeignKey(
        User, null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = "permintaan perbaikan data"
        verbose_name_plural = "permintaan perbaikan data"
        constraints = [
            both_or_neither("settled_at", "settled_by"),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True) | ~Q(answer=""),
                name="%(app_label)s_%(class)s_settled_with_an_answer",
                violation_error_message="Tulis jawaban.",
            ),
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(settled_at__isnull=True),
                name="%(app_label)s_%(class)s_one_open_a_person",
                violation_error_message="Permintaan Anda yang lalu belum dijawab.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.made_at:%Y-%m-%d}"

    @property
    def audit_agency_code(self) -> str:
        return self.user.audit_agency_code
