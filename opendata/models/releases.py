"""What the secretariat made public of a determination."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Permission, can
from assessments.models import Determination, Period
from lib.constraints import both_or_neither

if TYPE_CHECKING:
    from typing import Self


class ReleaseQuerySet(models.QuerySet["Release"]):
    def visible_to(self, user: User) -> Self:
        """The record of all releases; what is public itself needs no user."""
        return self.all() if can(user, Permission.RELEASE_VIEW) else self.none()

    def in_force(self) -> Self:
        """The newest revision of each quarter, where it was not withdrawn."""
        later = Release.objects.filter(
            period=OuterRef("period"), revision__gt=OuterRef("revision")
        )
        return self.filter(~Exists(later), withdrawn_at__isnull=True)

    def with_context(self) -> Self:
        return self.select_related("period", "determination")

    def newest_first(self) -> Self:
        return self.order_by("-period__year", "-period__quarter", "-revision")

    def until(self, year: int, quarter: int) -> Self:
        """Of that quarter and those before it."""
        return self.filter(
            Q(period__year__lt=year)
            | Q(period__year=year, period__quarter__lte=quarter)
        )


class Release(models.Model):
    """The published results of one quarter under a revision; a trigger keeps it.

    `content` is what `opendata.content` wrote, and all that the public can read:
    nothing is looked up elsewhere when a page or a file is made. A correction is a new
    revision; a withdrawal leaves the address with its reason.
    """

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    period = models.ForeignKey(
        Period, on_delete=models.PROTECT, related_name="releases"
    )
    determination = models.ForeignKey(
        Determination, on_delete=models.PROTECT, related_name="releases"
    )
    revision = models.PositiveSmallIntegerField("revisi")
    shows_rank = models.BooleanField("peringkat ditampilkan")
    reason = models.CharField("alasan revisi", max_length=300, blank=True)
    content = models.JSONField("isi")
    sha256 = models.CharField("SHA-256 isi", max_length=64)
    published_at = models.DateTimeField("dipublikasikan", default=timezone.now)
    published_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField("dicabut", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_reason = models.CharField("alasan pencabutan", max_length=300, blank=True)

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        verbose_name = "publikasi hasil"
        verbose_name_plural = "publikasi hasil"
        constraints = [
            models.UniqueConstraint(
                fields=["period", "revision"],
                name="%(app_label)s_%(class)s_revision_unique",
            ),
            models.CheckConstraint(
                condition=Q(revision=1) | (Q(revision__gt=1) & ~Q(reason="")),
                name="%(app_label)s_%(class)s_revision_explained",
                violation_error_message="Revisi memerlukan alasan.",
            ),
            both_or_neither("withdrawn_at", "withdrawn_by"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_reason="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_reason="")),
                name="%(app_label)s_%(class)s_withdrawal_explained",
                violation_error_message="Pencabutan memerlukan alasan.",
            ),
        ]

    def __str__(self) -> str:
        return f"Publikasi {self.period}, revisi {self.revision}"

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None
