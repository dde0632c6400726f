"""What lists are narrowed to; a value that is not known narrows nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.db.models import Q

from assessments.enums import Status
from assessments.models import Period

if TYPE_CHECKING:
    from assessments.models.periods import AssessmentQuerySet


class AssessmentFilter(forms.Form):
    """Which assessments are listed."""

    q = forms.CharField(label="Cari perangkat daerah", required=False, max_length=100)
    period = forms.ModelChoiceField(
        Period.objects.newest_first(),
        label="Triwulan",
        required=False,
        empty_label="Semua triwulan",
    )
    status = forms.ChoiceField(
        label="Status", required=False, choices=[("", "Semua status"), *Status.choices]
    )

    def apply(self, assessments: AssessmentQuerySet) -> AssessmentQuerySet:
        self.is_valid()
        wanted = self.cleaned_data
        if words := wanted.get("q"):
            assessments = assessments.filter(
                Q(agency_name__icontains=words) | Q(agency_code__startswith=words)
            )
        if wanted.get("period"):
            assessments = assessments.filter(period=wanted["period"])
        if wanted.get("status"):
            assessments = assessments.filter(status=wanted["status"])
        return assessments
