"""Input about certificates and training."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils import timezone

from teams.forms.nominations import day
from teams.models import Competence


def _offer_competences(form: forms.Form) -> None:
    field = cast("forms.ModelChoiceField[Competence]", form.fields["competence"])
    field.queryset = Competence.objects.order_by("name")


class CertificateForm(forms.Form):
    competence = forms.ModelChoiceField(
        label="Kompetensi", queryset=Competence.objects.none(), empty_label="Pilih"
    )
    issuer = forms.CharField(label="Penerbit", max_length=150)
    number = forms.CharField(label="Nomor sertifikat", max_length=100)
    issued_on = day("Tanggal terbit")
    valid_until = day(
        "Berlaku sampai",
        required=False,
        help_text="Kosongkan bila tidak berbatas waktu.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_competences(self)

    def clean_issued_on(self) -> Any:
        issued = self.cleaned_data["issued_on"]
        if issued > timezone.localdate():
            msg = "Tanggal terbit belum tiba."
            raise forms.ValidationError(msg)
        return issued

    def clean_valid_until(self) -> Any:
        until, issued = (
            self.cleaned_data["valid_until"],
            self.cleaned_data.get("issued_on"),
        )
        if until and issued and until < issued:
            msg = "Akhir berlaku mendahului tanggal terbit."
            raise forms.ValidationError(msg)
        return until


class TrainingForm(forms.Form):
    title = forms.CharField(label="Nama pelatihan atau bimtek", max_length=200)
    organiser = forms.CharField(label="Penyelenggara", required=False, max_length=150)
    planned_on = day("Rencana pelaksanaan")
    competence = forms.ModelChoiceField(
        label="Kompetensi yang dituju",
        required=False,
        queryset=Competence.objects.none(),
        empty_label="Tidak khusus",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_competences(self)


class AttendForm(forms.Form):
    on = day("Diikuti pada", error_messages={"required": "Isi tanggal diikuti."})
