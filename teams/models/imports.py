"""A workbook of people and seats that was uploaded and waits for a decision."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Agency, User
from accounts.permissions import Permission, can

if TYPE_CHECKING:
    from typing import Self

KEPT = timedelta(hours=24)


class RegistryImportQuerySet(models.QuerySet["RegistryImport"]):
    def visible_to(self, user: User) -> Self:
        """Personal data on the way in: only who brought them sees them.

        Who has left the agency they are of, or no longer sees every agency, sees them
        no more.
        """
        mine = self.filter(uploaded_by=user)
        if can(user, Permission.AGENCY_VIEW_ALL):
            return mine.filter(agency__isnull=True)
        return mine.filter(agency__in=Agency.objects.visible_to(user))

    def pending(self) -> Self:
        return self.filter(
            applied_at__isnull=True,
            dropped_at__isnull=True,
            uploaded_at__gt=timezone.now() - KEPT,
        )


class RegistryImport(models.Model):
    """The rows as they were read; emptied as soon as they are applied or dropped.

    `agency` is the one that its sender could bring people of; none means every agency.
    """

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file_name = models.CharField("berkas", max_length=200)
    file_sha256 = models.CharField(max_length=64)
    rows = models.JSONField("baris", default=list)
    agency = models.ForeignKey(
        Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField("diunggah", default=timezone.now)
    applied_at = models.DateTimeField("diterapkan", null=True, blank=True)
    dropped_at = models.DateTimeField("dibatalkan", null=True, blank=True)

    objects = RegistryImportQuerySet.as_manager()

    class Meta:
        verbose_name = "impor registri"
        verbose_name_plural = "impor registri"
        constraints = [
            models.CheckConstraint(
                condition=Q(applied_at__isnull=True) | Q(dropped_at__isnull=True),
                name="%(app_label)s_%(class)s_applied_or_dropped",
                violation_error_message="Impor tidak dapat diterapkan dan dibatalkan.",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_pending(self) -> bool:
        open_ = self.applied_at is None and self.dropped_at is None
        return open_ and self.uploaded_at > timezone.now() - KEPT
