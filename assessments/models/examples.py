"""Examples of evidence that suffices for a level, or does not, without saying whose."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Permission, can
from assessments.enums import ExampleState
from assessments.models.answers import Citation
from evidence.models import Document
from lib.constraints import both_or_neither

if TYPE_CHECKING:
    from typing import Self

TITLE_MAX = 120
EXPLANATION_MAX = 1500


class ExampleQuerySet(models.QuerySet["Example"]):
    def visible_to(self, user: User) -> Self:
        """Every one for mentors: its words name nobody; the source is another matter."""
        return self.all() if can(user, Permission.EXAMPLE_KEEP) else self.none()

    def shown(self) -> Self:
        """What every agency reads at the ladder."""
        return self.filter(approved_at__isnull=False, retired_at__isnull=True)

    def waiting(self) -> Self:
        return self.filter(approved_at__isnull=True, refused_at__isnull=True)


class Example(models.Model):
    """One example for one level of one indicator; a trigger keeps its words.

    It names instrument and indicator by their codes, so that it stands when a version
    of the instrument follows another. `source` is the citation that it was drawn from:
    for who sees that agency, never for another. `document` is a copy without names,
    published by the province. Two people answer for it: who proposed, and a lead.
    """

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    instrument_code = models.CharField(max_length=60)
    indicator_code = models.CharField(max_length=20)
    level = models.PositiveSmallIntegerField("tingkat")
    is_sufficient = models.BooleanField("cukup")
    title = models.CharField("judul", max_length=TITLE_MAX)
    explanation = models.TextField("penjelasan", max_length=EXPLANATION_MAX)
    document = models.ForeignKey(
        Document,
        verbose_name="salinan anonim",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    source = models.ForeignKey(Citation, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=timezone.now)
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    refused_at = models.DateTimeField(null=True, blank=True)
    refused_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    refused_reason = models.CharField("alasan", max_length=500, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)
    retired_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = ExampleQuerySet.as_manager()

    class Meta:
        verbose_name = "contoh bukti"
        verbose_name_plural = "contoh bukti"
        constraints = [
            both_or_neither("approved_at", "approved_by"),
            both_or_neither("refused_at", "refused_by"),
            both_or_neither("retired_at", "retired_by"),
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(explanation=""),
                name="%(app_label)s_%(class)s_described",
                violation_error_message="Tulis judul dan penjelasan.",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True)
                | ~Q(approved_by=F("proposed_by")),
                name="%(app_label)s_%(class)s_approved_by_another",
                violation_error_message="Pengusul tidak menyetujui usulannya sendiri.",
            ),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True) | Q(refused_at__isnull=True),
                name="%(app_label)s_%(class)s_decided_once",
            ),
            models.CheckConstraint(
                condition=Q(refused_at__isnull=True, refused_reason="")
                | (Q(refused_at__isnull=False) & ~Q(refused_reason="")),
                name="%(app_label)s_%(class)s_refused_for_a_reason",
                violation_error_message="Tulis alasan pengembalian.",
            ),
            models.CheckConstraint(
                condition=Q(retired_at__isnull=True) | Q(approved_at__isnull=False),
                name="%(app_label)s_%(class)s_retired_after_approval",
            ),
        ]
        indexes = [
            models.Index(
                fields=["instrument_code", "indicator_code"],
                name="assessments_example_place",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def state(self) -> ExampleState:
        if self.retired_at:
            return ExampleState.RETIRED
        if self.approved_at:
            return ExampleState.SHOWN
        return ExampleState.SENT_BACK if self.refused_at else ExampleState.WAITING

    @property
    def verdict(self) -> str:
        return "Contoh yang cukup" if self.is_sufficient else "Contoh yang belum cukup"
