"""The decree (SK Gubernur) that decides many nominations at once."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone

from accounts.models import Agency, User
from accounts.permissions import Permission, can
from lib.constraints import in_order

if TYPE_CHECKING:
    from typing import Self


def decree_path(decree: Decree, name: str) -> str:
    """A random name: what the file was called says nothing here."""
    return f"decrees/{uuid.uuid4()}.pdf"


class DecreeQuerySet(models.QuerySet["Decree"]):
    def visible_to(self, user: User) -> Self:
        """All for who sees every agency, else those about an agency that is seen."""
        if can(user, Permission.AGENCY_VIEW_ALL):
            return self.all()
        seen = Agency.objects.visible_to(user)
        return self.filter(
            pk__in=Decree.objects.filter(nominations__agency__in=seen).values("pk")
        )


class Decree(models.Model):
    """Number, date and signer as entered, with the signed file; never changed."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField("nomor SK", max_length=100, unique=True)
    decreed_on = models.DateField("tanggal SK")
    starts_on = models.DateField("berlaku mulai")
    ends_on = models.DateField("berlaku sampai")
    signed_by = models.CharField("ditandatangani oleh", max_length=150)
    file = models.FileField("berkas SK", upload_to=decree_path)
    issued_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(default=timezone.now)

    objects = DecreeQuerySet.as_manager()

    class Meta:
        verbose_name = "surat keputusan"
        verbose_name_plural = "surat keputusan"
        constraints = [
            in_order("starts_on", "ends_on", message="Akhir mendahului awal."),
        ]

    def __str__(self) -> str:
        return f"SK Nomor {self.number}"
