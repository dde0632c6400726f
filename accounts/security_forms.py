"""Input about roles and addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms

from accounts import placements
from accounts.enums import AGENCY_ROLES, Role
from accounts.forms import offices
from accounts.models import Agency
from accounts.permissions import grantable_roles

if TYPE_CHECKING:
    from accounts.models import User


class RoleForm(forms.Form):
    """Role and agency of an account that stands."""

    role = forms.ChoiceField(label="Peran")
    agency = forms.ModelChoiceField(
        label="Perangkat daerah",
        required=False,
        queryset=Agency.objects.none(),
        empty_label="Tanpa perangkat daerah",
        help_text="Wajib bagi anggota tim, koordinator teknis, dan kepala.",
    )

    def __init__(self, *args: Any, person: User, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        main, agency = placements.home_of(person)
        self.initial = {"role": main, "agency": agency}
        agencies = cast("forms.ModelChoiceField[Agency]", self.fields["agency"])
        agencies.queryset = offices()
        allowed = grantable_roles(by)
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


class EmailForm(forms.Form):
    email = forms.EmailField(label="Surel baru")
