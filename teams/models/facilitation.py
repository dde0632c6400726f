"""What an agency provides for its team in a quarter."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Agency, User

if TYPE_CHECKING:
    from typing import Self


class FacilitationQuerySet(models.QuerySet["Facilitation"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(agency__in=Agency.objects.visible_to(user))


class Facilitation(models.Model):
    """One agency in one quarter. Whether and by what rule, never an amount a person."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="facilitations"
    )
    year = models.PositiveSmallIntegerField("tahun")
    quarter = models.PositiveSmallIntegerField("triwulan")
    has_incentive = models.BooleanField("insentif bulanan", default=False)
    incentive_basis = models.CharField(
        "dasar hukum insentif", max_length=200, blank=True
    )
    has_budget = models.BooleanField("anggaran pelatihan", default=False)
    budget_basis = models.CharField("dokumen anggaran", max_length=200, blank=True)
    has_laptop = models.BooleanField("laptop", default=False)
    has_camera = models.BooleanField("kamera", default=False)
    has_network = models.BooleanField("jaringan internet", default=False)
    saved_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField("disimpan", default=timezone.now)

    objects = FacilitationQuerySet.as_manager()

    class Meta:
        verbose_name = "fasilitasi tim"
        verbose_name_plural = "fasilitasi tim"
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "year", "quarter"],
                name="%(app_label)s_%(class)s_once_a_quarter",
                violation_error_message="Fasilitasi triwulan ini sudah dicatat.",
            ),
            models.CheckConstraint(
                condition=Q(quarter__range=(1, 4)),
                name="%(app_label)s_%(class)s_quarter_1_to_4",
                violation_error_message="Triwulan adalah 1 sampai 4.",
            ),
            models.CheckConstraint(
                condition=Q(has_incentive=False) | ~Q(incentive_basis=""),
                name="%(app_label)s_%(class)s_incentive_has_a_basis",
                violation_error_message="Insentif memerlukan dasar hukum.",
            ),
            models.CheckConstraint(
                condition=Q(has_budget=False) | ~Q(budget_basis=""),
                name="%(app_label)s_%(class)s_budget_has_a_basis",
                violation_error_message="Anggaran memerlukan dokumennya.",
            ),
        ]

    def __str__(self) -> str:
        return f"Fasilitasi tim {self.agency}"

    @property
    def audit_agency_code(self) -> str:
        return self.agency.code


class Meeting(models.Model):
    """A routine meeting of the team; its minutes are named as the agency keeps them."""

    facilitation = models.ForeignKey(
        Facilitation, on_delete=models.PROTECT, related_name="meetings"
    )
    held_on = models.DateField("tanggal")
    subject = models.CharField("pokok bahasan", max_length=200)
    minutes = models.CharField("notulen", max_length=200, blank=True)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "rapat tim"
        verbose_name_plural = "rapat tim"
        constraints = [
            models.UniqueConstraint(
                fields=["facilitation", "held_on", "subject"],
                name="%(app_label)s_%(class)s_once",
                violation_error_message="Rapat ini sudah dicatat.",
            ),
        ]

    def __str__(self) -> str:
        return self.subject
