"""What an assessment inherits: the evidence of the agencies before its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from accounts.models import Agency, Succession

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from assessments.models import Assessment
    from evidence.models import Document


def libraries_of(assessment: Assessment) -> QuerySet[Agency]:
    """The agencies whose documents it may cite: its own, the one that finishes it, and
    all that these follow."""
    hands = {assessment.agency_id, assessment.acting_agency_id}
    before = Succession.objects.filter(successor__in=hands).values("predecessor")
    return Agency.objects.filter(Q(pk__in=hands) | Q(pk__in=before))


def is_citable(document: Document, assessment: Assessment) -> bool:
    """Whether it is of one of those libraries; the province's is of none."""
    if document.agency_id is None:
        return False
    return libraries_of(assessment).filter(pk=document.agency_id).exists()
