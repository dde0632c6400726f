"""Exports made with a rule set from a determination."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
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

    def with_context(self) -> Self:
        """With what a page of one export shows."""
        return self.select_related(
            "document__period",
            "document__determination",
            "document__requested_by",
            "period__version",
            "determination__replaced_by",
            "rule_set",
            "created_by",
        )

    def last_revision(self) -> Export | None:
        return self.order_by("-revision").first()


class Export(models.Model):
    """One TPP sheet of one determination under one rule set; triggers keep it.

    `inputs` are what is common to all agencies, with the number and the hash of the
    lines; what is frozen of each agency, and its figures, are `lines`. Of exports of
    the first schema (no "schema" in the inputs) `inputs` has the results too, and
    `figures` the figures.
    """

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
    figures = models.JSONField("angka", default=list)
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


class ExportLine(models.Model):
    """What an export froze of one agency, and the figures that came of it.

    `parts` is a list of {name, value, score, weighted}, numbers as text or None: the
    scores of other components. `source` names the quarter of a result that is not of
    this one. Figures are empty where nothing is final.
    """

    export = models.ForeignKey(Export, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveIntegerField("nomor")
    agency_code = models.CharField("kode", max_length=30)
    agency_name = models.CharField("perangkat daerah", max_length=200)
    is_final = models.BooleanField("final")
    objections = models.PositiveSmallIntegerField("sanggahan terbuka", default=0)
    index = models.DecimalField("indeks", max_digits=6, decimal_places=2, null=True)
    predicate = models.CharField("predikat", max_length=40, blank=True)
    score = models.DecimalField("skor", max_digits=9, decimal_places=4, null=True)
    weighted = models.DecimalField(
        "nilai tertimbang", max_digits=6, decimal_places=2, null=True
    )
    source = models.CharField("sumber", max_length=40, blank=True)
    parts = models.JSONField("komponen", default=list)
    total = models.DecimalField("jumlah", max_digits=6, decimal_places=2, null=True)
    inputs = models.JSONField("masukan")
    inputs_sha256 = models.CharField("SHA-256 masukan", max_length=64)

    class Meta:
        verbose_name = "baris ekspor TPP"
        verbose_name_plural = "baris ekspor TPP"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["export", "position"],
                name="%(app_label)s_%(class)s_position_unique",
            ),
            models.UniqueConstraint(
                fields=["export", "agency_code"],
                name="%(app_label)s_%(class)s_agency_once",
            ),
            models.CheckConstraint(
                condition=Q(
                    index__isnull=True, score__isnull=True, weighted__isnull=True
                )
                | Q(index__isnull=False, score__isnull=False, weighted__isnull=False),
                name="%(app_label)s_%(class)s_figures_complete",
            ),
            models.CheckConstraint(
                condition=Q(total__isnull=True) | Q(weighted__isnull=False),
                name="%(app_label)s_%(class)s_total_with_figures",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.agency_name}"
