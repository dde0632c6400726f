"""Exports made with a rule set from a determination."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Permission, can
from assessments.models import Determination, Period
from reports.models.documents import IssuedDocument
from reports.models.rule_sets import RuleSet

if TYPE_CHECKING:
    from typing import Self


class ExportQuerySet(models.QuerySet["Export"]):
    def visible_to(self, user: User) -> Self:
        return self.all() if can(user, Permission.TPP_VIEW) else self.none()

    def newest_first(self) -> Self:
        """With what a list shows and without the inputs, which are large."""
        related = self.select_related(
            "document__period",
            "period",
            "determination__replaced_by",
            "rule_set",
            "created_by",
        )
        large = "inputs", "figures", "document__inputs"
        return related.defer(*large).order_by("-created_at")


class Export(models.Model):
    """One TPP sheet: frozen results, the rule set, the figures; a trigger keeps it."""

    document = models.OneToOneField(
        IssuedDocument,
        primary_key=True,
        on_delete=models.PROTECT,
        related_name="export",
    )
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="exports")
    determination = models.ForeignKey(
        Determination, on_delete=models.PROTECT, related_name="exports"
    )
    rule_set = models.ForeignKey(
        RuleSet, on_delete=models.PROTECT, related_name="exports"
    )
    revision = models.PositiveSmallIntegerField("revisi")
    paid_months = models.CharField("bulan pembayaran", max_length=120)
    figures = models.JSONField("angka")
    inputs = models.JSONField("masukan")
    inputs_sha256 = models.CharField("SHA-256 masukan", max_length=64)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = "ekspor TPP"
        verbose_name_plural = "ekspor TPP"
        constraints = [
            models.UniqueConstraint(
                fields=["period", "revision"],
                name="%(app_label)s_%(class)s_revision_unique",
                violation_error_message="Revisi ekspor ini sudah ada.",
            ),
        ]

    def __str__(self) -> str:
        return f"Ekspor TPP {self.period}, revisi {self.revision}"

    @property
    def replaced_by(self) -> Determination | None:
        """The determination that replaced the one it was made of; after a list."""
        return getattr(self.determination, "replaced_by", None)

    def earlier_twin(self) -> Export | None:
        """The newest earlier export of the same inputs."""
        return (
            Export.objects.filter(
                period=self.period_id,
                inputs_sha256=self.inputs_sha256,
                revision__lt=self.revision,
            )
            .order_by("-revision")
            .first()
        )
