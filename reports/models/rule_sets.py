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
from lib.constraints import both_or_neither, in_order
from reports import tpp
from reports.enums import Method, NotFinal, OpenObjections, RuleSetState

if TYPE_CHECKING:
    from datetime import date
    from typing import Self

    from reports.models.components import Component


class RuleSetQuerySet(models.QuerySet["RuleSet"]):
    def visible_to(self, user: User) -> Self:
        return self.all() if can(user, Permission.TPP_VIEW) else self.none()

    def newest_first(self) -> Self:
        found = self.select_related("created_by", "approved_by", "dropped_by")
        return found.order_by("-valid_from", "name", "-revision").prefetch_related(
            "bands", "components"
        )

    def usable(self) -> Self:
        """Those that an export may be made with."""
        return self.filter(
            Q(approved_at__isnull=False) | Q(predates_approval=True),
            dropped_at__isnull=True,
        )

    def drafts(self) -> Self:
        """Those that wait for a second person."""
        return self.filter(
            approved_at__isnull=True, dropped_at__isnull=True, predates_approval=False
        )


class RuleSet(models.Model):
    """How an index becomes TPP points: dated, versioned, never a silent default.

    Its writer may change it until another person approves it; approved, dropped or
    used it stays as it is (triggers), and a correction is a new revision. Those of
    before that rule have `predates_approval`, and say so wherever they are named.
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
    open_objections = models.CharField(
        "sanggahan terbuka",
        max_length=4,
        choices=OpenObjections,
        default=OpenObjections.MARK,
    )
    valid_from = models.DateField("berlaku mulai")
    valid_until = models.DateField("berlaku sampai", null=True, blank=True)
    predates_approval = models.BooleanField(
        "sebelum persetujuan dua orang", default=False
    )
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField("disetujui", null=True, blank=True)
    approved_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    dropped_at = models.DateTimeField("dibatalkan", null=True, blank=True)
    dropped_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    dropped_reason = models.TextField("alasan pembatalan", blank=True)

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
            in_order(
                "valid_from",
                "valid_until",
                message="Akhir masa berlaku mendahului awalnya.",
            ),
            both_or_neither("approved_at", "approved_by"),
            both_or_neither("dropped_at", "dropped_by"),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True)
                | ~Q(approved_by=models.F("created_by")),
                name="%(app_label)s_%(class)s_two_people",
                violation_error_message="Yang menyetujui bukan yang menyusun.",
            ),
            models.CheckConstraint(
                condition=Q(dropped_at__isnull=True)
                | (Q(approved_at__isnull=True) & ~Q(dropped_reason="")),
                name="%(app_label)s_%(class)s_dropped_explained",
                violation_error_message="Rancangan dibatalkan dengan alasan.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, revisi {self.revision}"

    @property
    def state(self) -> RuleSetState:
        if self.dropped_at:
            return RuleSetState.DROPPED
        if self.approved_at:
            return RuleSetState.APPROVED
        return RuleSetState.BEFORE if self.predates_approval else RuleSetState.DRAFT

    @property
    def is_draft(self) -> bool:
        return self.state is RuleSetState.DRAFT

    @property
    def is_usable(self) -> bool:
        return self.state in {RuleSetState.APPROVED, RuleSetState.BEFORE}

    def holds_on(self, day: date) -> bool:
        """Whether the day is inside its dates, both included."""
        return self.valid_from <= day and (
            self.valid_until is None or day <= self.valid_until
        )

    def as_rule(self) -> tpp.Rule:
        """The rule as plain values; reads the bands and the components."""
        bands = sorted(self.bands.all(), key=lambda band: band.start)
        return tpp.Rule(
            method=tpp.Method(self.method),
            weight=self.weight,
            places=self.places,
            target=self.target,
            bands=tuple(tpp.Band(b.start, b.end, b.percent, b.label) for b in bands),
            components=tuple(part.as_part() for part in self.ordered_components()),
        )

    def ordered_components(self) -> list[Component]:
        return sorted(self.components.all(), key=lambda part: part.position)

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
