"""TPP rule sets: how an index becomes points."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Permission, can
from reports import tpp
from reports.enums import Method, NotFinal

if TYPE_CHECKING:
    from typing import Self


class RuleSetQuerySet(models.QuerySet["RuleSet"]):
    def visible_to(self, user: User) -> Self:
        return self.all() if can(user, Permission.TPP_VIEW) else self.none()

    def newest_first(self) -> Self:
        return self.order_by("-valid_from", "name", "-revision").prefetch_related(
            "bands"
        )


class RuleSet(models.Model):
    """How an index becomes TPP points: dated, versioned, never a silent default.

    Used by an export it stays as it is (a trigger); a correction is a new revision.
    """

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField("nama", max_length=120)
    revision = models.PositiveSmallIntegerField("revisi", default=1)
    legal_basis = models.CharField("dasar hukum", max_length=250)
    method = models.CharField("metode", max_length=12, choices=Method)
    weight = models.DecimalField("bobot (%)", max_digits=6, decimal_places=2)
    target = models.DecimalField(
        "target indeks", null=True, blank=True, max_digits=6, decimal_places=2
    )
    places = models.PositiveSmallIntegerField("angka di belakang koma", default=2)
    not_final = models.CharField("hasil belum final", max_length=10, choices=NotFinal)
    valid_from = models.DateField("berlaku mulai")
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = RuleSetQuerySet.as_manager()

    class Meta:
        verbose_name = "aturan TPP"
        verbose_name_plural = "aturan TPP"
        constraints = [
            models.UniqueConstraint(
                fields=["name", "revision"],
                name="%(app_label)s_%(class)s_revision_unique",
                violation_error_message="Revisi aturan ini sudah ada.",
            ),
            models.CheckConstraint(
                condition=Q(weight__gt=0, weight__lte=100),
                name="%(app_label)s_%(class)s_weight_is_percent",
                violation_error_message="Bobot harus di atas 0 dan paling besar 100.",
            ),
            models.CheckConstraint(
                condition=Q(
                    method=Method.TARGET,
                    target__isnull=False,
                    target__gt=1,
                    target__lte=5,
                )
                | (~Q(method=Method.TARGET) & Q(target__isnull=True)),
                name="%(app_label)s_%(class)s_target_with_method",
                violation_error_message="Target hanya dan selalu untuk metode target.",
            ),
            models.CheckConstraint(
                condition=Q(places__lte=tpp.PLACES_MAX),
                name="%(app_label)s_%(class)s_places_in_range",
                violation_error_message="Pembulatan paling banyak empat angka.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, revisi {self.revision}"

    def as_rule(self) -> tpp.Rule:
        """The rule as plain values; reads the bands."""
        bands = sorted(self.bands.all(), key=lambda band: band.start)
        return tpp.Rule(
            method=tpp.Method(self.method),
            weight=self.weight,
            places=self.places,
            target=self.target,
            bands=tuple(tpp.Band(b.start, b.end, b.percent, b.label) for b in bands),
        )

    def in_words(self) -> str:
        return tpp.describe(self.as_rule())


class RuleBand(models.Model):
    """A row of the table of method BANDS: from `start`, inclusive, to `end`."""

    rule_set = models.ForeignKey(
        RuleSet, on_delete=models.PROTECT, related_name="bands"
    )
    label = models.CharField("sebutan", max_length=40, blank=True)
    start = models.DecimalField("mulai indeks", max_digits=6, decimal_places=2)
    end = models.DecimalField("sampai indeks", max_digits=6, decimal_places=2)
    percent = models.DecimalField("persentase", max_digits=6, decimal_places=2)

    class Meta:
        verbose_name = "baris tabel TPP"
        verbose_name_plural = "baris tabel TPP"
        constraints = [
            models.UniqueConstraint(
                fields=["rule_set", "start"],
                name="%(app_label)s_%(class)s_start_unique",
                violation_error_message="Dua baris mulai pada indeks yang sama.",
            ),
            models.CheckConstraint(
                condition=Q(end__gt=models.F("start")),
                name="%(app_label)s_%(class)s_end_after_start",
                violation_error_message="Batas atas tidak melebihi batas bawah.",
            ),
            models.CheckConstraint(
                condition=Q(percent__range=(Decimal(0), Decimal(100))),
                name="%(app_label)s_%(class)s_percent_in_range",
                violation_error_message="Persentase harus 0 sampai 100.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.start} sampai {self.end}: {self.percent}"
