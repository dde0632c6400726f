"""Input about people and who sits where."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.utils import timezone

from accounts.models import Agency, User
from lib import nip as nips
from teams.actions import Details
from teams.models import Person
from teams.models.people import PHONE

if TYPE_CHECKING:
    from django.db.models import QuerySet


class PersonForm(forms.Form):
    """An employee of one agency; once valid, `details` is what was entered."""

    name = forms.CharField(label="Nama", max_length=150, help_text="Dengan gelar.")
    nip = forms.CharField(
        label="NIP",
        required=False,
        max_length=30,
        help_text="18 angka. Kosongkan bila bukan ASN.",
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )
    rank = forms.CharField(
        label="Pangkat dan golongan",
        required=False,
        max_length=80,
        help_text="Misalnya Penata Tingkat I (III/d).",
    )
    position = forms.CharField(
        label="Jabatan",
        required=False,
        max_length=150,
        help_text="Sesuai SK jabatan terakhir.",
    )
    phone = forms.CharField(
        label="Telepon", required=False, max_length=20, validators=[PHONE]
    )
    email = forms.EmailField(label="Surel", required=False)
    user = forms.ModelChoiceField(
        label="Akun",
        required=False,
        queryset=User.objects.none(),
        empty_label="Tanpa akun",
        help_text="Akun perangkat daerah ini, bila pegawai ikut mengisi portal.",
    )

    def __init__(
        self, *args: Any, agency: Agency, person: Person | None = None, **kwargs: Any
    ) -> None:
        if person:
            kwargs["initial"] = {
                name: getattr(person, name) for name in self.base_fields
            }
        super().__init__(*args, **kwargs)
        self._offer(User.objects.filter(agency=agency, is_active=True))

    def _offer(self, users: QuerySet[User]) -> None:
        field = cast("forms.ModelChoiceField[User]", self.fields["user"])
        field.queryset = users.order_by("name")

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        if not any(letter.isalpha() for letter in name) or re.search(r"\d{9}", name):
            msg = "Tulis nama, bukan nomor."
            raise forms.ValidationError(msg)
        return name

    def clean_nip(self) -> str | None:
        number = nips.normal(self.cleaned_data["nip"])
        if not number:
            return None
        if fault := nips.fault(number, today=timezone.localdate()):
            raise forms.ValidationError(fault)
        return number

    @property
    def details(self) -> Details:
        return Details(**self.cleaned_data)


class SeatForm(forms.Form):
    """A person of the agency for a free seat."""

    person = forms.ModelChoiceField(
        label="Pegawai",
        queryset=Person.objects.none(),
        empty_label="Pilih pegawai",
        help_text="Pegawai perangkat daerah ini yang belum memegang kursi.",
    )

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[Person]", self.fields["person"]).queryset = people


class MoveForm(forms.Form):
    agency = forms.ModelChoiceField(
        label="Pindah ke",
        queryset=Agency.objects.none(),
        empty_label="Pilih perangkat daerah",
    )

    def __init__(self, *args: Any, agencies: QuerySet[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.ModelChoiceField[Agency]", self.fields["agency"])
        field.queryset = agencies
