"""Input about what an agency provides for its team."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from teams.actions import Provision
from teams.forms.nominations import day

if TYPE_CHECKING:
    from teams.models import Facilitation


class ProvisionForm(forms.Form):
    has_incentive = forms.BooleanField(
        label="Insentif bulanan diberikan", required=False
    )
    incentive_basis = forms.CharField(
        label="Dasar hukum insentif",
        required=False,
        max_length=200,
        help_text="Nomor dan tahun keputusan. Jumlah per orang tidak dicatat di portal.",
    )
    has_budget = forms.BooleanField(label="Anggaran pelatihan tersedia", required=False)
    budget_basis = forms.CharField(
        label="Dokumen anggaran",
        required=False,
        max_length=200,
        help_text="Misalnya DPA tahun berjalan dan nama kegiatannya.",
    )
    has_laptop = forms.BooleanField(label="Laptop", required=False)
    has_camera = forms.BooleanField(label="Kamera", required=False)
    has_network = forms.BooleanField(label="Jaringan internet", required=False)

    def __init__(
        self, *args: Any, facilitation: Facilitation | None, **kwargs: Any
    ) -> None:
        if facilitation:
            kwargs["initial"] = {
                name: getattr(facilitation, name) for name in self.base_fields
            }
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        entered = self.cleaned_data
        for flag, basis in (
            ("has_incentive", "incentive_basis"),
            ("has_budget", "budget_basis"),
        ):
            if entered.get(flag) and not entered.get(basis):
                self.add_error(basis, "Sebutkan dasarnya.")
        return entered

    @property
    def provision(self) -> Provision:
        return Provision(**self.cleaned_data)


class MeetingForm(forms.Form):
    held_on = day("Tanggal rapat")
    subject = forms.CharField(label="Pokok bahasan", max_length=200)
    minutes = forms.CharField(
        label="Notulen",
        required=False,
        max_length=200,
        help_text="Nomor atau judul notulen di pustaka bukti.",
    )
