"""Other instruments' scores that a TPP rule set weighs beside SPBE."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Permission, can
from assessments.models import Period
from lib.constraints import both_or_neither
from reports import tpp
from reports.models.rule_sets import RuleSet

if TYPE_CHECKING:
    from typing import Self


class Component(models.Model):
    """A further part of a rule set: its weight, and the scale of its scores."""

    rule_set = models.ForeignKey(
        RuleSet, on_delete=models.PROTECT, related_name="components"
    )
    position = models.PositiveSmallIntegerField("urutan")
    name = models.CharField("komponen", max_length=80)
    weight = models.DecimalField("bobot (%)", max_digits=6, decimal_places=2)
    scale_max = models.DecimalField("nilai tertinggi", max_digits=8, decimal_places=2)
    legal_basis = models.CharField("dasar hukum dan sumber nilai", max_length=250)

    class Meta:
        verbose_name = "komponen TPP"
        verbose_name_plural = "komponen TPP"
        constraints = [
            models.UniqueConstraint(
                fields=["rule_set", "position"],
                name="%(app_label)s_%(class)s_position_unique",
            ),
            models.UniqueConstraint(
                "rule_set",
                Lower("name"),
                name="%(app_label)s_%(class)s_name_unique",
                violation_error_message="Dua komponen bernama sama.",
            ),
            models.CheckConstraint(
                condition=Q(weight__gt=0, weight__lt=100),
                name="%(app_label)s_%(class)s_weight_is_percent",
                violation_error_message="Bobot di atas 0 dan di bawah 100.",
            ),
            models.CheckConstraint(
                condition=Q(scale_max__gt=0),
                name="%(app_label)s_%(class)s_scale_is_positive",
                violation_error_message="Nilai tertinggi harus di atas 0.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def as_part(self) -> tpp.Component:
        return tpp.Component(self.name, self.weight, self.scale_max)


class ScoreListQuerySet(models.QuerySet["ScoreList"]):
    def visible_to(self, user: User) -> Self:
        return self.all() if can(user, Permission.TPP_VIEW) else self.none()

    def applied(self) -> Self:
        return self.filter(applied_at__isnull=False)

    def pending(self) -> Self:
        return self.filter(applied_at__isnull=True, dropped_at__isnull=True)


class ScoreList(models.Model):
    """The scores of one component in one quarter, as they came in one workbook.

    `rows` are {number, code, value, fault}: the row of the workbook, the agency's code,
    the score as text, and what is wrong with it. It counts once it is applied; a later
    list of the same name replaces it, and it stays on record (a trigger).
    """

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    period = models.ForeignKey(
        Period, on_delete=models.PROTECT, related_name="score_lists"
    )
    component = models.CharField("komponen", max_length=80)
    scale_max = models.DecimalField("nilai tertinggi", max_digits=8, decimal_places=2)
    source = models.CharField("sumber nilai", max_length=250)
    revision = models.PositiveSmallIntegerField("revisi", null=True, blank=True)
    file_name = models.CharField("berkas", max_length=200)
    file_sha256 = models.CharField("SHA-256 berkas", max_length=64)
    rows = models.JSONField("baris", default=list)
    uploaded_at = models.DateTimeField("diunggah", default=timezone.now)
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    applied_at = models.DateTimeField("diterapkan", null=True, blank=True)
    applied_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    dropped_at = models.DateTimeField("dibatalkan", null=True, blank=True)

    objects = ScoreListQuerySet.as_manager()

    class Meta:
        verbose_name = "nilai komponen"
        verbose_name_plural = "nilai komponen"
        constraints = [
            both_or_neither("applied_at", "applied_by"),
            models.CheckConstraint(
                condition=Q(applied_at__isnull=True) | Q(dropped_at__isnull=True),
                name="%(app_label)s_%(class)s_applied_or_dropped",
                violation_error_message="Impor tidak dapat diterapkan dan dibatalkan.",
            ),
            models.CheckConstraint(
                condition=Q(applied_at__isnull=True, revision__isnull=True)
                | Q(applied_at__isnull=False, revision__isnull=False),
                name="%(app_label)s_%(class)s_revision_when_applied",
            ),
            models.UniqueConstraint(
                fields=["period", "component", "revision"],
                name="%(app_label)s_%(class)s_revision_unique",
                violation_error_message="Revisi nilai komponen ini sudah ada.",
            ),
        ]

    def __str__(self) -> str:
        revision = f", revisi {self.revision}" if self.revision else ""
        return f"{self.component} {self.period}{revision}"

    @property
    def is_pending(self) -> bool:
        return self.applied_at is None and self.dropped_at is None

    @property
    def scores(self) -> dict[str, str]:
        """The score of each agency by its code."""
        return {row["code"]: row["value"] for row in self.rows}
