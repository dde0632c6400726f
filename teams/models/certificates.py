"""Certificates and training of the people of the registry."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Agency, User
from lib.constraints import in_order
from teams.models.people import Person
from teams.models.seats import Competence

if TYPE_CHECKING:
    from datetime import date
    from typing import Self

SOON = 90  # days before the end from which a certificate is due for renewal


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(person__agency__in=Agency.objects.visible_to(user))

    def valid(self, day: date | None = None) -> Self:
        day = day or timezone.localdate()
        return self.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day))

    def expiring(self, day: date | None = None) -> Self:
        """Those that end within SOON days and are not renewed by a later one."""
        day = day or timezone.localdate()
        later = Certificate.objects.filter(
            Q(valid_until__isnull=True)
            | Q(valid_until__gt=models.OuterRef("valid_until")),
            person=models.OuterRef("person"),
            competence=models.OuterRef("competence"),
        )
        ending = self.filter(valid_until__range=(day, day + timedelta(days=SOON)))
        return ending.exclude(models.Exists(later))


class Certificate(models.Model):
    """What an issuer attested; without `valid_until` it does not end.

    `document` is the uuid of a document of the evidence library. That app is a sibling,
    so there is no foreign key: the page that links the two stands in assessments.
    """

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="certificates"
    )
    competence = models.ForeignKey(
        Competence,
        verbose_name="kompetensi",
        on_delete=models.PROTECT,
        related_name="certificates",
    )
    issuer = models.CharField("penerbit", max_length=150)
    number = models.CharField("nomor", max_length=100)
    issued_on = models.DateField("tanggal")
    valid_until = models.DateField("berlaku sampai", null=True, blank=True)
    document = models.UUIDField("berkas", null=True, blank=True)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = "sertifikat"
        verbose_name_plural = "sertifikat"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "competence", "number"],
                name="%(app_label)s_%(class)s_once",
                violation_error_message="Sertifikat ini sudah tercatat.",
            ),
            in_order("issued_on", "valid_until", message="Akhir mendahului awal."),
        ]

    def __str__(self) -> str:
        return f"{self.competence}, {self.person}"

    @property
    def audit_agency_code(self) -> str:
        return self.person.agency.code

    @property
    def tone(self) -> str:
        """ok, warn (ends within SOON days) or bad (ended)."""
        if self.valid_until is None:
            return "ok"
        left = (self.valid_until - timezone.localdate()).days
        return "bad" if left < 0 else "warn" if left <= SOON else "ok"

    @property
    def is_valid(self) -> bool:
        return self.tone != "bad"


class Training(models.Model):
    """A course that is planned for a person, and later attended."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="trainings"
    )
    competence = models.ForeignKey(
        Competence,
        verbose_name="kompetensi",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    title = models.CharField("nama pelatihan atau bimtek", max_length=200)
    organiser = models.CharField("penyelenggara", max_length=150, blank=True)
    planned_on = models.DateField("rencana")
    attended_on = models.DateField("diikuti", null=True, blank=True)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "pelatihan"
        verbose_name_plural = "pelatihan"

    def __str__(self) -> str:
        return self.title

    @property
    def audit_agency_code(self) -> str:
        return self.person.agency.code
