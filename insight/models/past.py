"""Results of years before the portal, as they came in, and the workbook between."""

from __future__ import annotations

import uuid
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone

from accounts.models import Agency, User
from accounts.permissions import Permission, can
from instruments.models import Version

if TYPE_CHECKING:
    from typing import Self

KEPT = timedelta(hours=24)
FIRST_YEAR = 2018
SOURCE_MAX = 300


class PastImportQuerySet(models.QuerySet["PastImport"]):
    def visible_to(self, user: User) -> Self:
        return self.all() if can(user, Permission.PERIOD_MANAGE) else self.none()

    def pending(self) -> Self:
        return self.filter(
            applied_at__isnull=True,
            dropped_at__isnull=True,
            uploaded_at__gt=timezone.now() - KEPT,
        )


class PastImport(models.Model):
    """A workbook of past results; `rows` as read, until it is applied or dropped."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file_name = models.CharField("berkas", max_length=200)
    file_sha256 = models.CharField(max_length=64)
    rows = models.JSONField("baris", default=list)
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField("diunggah", default=timezone.now)
    applied_at = models.DateTimeField("diterapkan", null=True, blank=True)
    dropped_at = models.DateTimeField("dibatalkan", null=True, blank=True)

    objects = PastImportQuerySet.as_manager()

    class Meta:
        verbose_name = "impor hasil lampau"
        verbose_name_plural = "impor hasil lampau"
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


class PastResultQuerySet(models.QuerySet["PastResult"]):
    def visible_to(self, user: User) -> Self:
        """Those of the agencies that the user sees."""
        if not can(user, Permission.ASSESSMENT_VIEW):
            return self.none()
        return self.filter(agency__in=Agency.objects.visible_to(user))

    def in_force(self) -> Self:
        """The newest revision of each agency and year."""
        newest = PastResult.objects.filter(
            agency=OuterRef("agency"), year=OuterRef("year")
        ).order_by("-revision")
        return self.alias(newest=Subquery(newest.values("revision")[:1])).filter(
            revision=F("newest")
        )

    def newest_first(self) -> Self:
        return self.order_by("-year", "agency__code")


class PastResult(models.Model):
    """What one agency reached in a year before the portal; a trigger keeps it.

    It came from outside and is never a determination of the portal: `source` says where
    it stands. `version` is set where the instrument is one of the portal's. `domains` are
    [{"code", "name", "value"}], values as text with two decimals; `levels` {indicator
    code: level}, only with a version. A correction is a new revision with its reason.
    """

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="past_results"
    )
    year = models.PositiveSmallIntegerField("tahun")
    revision = models.PositiveSmallIntegerField("revisi", default=1)
    index = models.DecimalField("indeks", max_digits=4, decimal_places=2)
    predicate = models.CharField("predikat", max_length=40, blank=True)
    instrument = models.CharField("instrumen", max_length=250)
    version = models.ForeignKey(
        Version, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    domains = models.JSONField("nilai domain", default=list, blank=True)
    levels = models.JSONField("tingkat indikator", default=dict, blank=True)
    source = models.CharField("sumber", max_length=SOURCE_MAX)
    reason = models.TextField("alasan penggantian", blank=True)
    imported = models.ForeignKey(
        PastImport, on_delete=models.PROTECT, related_name="results"
    )
    imported_at = models.DateTimeField("diimpor", default=timezone.now)
    imported_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = PastResultQuerySet.as_manager()

    class Meta:
        verbose_name = "hasil lampau"
        verbose_name_plural = "hasil lampau"
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "year", "revision"],
                name="%(app_label)s_%(class)s_revision_unique",
                violation_error_message="Hasil lampau ini baru saja diubah orang lain.",
            ),
            models.CheckConstraint(
                condition=Q(index__range=(1, 5)),
                name="%(app_label)s_%(class)s_index_in_scale",
                violation_error_message="Indeks harus 1,00 sampai 5,00.",
            ),
            models.CheckConstraint(
                condition=~Q(source="") & ~Q(instrument=""),
                name="%(app_label)s_%(class)s_with_source",
                violation_error_message="Hasil lampau memerlukan sumber dan instrumen.",
            ),
            models.CheckConstraint(
                condition=Q(version__isnull=False) | Q(levels={}),
                name="%(app_label)s_%(class)s_levels_with_version",
                violation_error_message="Tingkat memerlukan instrumen dari portal.",
            ),
            models.CheckConstraint(
                condition=Q(revision=1) | (Q(revision__gt=1) & ~Q(reason="")),
                name="%(app_label)s_%(class)s_revision_explained",
                violation_error_message="Penggantian memerlukan alasan.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency}, {self.year}: {self.index}"

    @property
    def audit_agency_code(self) -> str:
        return self.agency.code

    @property
    def domain_values(self) -> list[tuple[str, Decimal]]:
        return [(line["name"], Decimal(line["value"])) for line in self.domains]
