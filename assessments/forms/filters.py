"""What lists are narrowed to; a value that is not known narrows nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.db.models import Q

from assessments.enums import AnswerStatus, Status
from assessments.models import Period

if TYPE_CHECKING:
    from collections.abc import Iterable

    from assessments.models.periods import AssessmentQuerySet
    from assessments.queries import Group, Overview, Row


class IndicatorFilter(forms.Form):
    """Which indicators of an overview are shown."""

    q = forms.CharField(
        label="Cari nomor atau nama indikator", required=False, max_length=100
    )
    status = forms.ChoiceField(
        required=False, choices=[("", "Semua"), *AnswerStatus.choices]
    )

    def apply(
        self, overview: Overview
    ) -> list[tuple[Group, list[tuple[Group, list[Row]]]]]:
        """Domains with their aspects with the rows that fit; empty ones are left out."""
        self.is_valid()
        found = []
        for domain in overview.groups:
            aspects = [
                (aspect, rows)
                for aspect in domain.groups or (domain,)
                if (rows := self._fitting(aspect.all_rows))
            ]
            if aspects:
                found.append((domain, aspects))
        return found

    def _fitting(self, rows: Iterable[Row]) -> list[Row]:
        words = self.cleaned_data.get("q", "").lower()
        status = self.cleaned_data.get("status", "")
        return [
            row
            for row in rows
            if (not status or row.answer.status == status)
            and (words in row.indicator.name.lower() or words == row.indicator.number)
        ]


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
