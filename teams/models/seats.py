"""The team of eight that manages SPBE in each agency."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Agency, User
from lib.constraints import both_or_neither, in_order
from teams.enums import EndReason
from teams.models.decrees import Decree
from teams.models.people import Person

if TYPE_CHECKING:
    from datetime import date
    from typing import Self


class Competence(models.Model):
    """What a certificate attests: data, so that a decree can ask for others."""

    name = models.CharField("kompetensi", max_length=120, unique=True)

    class Meta:
        verbose_name = "kompetensi"
        verbose_name_plural = "kompetensi"

    def __str__(self) -> str:
        return self.name


class Seat(models.Model):
    """A seat of every team: data, so that a decree can change the list."""

    number = models.PositiveSmallIntegerField("nomor", unique=True)
    name = models.CharField("kursi", max_length=100, unique=True)
    is_technical = models.BooleanField("kursi teknis", default=False)
    duties = models.TextField("tugas", blank=True)
    requires = models.ManyToManyField(
        Competence,
        verbose_name="sertifikat yang diperlukan",
        blank=True,
        related_name="seats",
    )

    class Meta:
        verbose_name = "kursi"
        verbose_name_plural = "kursi"

    def __str__(self) -> str:
        return self.name


class TeamQuerySet(models.QuerySet["Team"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(agency__in=Agency.objects.visible_to(user))


class Team(models.Model):
    """The team of one agency, and the newest decree about it, once there is one."""

    agency = models.OneToOneField(Agency, on_delete=models.PROTECT, related_name="team")
    decree_number = models.CharField("nomor SK", max_length=100, null=True, blank=True)  # noqa: DJ001 null says "no decree yet" to the constraint
    decreed_on = models.DateField("tanggal SK", null=True, blank=True)

    objects = TeamQuerySet.as_manager()

    class Meta:
        verbose_name = "tim pengelola"
        verbose_name_plural = "tim pengelola"
        constraints = [both_or_neither("decree_number", "decreed_on")]

    def __str__(self) -> str:
        return f"Tim pengelola {self.agency}"

    @property
    def audit_agency_code(self) -> str:
        return self.agency.code


class MembershipQuerySet(models.QuerySet["Membership"]):
    def current(self, day: date | None = None) -> Self:
        day = day or timezone.localdate()
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=day))


class Membership(models.Model):
    """Who holds a seat, from when; the end keeps the history of a replacement.

    Nobody ends what ends by its term: then `ended_by` is empty.
    """

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="memberships")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="memberships")
    person = models.ForeignKey(
        Person,
        verbose_name="pegawai",
        on_delete=models.PROTECT,
        related_name="memberships",
    )
    decree = models.ForeignKey(
        Decree,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="memberships",
    )
    starts_on = models.DateField("mulai", default=timezone.localdate)
    ends_on = models.DateField("sampai", null=True, blank=True)
    ended_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    end_reason = models.CharField(  # noqa: DJ001 null says "not ended" to the constraint
        "alasan berakhir", max_length=10, choices=EndReason, null=True, blank=True
    )
    assigned_at = models.DateTimeField(default=timezone.now)
    assigned_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = "pemegang kursi"
        verbose_name_plural = "pemegang kursi"
        constraints = [
            models.UniqueConstraint(
                fields=["team", "seat"],
                condition=Q(ends_on__isnull=True),
                name="%(app_label)s_%(class)s_one_holder_at_a_time",
                violation_error_message="Kursi ini sudah terisi.",
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(ends_on__isnull=True),
                name="%(app_label)s_%(class)s_one_seat_a_person",
                violation_error_message="Pegawai ini sudah memegang kursi lain.",
            ),
            both_or_neither("ends_on", "end_reason"),
            models.CheckConstraint(
                condition=Q(end_reason__isnull=True, ended_by__isnull=True)
                | Q(end_reason=EndReason.TERM, ended_by__isnull=True)
                | Q(
                    end_reason__in=[
                        EndReason.VACATED,
                        EndReason.REPLACED,
                        EndReason.RENEWED,
                        EndReason.CLOSED,
                    ],
                    ended_by__isnull=False,
                ),
                name="%(app_label)s_%(class)s_ended_by_somebody_or_its_term",
                violation_error_message="Akhir masa tugas memerlukan pelakunya.",
            ),
            in_order("starts_on", "ends_on", message="Akhir mendahului awal."),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.seat}"

    @property
    def why_ended(self) -> str:
        """Within a sentence; empty while it lasts."""
        label = EndReason(self.end_reason).label if self.end_reason else ""
        return label[:1].lower() + label[1:]
