"""Whose letter it is and who signs: dated rows, of which a document freezes its own."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, TypeVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Permission, can
from lib import formats
from reports.enums import Signed

if TYPE_CHECKING:
    from datetime import date
    from typing import Self

PLACES = 6  # signature blocks of one document


Row = TypeVar("Row", bound=models.Model)


class DatedQuerySet(models.QuerySet[Row]):
    def visible_to(self, user: User) -> Self:
        return self.all() if can(user, Permission.LETTERHEAD_MANAGE) else self.none()

    def on(self, day: date) -> Self:
        """What holds on a day is first: of rows of one day, the one entered last."""
        return self.filter(valid_from__lte=day).newest_first()

    def newest_first(self) -> Self:
        return self.order_by("-valid_from", "-created_at")


class LetterheadQuerySet(DatedQuerySet["Letterhead"]):
    pass


class SignatoryQuerySet(DatedQuerySet["Signatory"]):
    pass


class Letterhead(models.Model):
    """The head of letters from a day on; a trigger keeps it as it was entered.

    The emblem is a copy of the picture that was sent, small enough to stand with its row,
    so that a document can be made again from the database alone.
    """

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    valid_from = models.DateField("berlaku mulai")
    government = models.CharField("pemerintah", max_length=120)
    office = models.CharField("perangkat daerah", max_length=200)
    address = models.CharField("alamat", max_length=250)
    contact = models.CharField("telepon, surel, laman", max_length=250, blank=True)
    place = models.CharField("tempat surat", max_length=80)
    emblem = models.BinaryField("lambang", default=b"", blank=True)
    emblem_type = models.CharField(max_length=20, blank=True)
    emblem_sha256 = models.CharField("SHA-256 lambang", max_length=64, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = LetterheadQuerySet.as_manager()

    class Meta:
        verbose_name = "kop surat"
        verbose_name_plural = "kop surat"
        constraints = [
            models.CheckConstraint(
                condition=Q(emblem_sha256="", emblem_type="")
                | (~Q(emblem_sha256="") & ~Q(emblem_type="")),
                name="%(app_label)s_%(class)s_emblem_complete",
                violation_error_message="Lambang disimpan bersama jenis dan SHA-256.",
            ),
        ]
        indexes = [
            models.Index(fields=["emblem_sha256"], name="reports_letterhead_emblem")
        ]

    def __str__(self) -> str:
        return f"Kop surat {self.office} mulai {formats.day(self.valid_from)}"


class Signatory(models.Model):
    """Who signs which document at which place, from a day on; a trigger keeps it.

    Without a title the place is dropped from that day.
    """

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    document = models.CharField("dokumen", max_length=12, choices=Signed)
    position = models.PositiveSmallIntegerField("urutan", default=1)
    valid_from = models.DateField("berlaku mulai")
    above = models.CharField("atas nama", max_length=120, blank=True)
    title = models.CharField("jabatan", max_length=120, blank=True)
    name = models.CharField("nama", max_length=120, blank=True)
    rank = models.CharField("pangkat, golongan", max_length=80, blank=True)
    nip = models.CharField("NIP", max_length=18, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = SignatoryQuerySet.as_manager()

    class Meta:
        verbose_name = "penanda tangan"
        verbose_name_plural = "penanda tangan"
        constraints = [
            models.CheckConstraint(
                condition=Q(position__range=(1, PLACES)),
                name="%(app_label)s_%(class)s_position_in_range",
                violation_error_message=f"Urutan 1 sampai {PLACES}.",
            ),
            models.CheckConstraint(
                condition=~Q(title="") | Q(name="", rank="", nip="", above=""),
                name="%(app_label)s_%(class)s_dropped_is_empty",
                violation_error_message="Tulis jabatan penanda tangan.",
            ),
            models.CheckConstraint(
                condition=~Q(name="") | Q(rank="", nip=""),
                name="%(app_label)s_%(class)s_rank_of_a_name",
                violation_error_message="Tulis nama penanda tangan.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_document_display()}, urutan {self.position}"
