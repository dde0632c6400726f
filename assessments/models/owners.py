"""Which work unit answers for an indicator of its government's assessment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone

from accounts.models import Agency, User
from assessments.models.answers import Answer

if TYPE_CHECKING:
    from typing import Self

REASON_MAX = 300


class IndicatorOwnerQuerySet(models.QuerySet["IndicatorOwner"]):
    def newest_first(self) -> Self:
        found = self.select_related("agency", "set_by", "answer__indicator")
        return found.order_by("-set_at", "-pk")


class IndicatorOwner(models.Model):
    """One change of `Answer.owner`: from when on whose it is; a trigger keeps it.

    Without an agency the indicator is the government's own again.
    """

    answer = models.ForeignKey(
        Answer, on_delete=models.PROTECT, related_name="owner_changes"
    )
    agency = models.ForeignKey(
        Agency,
        verbose_name="penanggung jawab",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    reason = models.CharField("alasan", max_length=REASON_MAX, blank=True)
    set_at = models.DateTimeField("ditetapkan", default=timezone.now)
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = IndicatorOwnerQuerySet.as_manager()

    class Meta:
        verbose_name = "penanggung jawab indikator"
        verbose_name_plural = "penanggung jawab indikator"

    def __str__(self) -> str:
        return f"{self.answer}: {self.agency or 'pemerintah daerah'}"

    @property
    def audit_agency_code(self) -> str:
        return self.answer.assessment.agency_code
