"""Input about invitations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms

from accounts.enums import AGENCY_ROLES, Role
from accounts.forms import offices
from accounts.models import Agency
from accounts.permissions import agencies_bound, invitable_roles

if TYPE_CHECKING:
    from accounts.models import User


class InvitationForm(forms.Form):
    """To whom which role is offered; a coordinator offers only the own agency."""

    email = forms.EmailField(label="Surel", help_text="Tautan dikirim ke alamat ini.")
    role = forms.ChoiceField(label="Peran")
    agency = forms.ModelChoiceField(
        label="Perangkat daerah",
        required=False,
        queryset=Agency.objects.none(),
        empty_label="Tanpa perangkat daerah",
        help_text="Wajib bagi anggota tim, koordinator teknis, dan kepala.",
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agency = cast("forms.ModelChoiceField[Agency]", self.fields["agency"])
        agency.queryset = offices()
        if agencies_bound(by):
            agency.queryset = agency.queryset.filter(pk=by.agency_id or 0)
            agency.empty_label = None
            agency.required = True
            agency.help_text = ""
        allowed = invitable_roles(by)
        cast("forms.ChoiceField", self.fields["role"]).choices = [
            choice for choice in Role.choices if choice[0] in allowed
        ]

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("role") in AGENCY_ROLES and not data.get("agency"):
            self.add_error("agency", "Pilih perangkat daerah bagi peran ini.")
        return data


class AcceptForm(forms.Form):
    """What the invited person says of the own account."""

    name = forms.CharField(label="Nama", max_length=150)
    username = forms.CharField(
        label="Nama pengguna",
        max_length=150,
        help_text="Huruf, angka, titik, dan garis; tanpa spasi.",
    )
    password = forms.CharField(
        label="Kata sandi",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    repeated = forms.CharField(
        label="Ulangi kata sandi",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        repeated = data.pop("repeated", None)
        if repeated and data.get("password") and repeated != data["password"]:
            self.add_error("repeated", "Kata sandi tidak sama.")
        return data
