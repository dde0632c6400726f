"""The plenary's sittings, and what was decided in each."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Permission, can
from assessments.enums import ObjectionOutcome, Origin
from assessments.models.answers import Answer
from assessments.models.decisions import Objection
from assessments.models.periods import Period
from lib.constraints import both_or_neither

if TYPE_CHECKING:
    from typing import Self


class PlenarySessionQuerySet(models.QuerySet["PlenarySession"]):
    def visible_to(self, user: User) -> Self:
        """Every sitting for who sees all agencies: it speaks of many of them."""
        return self.all() if can(user, Permission.CONTROL_VIEW) else self.none()

    def open(self) -> Self:
        return self.filter(closed_at__isnull=True)

    def newest_first(self) -> Self:
        return self.order_by("-held_on", "-opened_at")


class PlenarySession(models.Model):
    """One sitting of the plenary; closed it stays as it is (a trigger).

    `participants` are [{"role", "name", "agency_code"}, …] as entered; who has a code
    abstains where that agency is decided on. `signatories` are signature blocks.
    """

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    period = models.ForeignKey(
        Period, on_delete=models.PROTECT, related_name="plenary_sessions"
    )
    number = models.CharField("nomor risalah", max_length=100, blank=True)
    held_on = models.DateField("tanggal sidang")
    place = models.CharField("tempat", max_length=200)
    chair = models.CharField("pimpinan sidang", max_length=150)
    participants = models.JSONField("peserta", default=list)
    signatories = models.JSONField("penanda tangan", default=list)
    opened_at = models.DateTimeField("dibuka", default=timezone.now)
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField("ditutup", null=True, blank=True)
    closed_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = PlenarySessionQuerySet.as_manager()

    class Meta:
        verbose_name = "sidang pleno"
        verbose_name_plural = "sidang pleno"
        constraints = [
            models.UniqueConstraint(
                fields=["period"],
                condition=Q(closed_at__isnull=True),
                name="%(app_label)s_%(class)s_one_open",
                violation_error_message="Sidang pleno triwulan ini masih terbuka.",
            ),
            models.UniqueConstraint(
                fields=["number"],
                condition=~Q(number=""),
                name="%(app_label)s_%(class)s_number_unique",
                violation_error_message="Nomor risalah ini sudah dipakai.",
            ),
            both_or_neither("closed_at", "closed_by"),
        ]

    def __str__(self) -> str:
        return f"Sidang pleno {self.period}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class PlenaryItemQuerySet(models.QuerySet["PlenaryItem"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(answer__in=Answer.objects.visible_to(user))

    def waiting(self) -> Self:
        """Flagged, and no sitting has decided."""
        return self.filter(session__isnull=True)


class PlenaryItem(models.Model):
    """One indicator before the plenary: flagged for it, decided in a sitting, or both.

    An objection waits as an objection; it gets its item when a sitting decides it.
    `verified_level` is what the decision was taken on.
    """

    answer = models.ForeignKey(
        Answer, on_delete=models.PROTECT, related_name="plenary_items"
    )
    origin = models.CharField("asal", max_length=10, choices=Origin)
    objection = models.ForeignKey(
        Objection,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="plenary_items",
    )
    flag_reason = models.TextField("alasan ditandai", blank=True)
    flagged_at = models.DateTimeField(null=True, blank=True)
    flagged_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    session = models.ForeignKey(
        PlenarySession,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="items",
    )
    verified_level = models.PositiveSmallIntegerField(null=True, blank=True)
    level = models.PositiveSmallIntegerField("tingkat", null=True, blank=True)
    reason = models.TextField("alasan putusan", blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = PlenaryItemQuerySet.as_manager()

    class Meta:
        verbose_name = "pokok sidang"
        verbose_name_plural = "pokok sidang"
        constraints = [
            models.UniqueConstraint(
                fields=["answer"],
                condition=Q(session__isnull=True),
                name="%(app_label)s_%(class)s_one_waiting",
                violation_error_message="Indikator ini sudah ditandai untuk pleno.",
            ),
            models.UniqueConstraint(
                fields=["session", "answer"],
                name="%(app_label)s_%(class)s_once_a_session",
            ),
            both_or_neither(
                "session", "verified_level", "level", "decided_at", "decided_by"
            ),
            both_or_neither("flagged_at", "flagged_by"),
            models.CheckConstraint(
                condition=Q(origin=Origin.FLAG, flagged_at__isnull=False)
                & ~Q(flag_reason="")
                | Q(flagged_at__isnull=True, flag_reason="", session__isnull=False)
                & ~Q(origin=Origin.FLAG),
                name="%(app_label)s_%(class)s_flag_explained",
                violation_error_message="Tulis alasan menandai untuk pleno.",
            ),
            models.CheckConstraint(
                condition=~Q(origin=Origin.OBJECTION) | Q(objection__isnull=False),
                name="%(app_label)s_%(class)s_objection_named",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.answer} dalam pleno"

    @property
    def source(self) -> Origin:
        return Origin(self.origin)

    @property
    def outcome(self) -> ObjectionOutcome | None:
        """What became of the verified level; None while no sitting has decided."""
        if self.level is None:
            return None
        is_kept = self.level == self.verified_level
        return ObjectionOutcome.KEPT if is_kept else ObjectionOutcome.CHANGED


def mark_of(answer: Answer, objection: Objection | None) -> str:
    """What a decision rests on: another one after each decision and each objection."""
    decided = answer.final_at.isoformat() if answer.final_at else ""
    return f"{decided}/{objection.pk if objection else ''}"
