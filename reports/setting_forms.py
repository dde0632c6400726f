"""What the office enters about its letters: head, signatories, templates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone

from lib import nip
from reports import emblems
from reports.enums import Signed, WordKind
from reports.models.letterheads import PLACES
from reports.word import checking

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile


def _day(label: str, help_text: str = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=help_text,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


class LetterheadForm(forms.Form):
    """A letterhead as a whole; an emblem that is not sent stays as it was."""

    government = forms.CharField(label="Nama pemerintah", max_length=120)
    office = forms.CharField(label="Nama perangkat daerah", max_length=200)
    address = forms.CharField(label="Alamat", max_length=250)
    contact = forms.CharField(
        label="Telepon, surel, dan laman", max_length=250, required=False
    )
    place = forms.CharField(
        label="Tempat surat", max_length=80, help_text="Tertulis sebelum tanggal surat."
    )
    emblem = forms.FileField(
        label="Lambang",
        required=False,
        help_text="PNG atau JPG sampai 1 MB, sisi 200 sampai 2.000 titik. "
        "Kosongkan untuk tetap memakai lambang yang ada.",
        widget=forms.ClearableFileInput(attrs={"accept": ".png,.jpg,.jpeg"}),
    )
    without_emblem = forms.BooleanField(label="Tanpa lambang", required=False)
    valid_from = _day("Berlaku mulai", "Dokumen yang sudah terbit tidak berubah.")

    def clean_emblem(self) -> emblems.Emblem | None:
        file = self.cleaned_data["emblem"]
        if not file:
            return None
        try:
            return emblems.read(file)
        except emblems.EmblemError as error:
            raise forms.ValidationError(str(error)) from error

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("emblem") and data.get("without_emblem"):
            self.add_error("without_emblem", "Pilih salah satu: lambang, atau tanpa.")
        return data

    @property
    def entries(self) -> dict[str, Any]:
        """The arguments of the action."""
        data = dict(self.cleaned_data)
        return data | {"keep_emblem": not data.pop("without_emblem")}


class PlaceForm(forms.Form):
    """One place for a signature, and from when."""

    document = forms.TypedChoiceField(
        label="Dokumen", choices=Signed.choices, coerce=Signed
    )
    position = forms.IntegerField(
        label="Urutan",
        min_value=1,
        max_value=PLACES,
        initial=1,
        help_text=f"1 sampai {PLACES}, dari kiri.",
    )
    valid_from = _day("Berlaku mulai")


class SignatoryForm(PlaceForm):
    """A block as it is printed; without a name the line stays for the pen."""

    above = forms.CharField(
        label="Atas nama (a.n.)",
        max_length=120,
        required=False,
        help_text="Misalnya Gubernur. Kosongkan bila menandatangani atas nama sendiri.",
    )
    title = forms.CharField(
        label="Jabatan",
        max_length=120,
        help_text="Dengan Plt., Plh., atau Pj. bila ada.",
    )
    name = forms.CharField(label="Nama dan gelar", max_length=120, required=False)
    rank = forms.CharField(
        label="Pangkat, golongan",
        max_length=80,
        required=False,
        help_text="Misalnya Pembina Tingkat I (IV/b).",
    )
    nip = forms.CharField(
        label="NIP",
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    field_order = ("document", "position", "above", "title", "name", "rank", "nip")

    def clean_nip(self) -> str:
        number = nip.normal(self.cleaned_data["nip"])
        fault = nip.fault(number, today=timezone.localdate()) if number else ""
        if fault:
            raise forms.ValidationError(fault)
        return number

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("name") and (data.get("rank") or data.get("nip")):
            self.add_error("name", "Tulis nama.")
        return data


class TemplateForm(forms.Form):
    """A template of the office; what it may hold is checked by the action."""

    kind = forms.TypedChoiceField(
        label="Dokumen", choices=WordKind.choices, coerce=WordKind
    )
    file = forms.FileField(
        label="Templat DOCX",
        help_text="Sampai 2 MB, tanpa makro dan tanpa isi dari luar.",
        widget=forms.ClearableFileInput(attrs={"accept": ".docx"}),
    )
    note = forms.CharField(
        label="Catatan",
        max_length=250,
        required=False,
        help_text="Yang berubah pada versi ini.",
    )

    def clean_file(self) -> UploadedFile[bytes]:
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > checking.MOST_BYTES:
            raise forms.ValidationError(checking.TOO_LARGE)
        return file
