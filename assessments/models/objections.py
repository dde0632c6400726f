"""New documents that an agency shows the plenary with an objection."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from assessments.models.answers import first_page
from assessments.models.decisions import Objection
from evidence.models import Document, DocumentVersion, newest_checks
from lib.constraints import both_or_neither

if TYPE_CHECKING:
    from typing import Self


class ObjectionEvidenceQuerySet(models.QuerySet["ObjectionEvidence"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(objection__in=Objection.objects.visible_to(user))

    def standing(self) -> Self:
        """Not withdrawn, in the order shown, with document and file."""
        return (
            self.filter(withdrawn_at__isnull=True)
            .select_related("document", "version__inspection", "added_by")
            .defer("document__search", "version__inspection__text")
            .prefetch_related(newest_checks("version__"))
            .order_by("added_at", "pk")
        )


class ObjectionEvidence(models.Model):
    """A document of the agency's library beside an objection, in its version then."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    objection = models.ForeignKey(
        Objection, on_delete=models.PROTECT, related_name="evidence"
    )
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, related_name="objection_evidence"
    )
    version = models.ForeignKey(
        DocumentVersion, on_delete=models.PROTECT, related_name="objection_evidence"
    )
    page = models.CharField("halaman", max_length=30, blank=True)
    note = models.CharField("keterangan", max_length=300, blank=True)
    added_at = models.DateTimeField(default=timezone.now)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = ObjectionEvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = "bukti sanggahan"
        verbose_name_plural = "bukti sanggahan"
        constraints = [
            models.UniqueConstraint(
                fields=["objection", "document"],
                condition=Q(withdrawn_at__isnull=True),
                name="%(app_label)s_%(class)s_once_an_objection",
                violation_error_message="Dokumen ini sudah disertakan.",
            ),
            both_or_neither("withdrawn_at", "withdrawn_by"),
        ]

    def __str__(self) -> str:
        return f"{self.document} pada {self.objection}"

    @property
    def audit_agency_code(self) -> str:
        return self.objection.audit_agency_code

    @property
    def first_page(self) -> int | None:
        return first_page(self.page)
