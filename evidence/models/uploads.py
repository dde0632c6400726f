"""Files on their way: sent in parts, resumed after a lost connection."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import Agency, User
from evidence.models.documents import DocumentVersion
from lib.constraints import both_or_neither

if TYPE_CHECKING:
    from typing import Self


class UploadQuerySet(models.QuerySet["Upload"]):
    def visible_to(self, user: User) -> Self:
        """One's own: not even a colleague continues another's upload.

        What was begun at an agency that the user has left stays behind.
        """
        return self.filter(user=user, agency=user.agency_id)

    def alive(self) -> Self:
        return self.filter(expires_at__gt=timezone.now(), claimed_at__isnull=True)

    def expired(self) -> Self:
        return self.filter(expires_at__lte=timezone.now())


class Upload(models.Model):
    """One file of the tus protocol; `offset` of `size` bytes are stored.

    `metadata` is what its sender said of it, given back as it came. When it is complete
    and claimed it has become `version`; it vanishes with its bytes when it expires.
    """

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(
        Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField("nama berkas", max_length=300)
    metadata = models.CharField(max_length=2000, blank=True)
    size = models.PositiveBigIntegerField("ukuran")
    offset = models.PositiveBigIntegerField("diterima", default=0)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    version = models.ForeignKey(
        DocumentVersion,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects = UploadQuerySet.as_manager()

    class Meta:
        verbose_name = "unggahan"
        verbose_name_plural = "unggahan"
        constraints = [
            models.CheckConstraint(
                condition=Q(offset__lte=F("size")),
                name="%(app_label)s_%(class)s_within_its_size",
            ),
            both_or_neither("claimed_at", "version"),
        ]
        indexes = [models.Index(fields=["expires_at"], name="evidence_upload_expiry")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_complete(self) -> bool:
        return self.offset == self.size

    @property
    def is_over(self) -> bool:
        """Whether its time has passed before it became anything."""
        return self.claimed_at is None and self.expires_at <= timezone.now()
