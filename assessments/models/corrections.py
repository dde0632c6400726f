"""A determined level that was wrong: what a correction says, and who stands for it.

Answers of a determined assessment stay as they were. The level in force of such an
answer is that of its newest determined correction, else its final level.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import Agency, User
from accounts.permissions import Permission, can
from assessments.enums import CorrectionState
from assessments.models.periods import Period
from evidence.models import DocumentVersion
from lib.constraints import both_or_neither

if TYPE_CHECKING:
    from typing import Self

SOURCE_MAX = 300


class CorrectionQuerySet(models.QuerySet["Correction"]):
    def visible_to(self, user: User) -> Self:
        """For who sees every agency: a correction may touch several."""
        return self.all() if can(user, Permission.CONTROL_VIEW) else self.none()

    def open(self) -> Self:
        """Neither determined nor dropped."""
        return self.filter(determination__isnull=True, dropped_at__isnull=True)

    def with_people(self) -> Self:
        return self.select_related(
            "period__version", "prepared_by", "approved_by", "dropped_by"
        )


class Correction(models.Model):
    """Levels of determined answers that the next determination corrects.

    The secretariat prepares it, an assessor approves it: two people. A trigger keeps
    what was approved, determined or dropped.
    """

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    period = models.ForeignKey(
        Period, on_delete=models.PROTECT, related_name="corrections"
    )
    reason = models.TextField("alasan pembetulan")
    source = models.CharField("sumber pembetulan", max_length=SOURCE_MAX)
    prepared_at = models.DateTimeField("disusun", default=timezone.now)
    prepared_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField("disetujui", null=True, blank=True)
    approved_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    dropped_at = models.DateTimeField("dibatalkan", null=True, blank=True)
    dropped_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    dropped_reason = models.TextField("alasan pembatalan", blank=True)
    determination = models.OneToOneField(
        "assessments.Determination",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="correction",
    )

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = "pembetulan"
        verbose_name_plural = "pembetulan"
        constraints = [
            both_or_neither("approved_at", "approved_by"),
            both_or_neither("dropped_at", "dropped_by"),
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(source=""),
                name="%(app_label)s_%(class)s_explained",
                violation_error_message="Pembetulan memerlukan alasan dan sumber.",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True)
                | ~Q(approved_by=F("prepared_by")),
                name="%(app_label)s_%(class)s_two_people",
                violation_error_message="Yang menyetujui bukan yang menyusun.",
            ),
            models.CheckConstraint(
                condition=Q(determination__isnull=True)
                | Q(approved_at__isnull=False, dropped_at__isnull=True),
                name="%(app_label)s_%(class)s_determined_when_approved",
                violation_error_message="Hanya pembetulan yang disetujui ditetapkan.",
            ),
            models.CheckConstraint(
                condition=Q(dropped_at__isnull=True) | ~Q(dropped_reason=""),
                name="%(app_label)s_%(class)s_dropped_explained",
                violation_error_message="Pembatalan memerlukan alasan.",
            ),
            models.UniqueConstraint(
                fields=["period"],
                condition=Q(determination__isnull=True, dropped_at__isnull=True),
                name="%(app_label)s_%(class)s_one_open_a_period",
                violation_error_message="Pembetulan triwulan ini sedang disusun.",
            ),
        ]

    def __str__(self) -> str:
        return f"Pembetulan hasil {self.period}"

    @property
    def state(self) -> CorrectionState:
        if self.dropped_at:
            return CorrectionState.DROPPED
        if self.determination_id:
            return CorrectionState.DETERMINED
        if self.approved_at:
            return CorrectionState.APPROVED
        return CorrectionState.DRAFT

    @property
    def is_draft(self) -> bool:
        return self.state is CorrectionState.DRAFT

    @property
    def is_approved(self) -> bool:
        """Approved, and not determined yet."""
        return self.state is CorrectionState.APPROVED

    @property
    def is_open(self) -> bool:
        return self.is_draft or self.is_approved


class CorrectedLevelQuerySet(models.QuerySet["CorrectedLevel"]):
    def visible_to(self, user: User) -> Self:
        """Those of the agencies that the user sees; an agency, only once determined."""
        if not can(user, Permission.ASSESSMENT_VIEW):
            return self.none()
        found = self.filter(
            Q(answer__assessment__agency__in=Agency.objects.readable_by(user))
            | Q(answer__assessment__carried_on_by__in=Agency.objects.visible_to(user))
        )
        return found if can(user, Permission.CONTROL_VIEW) else found.determined()

    def determined(self) -> Self:
        return self.filter(correction__determination__isnull=False)

    def in_force(self) -> Self:
        """The newest determined one of each answer."""
        return (
            self.determined()
            .order_by("answer", "-correction__determination__revision")
            .distinct("answer")
        )

    def with_context(self) -> Self:
        """Answer, indicator, determination and document in the same query."""
        return self.select_related(
            "answer__indicator",
            "answer__assessment",
            "correction__determination__replaces",
            "version__document",
        )

    def in_order(self) -> Self:
        return self.order_by(
            "answer__assessment__agency_code", "answer__indicator__position"
        )


class CorrectedLevel(models.Model):
    """The level that one determined answer should have had, why, and by what source."""

    correction = models.ForeignKey(
        Correction, on_delete=models.PROTECT, related_name="levels"
    )
    answer = models.ForeignKey(
        "assessments.Answer", on_delete=models.PROTECT, related_name="corrected_levels"
    )
    old_level = models.PositiveSmallIntegerField("tingkat semula")
    level = models.PositiveSmallIntegerField("tingkat seharusnya")
    reason = models.TextField("alasan")
    source = models.CharField("sumber", max_length=SOURCE_MAX)
    version = models.ForeignKey(
        DocumentVersion,
        verbose_name="dokumen sumber",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    added_at = models.DateTimeField(default=timezone.now)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = CorrectedLevelQuerySet.as_manager()

    class Meta:
        verbose_name = "tingkat yang dibetulkan"
        verbose_name_plural = "tingkat yang dibetulkan"
        constraints = [
            models.UniqueConstraint(
                fields=["correction", "answer"],
                name="%(app_label)s_%(class)s_once_a_correction",
                violation_error_message="Indikator ini sudah ada pada pembetulan ini.",
            ),
            models.CheckConstraint(
                condition=~Q(level=F("old_level")),
                name="%(app_label)s_%(class)s_changes",
                violation_error_message="Tingkat seharusnya sama dengan yang berlaku.",
            ),
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(source=""),
                name="%(app_label)s_%(class)s_explained",
                violation_error_message="Pembetulan memerlukan alasan dan sumber.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.answer}: {self.old_level} menjadi {self.level}"

    @property
    def audit_agency_code(self) -> str:
        return self.answer.assessment.agency_code

    @property
    def number(self) -> str:
        """The indicator's, as people name it."""
        return self.answer.indicator.code.removeprefix("I")


def level_in_force() -> Coalesce:
    """Of each answer of a query: as corrected last, else as the plenary set it."""
    newest = (
        CorrectedLevel.objects.determined()
        .filter(answer=OuterRef("pk"))
        .order_by("-correction__determination__revision")
    )
    return Coalesce(Subquery(newest.values("level")[:1]), F("final_level"))
