"""Input about nominations and the decree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.utils import timezone

from lib import nip as nips
from teams.actions import Letter, Terms
from teams.enums import Verdict
from teams.models import Nomination, Person

if TYPE_CHECKING:
    from django.db.models import QuerySet

MEGABYTE = 1024 * 1024
DECREE_MAX = 20 * MEGABYTE


def day(label: str, **options: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **options)


class NominateForm(forms.Form):
    """Whom the agency wants in one seat."""

    person = forms.ModelChoiceField(
        label="Pegawai",
        required=False,
        queryset=Person.objects.none(),
        empty_label="Tidak diusulkan",
        help_text="Pegawai dari registri perangkat daerah ini.",
    )

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[Person]", self.fields["person"]).queryset = people


class LetterForm(forms.Form):
    """The head's letter, as it was written and numbered."""

    number = forms.CharField(
        label="Nomor surat usulan",
        max_length=100,
        help_text="Sesuai buku agenda perangkat daerah.",
    )
    on = day("Tanggal surat")
    signer_title = forms.CharField(
        label="Jabatan penanda tangan",
        max_length=150,
        help_text="Misalnya Kepala Dinas Sosial, atau Plt. Kepala Dinas Sosial.",
    )
    signer_name = forms.CharField(label="Nama penanda tangan", max_length=150)
    signer_rank = forms.CharField(
        label="Pangkat dan golongan", required=False, max_length=80
    )
    signer_nip = forms.CharField(
        label="NIP penanda tangan",
        required=False,
        max_length=30,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )
    agreed = forms.BooleanField(
        label="Pegawai yang diusulkan sudah diberi tahu dan bersedia."
    )

    def clean_signer_nip(self) -> str:
        number = nips.normal(self.cleaned_data["signer_nip"])
        if number and (fault := nips.fault(number, today=timezone.localdate())):
            raise forms.ValidationError(fault)
        return number

    @property
    def letter(self) -> Letter:
        entered = dict(self.cleaned_data)
        entered.pop("agreed")
        return Letter(**entered)


class CheckForm(forms.Form):
    """What a checker says of one seat."""

    verdict = forms.ChoiceField(
        label="Hasil", choices=Verdict.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label="Catatan",
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
        help_text="Wajib bila dikembalikan, atau bila sertifikat kursi teknis kurang.",
    )

    def clean_verdict(self) -> Verdict:
        return Verdict(self.cleaned_data["verdict"])


class DecreeForm(forms.Form):
    """The signed decree and the nominations that it decides."""

    nominations = forms.ModelMultipleChoiceField(
        label="Usulan yang ditetapkan",
        queryset=Nomination.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Pilih sekurangnya satu usulan."},
    )
    number = forms.CharField(label="Nomor SK", max_length=100)
    decreed_on = day("Tanggal SK")
    starts_on = day("Berlaku mulai")
    ends_on = day("Berlaku sampai")
    signed_by = forms.CharField(
        label="Ditandatangani oleh",
        max_length=150,
        help_text="Misalnya Gubernur Sulawesi Barat, atau a.n. Gubernur Sekretaris Daerah.",
    )
    file = forms.FileField(
        label="Berkas SK (PDF)",
        help_text=f"SK yang sudah ditandatangani, paling besar {DECREE_MAX // MEGABYTE} MB.",
        widget=forms.ClearableFileInput(
            {"accept": ".pdf", "data-max-bytes": str(DECREE_MAX)}
        ),
    )

    def __init__(
        self, *args: Any, nominations: QuerySet[Nomination], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["nominations"]
        chosen = cast("forms.ModelMultipleChoiceField[Nomination]", field)
        chosen.queryset = nominations
        chosen.label_from_instance = lambda obj: obj.agency.name  # type: ignore[method-assign]

    def clean_file(self) -> Any:
        """The size alone: what the file is, is judged when all else is right."""
        upload = self.cleaned_data["file"]
        if upload.size > DECREE_MAX:
            msg = f"Berkas melebihi {DECREE_MAX // MEGABYTE} MB."
            raise forms.ValidationError(msg)
        return upload

    @property
    def terms(self) -> Terms:
        names = ("number", "decreed_on", "starts_on", "ends_on", "signed_by")
        return Terms(**{name: self.cleaned_data[name] for name in names})
