"""What the secretariat types in to publish, to withdraw, and to make a token."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from lib.formats import WITA
from opendata.enums import Scope

if TYPE_CHECKING:
    from datetime import date

REASON = 300
LONGEST = timedelta(days=400)


class PublishForm(forms.Form):
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
    shows_rank = forms.BooleanField(
        label="Urutkan menurut peringkat",
        required=False,
        help_text="Tanpa ini perangkat daerah diurutkan menurut kode.",
    )
    reason = forms.CharField(
        label="Alasan revisi",
        max_length=REASON,
        required=False,
        help_text="Terbaca publik. Hanya untuk triwulan yang pernah dipublikasikan.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label="Alasan pencabutan",
        max_length=REASON,
        help_text="Terbaca publik pada alamat yang dicabut.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class TokenForm(forms.Form):
    name = forms.CharField(
        label="Dipakai oleh",
        max_length=120,
        help_text="Nama sistem dan pengelolanya, misalnya gudang data provinsi.",
    )
    scopes = forms.MultipleChoiceField(
        label="Boleh membaca",
        choices=Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Pilih sedikitnya satu data."},
    )
    until = forms.DateField(
        label="Berlaku sampai",
        help_text="Paling lama 400 hari.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def clean_until(self) -> date:
        until: date = self.cleaned_data["until"]
        today = timezone.localdate()
        if until <= today:
            msg = "Pilih tanggal sesudah hari ini."
            raise ValidationError(msg)
        if until > today + LONGEST:
            msg = "Token berlaku paling lama 400 hari."
            raise ValidationError(msg)
        return until

    @property
    def expires_at(self) -> datetime:
        """The end of the chosen day, in WITA."""
        return datetime.combine(self.cleaned_data["until"], time(23, 59, 59), WITA)
