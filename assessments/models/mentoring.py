"""Mentoring sessions: when mentors and an agency met, about what, and what follows."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Permission, can
from assessments.enums import Attendee, MentoringState
from assessments.models.periods import Assessment
from evidence.models import Document
from instruments.models import Indicator
from lib.constraints import both_or_neither

if TYPE_CHECKING:
    from typing import Self

PLACE_MAX, TEXT_MAX, FOLLOW_UP_MAX, OTHER_MAX = 200, 4000, 300, 80


class MentoringQuerySet(models.QuerySet["Mentoring"]):
    def visible_to(self, user: User) -> Self:
        """Those of the assessments that the user sees."""
        if not can(user, Permission.MENTORING_VIEW):
            return self.none()
        return self.filter(assessment__in=Assessment.objects.visible_to(user))

    def newest_first(self) -> Self:
        return self.order_by("-held_on", "-recorded_at")


class Mentoring(models.Model):
    """One session of an agency with its mentors in a quarter, on record.

    `version` counts changes; both sides agree to one version, and a change takes their
    word back. Agreed by both it stays as it is (a trigger); `evidence` is the document
    that its minutes became in the agency's library.
    """

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, related_name="mentorings"
    )
    held_on = models.DateField("tanggal")
    starts_at = models.TimeField("mulai", null=True, blank=True)
    ends_at = models.TimeField("selesai", null=True, blank=True)
    place = models.CharField("tempat", max_length=PLACE_MAX)
    subjects = models.TextField("pokok bahasan", max_length=TEXT_MAX)
    outcome = models.TextField("hasil", max_length=TEXT_MAX, blank=True)
    indicators = models.ManyToManyField(
        Indicator, verbose_name="indikator", related_name="+", blank=True
    )
    version = models.PositiveSmallIntegerField(default=1)
    recorded_at = models.DateTimeField("dicatat", default=timezone.now)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    mentor_agreed_at = models.DateTimeField(null=True, blank=True)
    mentor_agreed_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    agency_agreed_at = models.DateTimeField(null=True, blank=True)
    agency_agreed_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_at = models.DateTimeField("dibatalkan", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_reason = models.CharField("alasan", max_length=300, blank=True)
    evidence = models.OneToOneField(
        Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = MentoringQuerySet.as_manager()

    class Meta:
        verbose_name = "pendampingan"
        verbose_name_plural = "pendampingan"
        constraints = [
            both_or_neither("mentor_agreed_at", "mentor_agreed_by"),
            both_or_neither("agency_agreed_at", "agency_agreed_by"),
            both_or_neither("withdrawn_at", "withdrawn_by"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_reason=""),
                name="%(app_label)s_%(class)s_withdrawal_explained",
                violation_error_message="Pembatalan memerlukan alasan.",
            ),
            models.CheckConstraint(
                condition=Q(starts_at__isnull=True)
                | Q(ends_at__isnull=True)
                | Q(ends_at__gt=models.F("starts_at")),
                name="%(app_label)s_%(class)s_ends_after_it_starts",
                violation_error_message="Waktu selesai harus sesudah waktu mulai.",
            ),
            models.CheckConstraint(
                condition=Q(evidence__isnull=True)
                | Q(mentor_agreed_at__isnull=False, agency_agreed_at__isnull=False),
                name="%(app_label)s_%(class)s_evidence_when_both_agree",
                violation_error_message="Risalah menjadi bukti bila disepakati.",
            ),
        ]

    def __str__(self) -> str:
        return f"Pendampingan {self.assessment}, {self.held_on:%d-%m-%Y}"

    @property
    def audit_agency_code(self) -> str:
        return self.assessment.agency_code

    @property
    def is_agreed(self) -> bool:
        return self.mentor_agreed_at is not None and self.agency_agreed_at is not None

    @property
    def state(self) -> MentoringState:
        if self.withdrawn_at:
            return MentoringState.WITHDRAWN
        if self.is_agreed:
            return MentoringState.AGREED
        if self.mentor_agreed_at or self.agency_agreed_at:
            return MentoringState.HALF_AGREED
        return MentoringState.RECORDED

    @property
    def is_open(self) -> bool:
        """Whether it may still be changed or called off."""
        return self.withdrawn_at is None and not self.is_agreed


class MentoringAttendance(models.Model):
    """How many of one role took part; names stay out of it."""

    mentoring = models.ForeignKey(
        Mentoring, on_delete=models.CASCADE, related_name="attendances"
    )
    role = models.CharField("peran", max_length=16, choices=Attendee)
    other = models.CharField("peran lain", max_length=OTHER_MAX, blank=True)
    number = models.PositiveSmallIntegerField("jumlah")

    class Meta:
        verbose_name = "peserta pendampingan"
        verbose_name_plural = "peserta pendampingan"
        constraints = [
            models.UniqueConstraint(
                fields=["mentoring", "role"],
                name="%(app_label)s_%(class)s_once_a_role",
            ),
            models.CheckConstraint(
                condition=Q(number__range=(1, 500)),
                name="%(app_label)s_%(class)s_somebody",
                violation_error_message="Jumlah peserta adalah 1 sampai 500.",
            ),
            models.CheckConstraint(
                condition=Q(role=Attendee.OTHER) ^ Q(other=""),
                name="%(app_label)s_%(class)s_other_is_named",
                violation_error_message="Sebutkan peran peserta lain.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}: {self.number}"

    @property
    def label(self) -> str:
        return self.other or Attendee(self.role).label


class MentoringFollowUp(models.Model):
    """What somebody does after a session, until when; it is ticked off when done."""

    mentoring = models.ForeignKey(
        Mentoring, on_delete=models.CASCADE, related_name="follow_ups"
    )
    text = models.CharField("tindak lanjut", max_length=FOLLOW_UP_MAX)
    owner = models.ForeignKey(
        User,
        verbose_name="penanggung jawab",
        on_delete=models.PROTECT,
        related_name="mentoring_follow_ups",
    )
    due_on = models.DateField("batas")
    done_at = models.DateTimeField("selesai", null=True, blank=True)
    done_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = "tindak lanjut pendampingan"
        verbose_name_plural = "tindak lanjut pendampingan"
        constraints = [both_or_neither("done_at", "done_by")]

    def __str__(self) -> str:
        return self.text

    @property
    def audit_agency_code(self) -> str:
        return self.mentoring.audit_agency_code

    @property
    def is_late(self) -> bool:
        return self.done_at is None and self.due_on < timezone.localdate()
