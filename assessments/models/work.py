"""How an agency organises its quarter: who does what, what is aimed at, what comes next."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Permission, can
from assessments.enums import OPEN_STEPS, StepState
from assessments.models.answers import Answer
from assessments.models.periods import Assessment
from lib.constraints import both_or_neither

if TYPE_CHECKING:
    from typing import Self

IMPORT_KEPT = timedelta(hours=24)


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(answer__in=Answer.objects.visible_to(user))


class Assignment(models.Model):
    """Who of the agency fills one indicator, until when, and what stands in the way.

    The deadline is the agency's own; that of the quarter stands with the period.
    """

    answer = models.OneToOneField(
        Answer, on_delete=models.PROTECT, related_name="assignment"
    )
    assignee = models.ForeignKey(
        User,
        verbose_name="penanggung jawab",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="assignments",
    )
    due_on = models.DateField("batas", null=True, blank=True)
    assigned_at = models.DateTimeField(null=True, blank=True)
    assigned_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    obstacle = models.CharField("kendala", max_length=500, blank=True)
    noted_at = models.DateTimeField(null=True, blank=True)
    noted_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = "penugasan indikator"
        verbose_name_plural = "penugasan indikator"
        constraints = [
            both_or_neither("assigned_at", "assigned_by"),
            both_or_neither("noted_at", "noted_by"),
        ]

    def __str__(self) -> str:
        return f"{self.answer}: {self.assignee or 'belum ditugaskan'}"

    @property
    def audit_agency_code(self) -> str:
        return self.answer.assessment.agency_code

    @property
    def is_late(self) -> bool:
        return self.due_on is not None and self.due_on < timezone.localdate()


class Target(models.Model):
    """The index that an agency aims at in one quarter, whole or of one domain.

    `node_code` is empty for the index, else the code of a node of the instrument.
    """

    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, related_name="targets"
    )
    node_code = models.CharField(max_length=20, blank=True)
    value = models.DecimalField("target", max_digits=4, decimal_places=2)
    set_at = models.DateTimeField(default=timezone.now)
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "target"
        verbose_name_plural = "target"
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "node_code"],
                name="%(app_label)s_%(class)s_one_a_node",
            )
        ]

    def __str__(self) -> str:
        return f"{self.assessment} {self.node_code}: {self.value}"

    @property
    def audit_agency_code(self) -> str:
        return self.assessment.agency_code


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(answer__in=Answer.objects.visible_to(user))

    def open(self) -> Self:
        return self.filter(state__in=OPEN_STEPS)


class FollowUp(models.Model):
    """A step of the plan that lifts one indicator to `level` (rencana tindak lanjut)."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    answer = models.ForeignKey(
        Answer, on_delete=models.PROTECT, related_name="follow_ups"
    )
    level = models.PositiveSmallIntegerField("menuju tingkat")
    step = models.CharField("langkah", max_length=500)
    person = models.ForeignKey(
        User,
        verbose_name="penanggung jawab",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    due_on = models.DateField("batas", null=True, blank=True)
    state = models.CharField(
        "status", max_length=10, choices=StepState, default=StepState.PLANNED
    )
    carried_from = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    added_at = models.DateTimeField(default=timezone.now)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(null=True, blank=True)
    changed_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        verbose_name = "rencana tindak lanjut"
        verbose_name_plural = "rencana tindak lanjut"
        constraints = [both_or_neither("changed_at", "changed_by")]

    def __str__(self) -> str:
        return self.step

    @property
    def audit_agency_code(self) -> str:
        return self.answer.assessment.agency_code

    @property
    def mark(self) -> str:
        """Another one after each change; a form carries the mark it was opened at."""
        return self.changed_at.isoformat() if self.changed_at else ""

    @property
    def step_state(self) -> StepState:
        return StepState(self.state)

    @property
    def is_late(self) -> bool:
        today = timezone.localdate()
        is_open = self.step_state in OPEN_STEPS
        return is_open and self.due_on is not None and self.due_on < today


class WorkbookImportQuerySet(models.QuerySet["WorkbookImport"]):
    def visible_to(self, user: User) -> Self:
        """Drafts of an agency: its own people alone see them."""
        if not can(user, Permission.ASSESSMENT_EDIT) or user.agency_id is None:
            return self.none()
        own = Q(assessment__agency=user.agency_id)
        return self.filter(own | Q(assessment__carried_on_by=user.agency_id))

    def pending(self) -> Self:
        """Neither applied nor dropped, and not older than IMPORT_KEPT."""
        return self.filter(
            applied_at__isnull=True,
            dropped_at__isnull=True,
            uploaded_at__gt=timezone.now() - IMPORT_KEPT,
        )


class WorkbookImport(models.Model):
    """A filled workbook between its preview and its being applied.

    `rows` is what was read of it, as assessments.workbook.preview writes it.
    """

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, related_name="imports"
    )
    file_name = models.CharField("nama berkas", max_length=200)
    file_sha256 = models.CharField("SHA-256", max_length=64)
    rows = models.JSONField("isi")
    uploaded_at = models.DateTimeField(default=timezone.now)
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    applied_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)

    objects = WorkbookImportQuerySet.as_manager()

    class Meta:
        verbose_name = "impor lembar kerja"
        verbose_name_plural = "impor lembar kerja"
        constraints = [
            models.CheckConstraint(
                condition=Q(applied_at__isnull=True) | Q(dropped_at__isnull=True),
                name="%(app_label)s_%(class)s_applied_or_dropped",
            )
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def audit_agency_code(self) -> str:
        return self.assessment.agency_code

    @property
    def is_pending(self) -> bool:
        is_settled = self.applied_at or self.dropped_at
        return not is_settled and self.uploaded_at > timezone.now() - IMPORT_KEPT
