"""Which indicators of two instrument versions ask the same, and by what source."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Permission, can
from insight.enums import MappingKind
from instruments.models import Indicator, Version

if TYPE_CHECKING:
    from typing import Self

SOURCE_MAX = 300


class ConcordanceQuerySet(models.QuerySet["Concordance"]):
    def visible_to(self, user: User) -> Self:
        """For who sees assessments: instruments are no secret."""
        return self.all() if can(user, Permission.ASSESSMENT_VIEW) else self.none()

    def in_force(self) -> Self:
        """The newest revision between each two versions."""
        return self.order_by("old", "new", "-revision").distinct("old", "new")

    def between(self, old: Version, new: Version) -> Self:
        return self.filter(old=old, new=new).order_by("-revision")


class Concordance(models.Model):
    """The mapping between two versions, as a whole; a trigger keeps it.

    A change is a new revision with its reason. What no line names was removed from the
    old version, or added by the new one.
    """

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    old = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    new = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    revision = models.PositiveSmallIntegerField("revisi", default=1)
    source = models.CharField("sumber", max_length=SOURCE_MAX)
    reason = models.TextField("alasan perubahan", blank=True)
    made_at = models.DateTimeField("dicatat", default=timezone.now)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ConcordanceQuerySet.as_manager()

    class Meta:
        verbose_name = "padanan instrumen"
        verbose_name_plural = "padanan instrumen"
        constraints = [
            models.UniqueConstraint(
                fields=["old", "new", "revision"],
                name="%(app_label)s_%(class)s_revision_unique",
                violation_error_message="Padanan ini baru saja diubah orang lain.",
            ),
            models.CheckConstraint(
                condition=~Q(old=F("new")),
                name="%(app_label)s_%(class)s_two_versions",
                violation_error_message="Padanan memerlukan dua instrumen.",
            ),
            models.CheckConstraint(
                condition=~Q(source=""),
                name="%(app_label)s_%(class)s_with_source",
                violation_error_message="Sebutkan sumber padanan.",
            ),
            models.CheckConstraint(
                condition=Q(revision=1) | (Q(revision__gt=1) & ~Q(reason="")),
                name="%(app_label)s_%(class)s_revision_explained",
                violation_error_message="Perubahan padanan memerlukan alasan.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old} ke {self.new}, revisi {self.revision}"


class IndicatorMapping(models.Model):
    """One pair: an indicator of the old version and one of the new; a trigger keeps it."""

    concordance = models.ForeignKey(
        Concordance, on_delete=models.PROTECT, related_name="lines"
    )
    old = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    new = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField("hubungan", max_length=8, choices=MappingKind)

    class Meta:
        verbose_name = "padanan indikator"
        verbose_name_plural = "padanan indikator"
        constraints = [
            models.UniqueConstraint(
                fields=["concordance", "old", "new"],
                name="%(app_label)s_%(class)s_pair_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.old.code} ke {self.new.code}"
