"""What an agency was called, and which agencies it follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from accounts.enums import Succeeding
from accounts.models.people import Agency
from lib.constraints import in_order

if TYPE_CHECKING:
    from typing import Self


class AgencyName(models.Model):
    """A name that an agency bore until a renaming; a trigger keeps it."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="names")
    name = models.CharField("nama", max_length=200)
    short_name = models.CharField("nama singkat", max_length=60)
    starts_on = models.DateField("mulai")
    ends_on = models.DateField("sampai")
    legal_basis = models.CharField("dasar hukum", max_length=400)

    class Meta:
        verbose_name = "nama terdahulu"
        verbose_name_plural = "nama terdahulu"
        constraints = [
            in_order("starts_on", "ends_on", message="Akhir nama mendahului awalnya.")
        ]

    def __str__(self) -> str:
        return self.name


class SuccessionQuerySet(models.QuerySet["Succession"]):
    def direct(self) -> Self:
        return self.filter(is_direct=True)

    def leading(self) -> Self:
        """Where the successor's quarter begins as the predecessor's ended."""
        return self.filter(is_leading=True)


class Succession(models.Model):
    """One agency follows another from a day on; a trigger keeps it.

    Who follows a follower follows the first too: such rows are written as well, with
    `is_direct` off, so that one look finds every agency before another. `is_leading`
    marks the one predecessor whose work the successor goes on with.
    """

    predecessor = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="successions"
    )
    successor = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="inheritances"
    )
    kind = models.CharField("jenis", max_length=5, choices=Succeeding)
    starts_on = models.DateField("mulai")
    legal_basis = models.CharField("dasar hukum", max_length=400)
    is_direct = models.BooleanField("langsung", default=True)
    is_leading = models.BooleanField("meneruskan isian", default=False)

    objects = SuccessionQuerySet.as_manager()

    class Meta:
        verbose_name = "penerusan"
        verbose_name_plural = "penerusan"
        constraints = [
            models.UniqueConstraint(
                fields=["predecessor", "successor"],
                name="%(app_label)s_%(class)s_once",
                violation_error_message="Penerusan ini sudah tercatat.",
            ),
            models.UniqueConstraint(
                fields=["successor"],
                condition=Q(is_leading=True),
                name="%(app_label)s_%(class)s_one_leads",
                violation_error_message="Hanya satu perangkat daerah yang diteruskan isiannya.",
            ),
            models.CheckConstraint(
                condition=~Q(predecessor=F("successor")),
                name="%(app_label)s_%(class)s_of_another",
                violation_error_message="Perangkat daerah tidak meneruskan dirinya.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} diteruskan {self.successor}"
