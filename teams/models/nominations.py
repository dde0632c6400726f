"""Who is proposed for which seat, and what became of it."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Agency, User
from lib.constraints import both_or_neither
from teams.enums import OPEN, NominationStatus, Verdict
from teams.models.decrees import Decree
from teams.models.people import Person
from teams.models.seats import Seat

if TYPE_CHECKING:
    from typing import Self


class NominationQuerySet(models.QuerySet["Nomination"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(agency__in=Agency.objects.visible_to(user))

    def open(self) -> Self:
        return self.filter(status__in=OPEN)


class Nomination(models.Model):
    """One proposal of an agency, for a whole team or for the seats that change.

    Number, date and signer of the letter are entered, never made up.
    """

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="nominations"
    )
    status = models.CharField(
        "status",
        max_length=10,
        choices=NominationStatus,
        default=NominationStatus.DRAFT,
    )
    letter_number = models.CharField("nomor surat", max_length=100, blank=True)
    letter_on = models.DateField("tanggal surat", null=True, blank=True)
    signer_title = models.CharField(
        "jabatan penanda tangan", max_length=150, blank=True
    )
    signer_name = models.CharField("nama penanda tangan", max_length=150, blank=True)
    signer_rank = models.CharField("pangkat", max_length=80, blank=True)
    signer_nip = models.CharField("NIP", max_length=18, blank=True)
    drafted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField(default=timezone.now)
    proposed_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField("diusulkan", null=True, blank=True)
    verified_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    verified_at = models.DateTimeField("diverifikasi", null=True, blank=True)
    decree = models.ForeignKey(
        Decree,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="nominations",
    )
    ended_at = models.DateTimeField("berakhir", null=True, blank=True)

    objects = NominationQuerySet.as_manager()

    class Meta:
        verbose_name = "usulan tim"
        verbose_name_plural = "usulan tim"
        constraints = [
            models.UniqueConstraint(
                fields=["agency"],
                condition=Q(status__in=OPEN),
                name="%(app_label)s_%(class)s_one_open_an_agency",
                violation_error_message="Masih ada usulan yang berjalan.",
            ),
            both_or_neither("proposed_at", "proposed_by"),
            both_or_neither("verified_at", "verified_by"),
            models.CheckConstraint(
                condition=Q(status__in=["DRAFT", "PROPOSED", "VERIFIED", "CANCELLED"])
                & Q(decree__isnull=True)
                | Q(status__in=["DECIDED", "ENDED"]) & Q(decree__isnull=False),
                name="%(app_label)s_%(class)s_decided_by_a_decree",
                violation_error_message="Penetapan memerlukan SK.",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["DRAFT", "CANCELLED"])
                | Q(proposed_at__isnull=False, status="PROPOSED")
                | Q(
                    proposed_at__isnull=False,
                    verified_at__isnull=False,
                    status__in=["VERIFIED", "DECIDED", "ENDED"],
                ),
                name="%(app_label)s_%(class)s_steps_have_their_time",
                violation_error_message="Tahap usulan memerlukan waktu dan pelakunya.",
            ),
        ]

    def __str__(self) -> str:
        return f"Usulan tim {self.agency}"

    @property
    def audit_agency_code(self) -> str:
        return self.agency.code

    @property
    def state(self) -> NominationStatus:
        return NominationStatus(self.status)


class NominationSeat(models.Model):
    """One person for one seat, with position and rank as they were when entered."""

    nomination = models.ForeignKey(
        Nomination, on_delete=models.CASCADE, related_name="places"
    )
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="nominations"
    )
    position = models.CharField("jabatan", max_length=150, blank=True)
    rank = models.CharField("pangkat dan golongan", max_length=80, blank=True)
    verdict = models.CharField(  # noqa: DJ001 null says "not checked" to the constraint
        "hasil", max_length=10, choices=Verdict, null=True, blank=True
    )
    reason = models.CharField("catatan", max_length=500, blank=True)
    checked_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    checked_at = models.DateTimeField("diperiksa", null=True, blank=True)

    class Meta:
        verbose_name = "kursi yang diusulkan"
        verbose_name_plural = "kursi yang diusulkan"
        constraints = [
            models.UniqueConstraint(
                fields=["nomination", "seat"],
                name="%(app_label)s_%(class)s_one_person_a_seat",
                violation_error_message="Kursi ini sudah ada dalam usulan.",
            ),
            models.UniqueConstraint(
                fields=["nomination", "person"],
                name="%(app_label)s_%(class)s_one_seat_a_person",
                violation_error_message="Pegawai ini sudah ada dalam usulan.",
            ),
            both_or_neither("verdict", "checked_by", "checked_at"),
            models.CheckConstraint(
                condition=~Q(verdict="RETURNED") | ~Q(reason=""),
                name="%(app_label)s_%(class)s_return_has_a_reason",
                violation_error_message="Pengembalian memerlukan alasan.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.seat}"

    @property
    def checked(self) -> Verdict | None:
        return Verdict(self.verdict) if self.verdict else None
