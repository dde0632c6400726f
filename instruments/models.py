"""Instrument versions as rows; once published, triggers keep them as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from accounts.models import User
from instruments.enums import InstrumentStatus, RequirementKind
from lib.constraints import both_or_neither, in_order
from lib.fields import FractionField

if TYPE_CHECKING:
    from typing import Self


class VersionQuerySet(models.QuerySet["Version"]):
    def published(self) -> Self:
        return self.filter(published_at__isnull=False)

    def in_use(self) -> Self:
        return self.published().filter(retired_at__isnull=True)


class Version(models.Model):
    """One version of an instrument: its scale, rounding, bands and sources."""

    code = models.SlugField("kode", max_length=60, unique=True)
    title = models.CharField("judul", max_length=250)
    applies_to = models.CharField("berlaku untuk", max_length=250)
    status = models.CharField("status", max_length=12, choices=InstrumentStatus)
    status_label = models.CharField("keterangan status", max_length=120, blank=True)
    scale_min = models.PositiveSmallIntegerField()
    scale_max = models.PositiveSmallIntegerField()
    is_fractional = models.BooleanField(default=False)
    tree_depth = models.PositiveSmallIntegerField()
    step = models.DecimalField("pembulatan", max_digits=6, decimal_places=4)
    rounding = models.CharField("cara pembulatan", max_length=20)
    sources = models.JSONField("sumber", default=list)
    self_test = models.JSONField("uji diri", default=list)
    file_sha256 = models.CharField(max_length=64)
    published_at = models.DateTimeField("diterbitkan", null=True, blank=True)
    published_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    retired_at = models.DateTimeField("ditarik", null=True, blank=True)
    retired_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = VersionQuerySet.as_manager()

    class Meta:
        verbose_name = "versi instrumen"
        verbose_name_plural = "versi instrumen"
        constraints = [
            both_or_neither("retired_at", "retired_by"),
            in_order(
                "published_at",
                "retired_at",
                message="Penarikan mendahului penerbitan.",
            ),
            models.CheckConstraint(
                condition=Q(scale_min__lt=models.F("scale_max")),
                name="%(app_label)s_%(class)s_scale_in_order",
                violation_error_message="Skala harus menaik.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_reference(self) -> bool:
        return self.status != InstrumentStatus.OFFICIAL


class PredicateBand(models.Model):
    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="bands")
    name = models.CharField("predikat", max_length=40)
    from_index = models.DecimalField("mulai indeks", max_digits=6, decimal_places=2)

    class Meta:
        verbose_name = "predikat"
        constraints = [
            models.UniqueConstraint(
                fields=["version", "from_index"],
                name="%(app_label)s_%(class)s_start_unique",
            ),
            models.UniqueConstraint(
                fields=["version", "name"], name="%(app_label)s_%(class)s_name_unique"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Node(models.Model):
    """A domain or an aspect; `parent` is empty at the top of the tree."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="nodes")
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="children"
    )
    code = models.CharField("kode", max_length=20)
    name = models.CharField("nama", max_length=200)
    kind = models.CharField("jenis", max_length=20)
    weight = FractionField("bobot")
    position = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = "domain atau aspek"
        constraints = [
            models.UniqueConstraint(
                fields=["version", "code"], name="%(app_label)s_%(class)s_code_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Indicator(models.Model):
    version = models.ForeignKey(
        Version, on_delete=models.CASCADE, related_name="indicators"
    )
    node = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="indicators")
    code = models.CharField("kode", max_length=20)
    name = models.CharField("nama", max_length=250)
    weight = FractionField("bobot")
    kind = models.CharField("jenis", max_length=20)
    definition = models.TextField("penjelasan", blank=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = "indikator"
        verbose_name_plural = "indikator"
        constraints = [
            models.UniqueConstraint(
                fields=["version", "code"], name="%(app_label)s_%(class)s_code_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Criterion(models.Model):
    indicator = models.ForeignKey(
        Indicator, on_delete=models.CASCADE, related_name="criteria"
    )
    level = models.PositiveSmallIntegerField("tingkat")
    name = models.CharField("sebutan", max_length=60)
    text = models.TextField("kriteria", blank=True)

    class Meta:
        verbose_name = "kriteria tingkat"
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "level"],
                name="%(app_label)s_%(class)s_one_per_level",
            )
        ]

    def __str__(self) -> str:
        return f"{self.level} {self.name}"


class Requirement(models.Model):
    """What a level needs to show, or what makes a claim of it incomplete."""

    indicator = models.ForeignKey(
        Indicator, on_delete=models.CASCADE, related_name="requirements"
    )
    kind = models.CharField(max_length=10, choices=RequirementKind)
    level = models.PositiveSmallIntegerField("tingkat")
    text = models.TextField("isi")
    position = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = "syarat tingkat"
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "kind", "position"],
                name="%(app_label)s_%(class)s_position_unique",
            )
        ]

    def __str__(self) -> str:
        return self.text
