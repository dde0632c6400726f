"""The people of the registry: who may sit in a team, with or without an account."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from accounts.models import Agency, User
from lib import formats

if TYPE_CHECKING:
    from typing import Self

PHONE = RegexValidator(
    r"^\+?[0-9][0-9 -]{6,18}$",
    "Tulis nomor telepon dengan angka, misalnya 0812 3456 7890.",
)


class PersonQuerySet(models.QuerySet["Person"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(agency__in=Agency.objects.visible_to(user))


class Person(models.Model):
    """An employee of an agency; who is no civil servant has no NIP.

    The NIP is personal data: shown whole in the registry and in signature blocks only,
    never in an address, a log, the audit trail or the name of a file.
    """

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(
        Agency,
        verbose_name="perangkat daerah",
        on_delete=models.PROTECT,
        related_name="people",
    )
    name = models.CharField("nama", max_length=150)
    nip = models.CharField("NIP", max_length=18, null=True, blank=True)  # noqa: DJ001 null says "no civil servant" to the constraint
    rank = models.CharField("pangkat dan golongan", max_length=80, blank=True)
    position = models.CharField("jabatan", max_length=150, blank=True)
    phone = models.CharField("telepon", max_length=20, blank=True)
    email = models.EmailField("surel", blank=True)
    user = models.OneToOneField(
        User,
        verbose_name="akun",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="person",
    )

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = "pegawai"
        verbose_name_plural = "pegawai"
        constraints = [
            models.UniqueConstraint(
                fields=["nip"],
                name="%(app_label)s_%(class)s_nip_unique",
                violation_error_message="NIP ini sudah terdaftar.",
            ),
            models.CheckConstraint(
                condition=Q(nip__isnull=True) | Q(nip__regex=r"^[0-9]{18}$"),
                name="%(app_label)s_%(class)s_nip_has_18_digits",
                violation_error_message="NIP harus 18 angka.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def audit_agency_code(self) -> str:
        return self.agency.code

    @classmethod
    def label_of(cls, name: str) -> str:
        """The name of a field as people read it."""
        field: models.Field[Any, Any] = cls._meta.get_field(name)  # type: ignore[assignment]  # a column
        return str(field.verbose_name)

    @property
    def masked_nip(self) -> str:
        return formats.masked_nip(self.nip or "")
