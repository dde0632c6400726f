"""Who is assigned where, who is taken off, who stands in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.utils import timezone

from accounts.models import Agency, MentorAssignment, User, placements

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from assessments.models import Period

OVER = "Penugasan ini sudah berakhir. Muat ulang halaman."
REASON_MAX = 300


def mentors() -> QuerySet[User]:
    """Active accounts of mentors, by name."""
    return placements.mentors().order_by("name", "pk")


def _offer(form: forms.Form, name: str, rows: QuerySet[Any]) -> None:
    cast("forms.ModelChoiceField[Any]", form.fields[name]).queryset = rows


def _standing(period: Period) -> QuerySet[MentorAssignment]:
    return (
        MentorAssignment.objects.standing()
        .of_quarter(period.year, period.quarter)
        .select_related("agency", "mentor")
    )


class AssignForm(forms.Form):
    """One mentor for the agencies that are ticked."""

    agencies = forms.ModelMultipleChoiceField(
        label="Perangkat daerah",
        queryset=Agency.objects.none(),
        error_messages={"required": "Centang paling sedikit satu perangkat daerah."},
    )
    mentor = forms.ModelChoiceField(
        label="Pendamping",
        queryset=User.objects.none(),
        to_field_name="uuid",
        error_messages={
            "required": "Pilih pendamping.",
            "invalid_choice": "Pendamping ini tidak dikenal atau tidak aktif.",
        },
    )
    is_lead = forms.BooleanField(label="sebagai ketua", required=False)

    def __init__(self, data: Any = None, *, period: Period) -> None:
        super().__init__(data, auto_id="assign_%s")
        _offer(self, "agencies", Agency.objects.filter(assessments__period=period))
        _offer(self, "mentor", mentors())

    @property
    def ticked(self) -> list[str]:
        if "agencies" not in self.fields:
            return []
        return [str(value) for value in self["agencies"].value() or ()]


class EndForm(AssignForm):
    """One assignment by its own button, or a mentor's at the agencies ticked."""

    assignment = forms.ModelChoiceField(
        queryset=MentorAssignment.objects.none(),
        required=False,
        error_messages={"invalid_choice": OVER},
    )

    def __init__(self, data: Any = None, *, period: Period) -> None:
        super().__init__(data, period=period)
        del self.fields["is_lead"]
        _offer(self, "assignment", _standing(period))
        if data and data.get("assignment"):
            del self.fields["agencies"], self.fields["mentor"]
        self._period = period

    @property
    def ended(self) -> list[MentorAssignment]:
        wanted = self.cleaned_data
        if one := wanted.get("assignment"):
            return [one]
        return list(
            _standing(self._period).filter(
                mentor=wanted["mentor"], agency__in=wanted["agencies"]
            )
        )


class LeadForm(forms.Form):
    assignment = forms.ModelChoiceField(
        queryset=MentorAssignment.objects.none(),
        error_messages={
            "required": "Pilih penugasan.",
            "invalid_choice": OVER,
        },
    )

    def __init__(self, data: Any = None, *, period: Period) -> None:
        super().__init__(data)
        _offer(self, "assignment", _standing(period))


class SubstituteForm(forms.Form):
    """Who stands in for a mentor, from when to when, and at which agencies."""

    substitute = forms.ModelChoiceField(
        label="Pengganti",
        queryset=User.objects.none(),
        to_field_name="uuid",
        empty_label="Pilih pendamping",
        error_messages={"required": "Pilih pengganti."},
    )
    starts_on = forms.DateField(
        label="Mulai", widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    ends_on = forms.DateField(
        label="Sampai",
        help_text="Hari terakhir penggantian.",
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
    )
    reason = forms.CharField(
        label="Alasan",
        max_length=REASON_MAX,
        help_text="Misalnya cuti, tugas belajar, atau dinas luar.",
    )
    agencies = forms.ModelMultipleChoiceField(
        label="Perangkat daerah yang digantikan",
        queryset=Agency.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Centang paling sedikit satu perangkat daerah."},
    )

    def __init__(self, data: Any = None, *, absent: User, period: Period) -> None:
        held = (
            _standing(period)
            .filter(mentor=absent, ends_on__isnull=True)
            .values("agency")
        )
        agencies = Agency.objects.filter(pk__in=held, assessments__period=period)
        super().__init__(
            data, initial={"starts_on": timezone.localdate(), "agencies": agencies}
        )
        _offer(self, "substitute", mentors().exclude(pk=absent.pk))
        _offer(self, "agencies", agencies.order_by("code"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        starts, ends = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", "Tanggal akhir mendahului tanggal mulai.")
        return cleaned
