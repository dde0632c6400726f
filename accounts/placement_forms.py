"""Input about placements."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.utils import timezone

from accounts.enums import AGENCY_ROLES, Role
from accounts.forms import offices
from accounts.models import Agency

if TYPE_CHECKING:
    from accounts.models import User

REASON_MAX = 300


def _day() -> forms.DateInput:
    return forms.DateInput({"type": "date"}, "%Y-%m-%d")


class PlacementForm(forms.Form):
    """Another agency where a person works, from when to when, and why."""

    role = forms.ChoiceField(
        label="Peran", choices=[c for c in Role.choices if c[0] in AGENCY_ROLES]
    )
    agency = forms.ModelChoiceField(
        label="Perangkat daerah",
        queryset=Agency.objects.none(),
        empty_label="Pilih perangkat daerah",
    )
    starts_on = forms.DateField(label="Mulai", widget=_day())
    ends_on = forms.DateField(
        label="Sampai",
        required=False,
        widget=_day(),
        help_text="Hari terakhir, pukul 24.00 Wita. Kosongkan bila belum ditentukan.",
    )
    reason = forms.CharField(
        label="Alasan",
        max_length=REASON_MAX,
        help_text="Misalnya nomor surat tugas.",
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"starts_on": timezone.localdate()}
        agencies = cast("forms.ModelChoiceField[Agency]", self.fields["agency"])
        agencies.queryset = offices().exclude(pk__in=person.own_agencies())

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])


class EndForm(forms.Form):
    reason = forms.CharField(label="Alasan", max_length=REASON_MAX)
