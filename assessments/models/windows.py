"""What a quarter and its plan have in common: the instrument and the windows."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import BaseConstraint, Q

from instruments.models import Version
from lib.constraints import in_order
from lib.formats import quarter

if TYPE_CHECKING:
    from accounts.models import Agency

GRACE_MAX = 4320  # minutes: three days

WINDOWS_IN_ORDER: list[BaseConstraint] = [
    models.CheckConstraint(
        condition=Q(quarter__range=(1, 4)),
        name="%(app_label)s_%(class)s_quarter_1_to_4",
        violation_error_message="Triwulan adalah 1 sampai 4.",
    ),
    in_order(
        "filling_until",
        "review_until",
        message="Batas verifikasi mendahului batas pengisian.",
    ),
    in_order(
        "review_until",
        "plenary_until",
        message="Batas pleno mendahului batas verifikasi.",
    ),
    models.CheckConstraint(
        condition=Q(grace_minutes__lte=GRACE_MAX),
        name="%(app_label)s_%(class)s_grace_within_three_days",
        violation_error_message="Tenggang paling lama tiga hari.",
    ),
]


class Windows(models.Model):
    """`grace_minutes` follow the deadlines of filling and mending: what is saved or
    sent within them is accepted and marked as such.

    `version` is the work units' instrument, `government_version` that of a government
    as a whole; without one no government takes part.
    """

    year = models.PositiveSmallIntegerField("tahun")
    quarter = models.PositiveSmallIntegerField("triwulan")
    version = models.ForeignKey(
        Version, verbose_name="instrumen", on_delete=models.PROTECT, related_name="+"
    )
    government_version = models.ForeignKey(
        Version,
        verbose_name="instrumen pemerintah daerah",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    filling_until = models.DateTimeField("batas pengisian")
    review_until = models.DateTimeField("batas verifikasi")
    plenary_until = models.DateTimeField("batas pleno")
    revision_days = models.PositiveSmallIntegerField("lama perbaikan (hari)", default=3)
    objection_days = models.PositiveSmallIntegerField("lama sanggah (hari)", default=3)
    objections_max = models.PositiveSmallIntegerField(
        "batas jumlah sanggahan", default=5
    )
    objection_evidence = models.BooleanField("bukti baru pada sanggahan", default=False)
    grace_minutes = models.PositiveSmallIntegerField("tenggang (menit)", default=0)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return quarter(self.quarter, self.year)

    def version_of(self, agency: Agency) -> Version | None:
        """The instrument that the agency is assessed with; none where it has none."""
        return self.government_version if agency.is_government else self.version

    @property
    def grace(self) -> timedelta:
        return timedelta(minutes=self.grace_minutes)
