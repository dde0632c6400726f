"""Input about who sits where."""

from typing import Any, cast

from django import forms

from accounts.models import Agency, User


class SeatForm(forms.Form):
    """A person for a free seat."""

    person = forms.CharField(
        label="Pemegang kursi",
        max_length=150,
        help_text="Nama atau jabatan pegawai yang ditugaskan.",
    )
    user = forms.ModelChoiceField(
        label="Akun",
        required=False,
        queryset=User.objects.none(),
        empty_label="Tanpa akun",
        help_text="Akun perangkat daerah ini, bila pegawai ikut mengisi portal.",
    )

    def __init__(self, *args: Any, agency: Agency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        users = User.objects.filter(agency=agency, is_active=True).order_by("name")
        cast("forms.ModelChoiceField[User]", self.fields["user"]).queryset = users

    def clean_person(self) -> str:
        """Digits alone would be an NIP, which has no place here."""
        person = " ".join(self.cleaned_data["person"].split())
        if not any(letter.isalpha() for letter in person):
            msg = "Tulis nama atau jabatan, bukan nomor."
            raise forms.ValidationError(msg)
        return person
