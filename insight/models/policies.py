"""The written policy by which the quarters of a year make its result."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Permission, can
from insight import annual
from insight.enums import AnnualMethod, AnnualMissing

if TYPE_CHECKING:
    from decimal import Decimal
    from typing import Self

WEIGHTS = tuple(f"weight_{quarter}" for quarter in annual.QUARTERS)


def _weight(quarter: int) -> models.DecimalField[Decimal | None, Decimal | None]:
    return models.DecimalField(
        f"bobot triwulan {quarter}",
        max_digits=6,
        decimal_places=2,
        null=True,
        blank=True,
    )


class AnnualPolicyQuerySet(models.QuerySet["AnnualPolicy"]):
    def visible_to(self, user: User) -> Self:
        """For who sees assessments: the rule is for everybody to read."""
        return self.all() if can(user, Permission.ASSESSMENT_VIEW) else self.none()

    def of_year(self, year: int) -> Self:
        """Newest revision first: the first one is in force."""
        return self.filter(year=year).select_related("decided_by").order_by("-revision")

    def in_force(self) -> Self:
        return self.order_by("-year", "-revision").distinct("year")


class AnnualPolicy(models.Model):
    """How one year is reckoned, by what rule; a trigger keeps it.

    Another policy of the same year is a new revision with its reason; the old one stays.
    Weights stand with the weighted method alone.
    """

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    year = models.PositiveSmallIntegerField("tahun")
    revision = models.PositiveSmallIntegerField("revisi", default=1)
    method = models.CharField("cara", max_length=8, choices=AnnualMethod)
    missing = models.CharField(
        "triwulan yang belum ditetapkan", max_length=4, choices=AnnualMissing
    )
    weight_1 = _weight(1)
    weight_2 = _weight(2)
    weight_3 = _weight(3)
    weight_4 = _weight(4)
    legal_basis = models.CharField("dasar hukum", max_length=250)
    decided_on = models.DateField("tanggal kebijakan")
    reason = models.TextField("alasan perubahan", blank=True)
    decided_at = models.DateTimeField("dicatat", default=timezone.now)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = AnnualPolicyQuerySet.as_manager()

    class Meta:
        verbose_name = "kebijakan hasil tahunan"
        verbose_name_plural = "kebijakan hasil tahunan"
        constraints = [
            models.UniqueConstraint(
                fields=["year", "revision"],
                name="%(app_label)s_%(class)s_revision_unique",
                violation_error_message="Kebijakan ini baru saja diubah orang lain.",
            ),
            models.CheckConstraint(
                condition=Q(
                    method=AnnualMethod.WEIGHTED,
                    **{f"{name}__isnull": False for name in WEIGHTS},
                    **{f"{name}__gte": 0 for name in WEIGHTS},
                )
                | (
                    ~Q(method=AnnualMethod.WEIGHTED)
                    & Q(**{f"{name}__isnull": True for name in WEIGHTS})
                ),
                name="%(app_label)s_%(class)s_weights_with_method",
                violation_error_message="Bobot hanya dan selalu untuk rata-rata berbobot.",
            ),
            models.CheckConstraint(
                condition=~Q(legal_basis=""),
                name="%(app_label)s_%(class)s_with_basis",
                violation_error_message="Sebutkan dasar hukum.",
            ),
            models.CheckConstraint(
                condition=Q(revision=1) | (Q(revision__gt=1) & ~Q(reason="")),
                name="%(app_label)s_%(class)s_revision_explained",
                violation_error_message="Perubahan kebijakan memerlukan alasan.",
            ),
        ]

    def __str__(self) -> str:
        return f"Kebijakan hasil tahunan {self.year}, revisi {self.revision}"

    def as_policy(self) -> annual.Policy:
        """As plain values."""
        method = annual.Method(self.method)
        weights = [getattr(self, name) for name in WEIGHTS]
        weighted = method is annual.Method.WEIGHTED
        return annual.Policy(
            method,
            annual.Missing(self.missing),
            dict(zip(annual.QUARTERS, weights, strict=True)) if weighted else None,
        )

    @property
    def in_words(self) -> str:
        return annual.describe(self.as_policy())
