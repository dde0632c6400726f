"""The record of what people did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models.functions import Cast
from django.utils import timezone

from accounts.permissions import Permission, can

if TYPE_CHECKING:
    from typing import Self

    from accounts.models.people import User


class AuditEventQuerySet(models.QuerySet["AuditEvent"]):
    def visible_to(self, user: User) -> Self:
        return self.all() if can(user, Permission.TRAIL_VIEW) else self.none()

    def with_printed_data(self) -> Self:
        """Adds `data_text`: the JSON as PostgreSQL prints it, which is what is hashed."""
        return self.annotate(data_text=Cast("data", models.TextField()))

    def about(self, subject: models.Model) -> Self:
        return self.filter(subject_type=subject._meta.label, subject_id=str(subject.pk))


class AuditEvent(models.Model):
    """What was done, without foreign keys: it outlives what it speaks of.

    A trigger sets position, happened_at, previous_hash and hash, and refuses every
    change and deletion.
    """

    position = models.PositiveBigIntegerField(unique=True, default=0, editable=False)
    happened_at = models.DateTimeField(default=timezone.now, editable=False)
    verb = models.CharField("peristiwa", max_length=60)
    subject_type = models.CharField("jenis", max_length=60)
    subject_id = models.CharField("objek", max_length=60)
    agency_code = models.CharField("kode perangkat daerah", max_length=30, blank=True)
    actor = models.CharField("pelaku", max_length=150)
    actor_role = models.CharField("peran", max_length=20, blank=True)
    data = models.JSONField("rincian", default=dict)
    previous_hash = models.CharField(max_length=64, editable=False, default="")
    hash = models.CharField(max_length=64, editable=False, default="")

    data_text: str  # only after with_printed_data()

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        verbose_name = "jejak audit"
        verbose_name_plural = "jejak audit"
        indexes = [
            models.Index(
                fields=["subject_type", "subject_id", "position"],
                name="accounts_audit_subject",
            ),
            models.Index(
                fields=["agency_code", "position"], name="accounts_audit_agency"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.actor} {self.verb}"
