"""What the secretariat and the public type in; numbers as Indonesian readers write them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.core.exceptions import ValidationError

from assessments.models import Determination
from lib import formats
from reports import tpp
from reports.actions.signatures import MEGABYTE, SIGNED_MAX, TOO_LARGE
from reports.codes import CODE_LENGTH, read_code
from reports.enums import Method, NotFinal
from reports.models import RuleSet

if TYPE_CHECKING:
    from decimal import Decimal

    from django.forms import BaseFormSet

    from accounts.models import User
    from instruments.definition import Instrument

BAND_ROWS = 8
CHECK_MAX = 30 * MEGABYTE


class NumberField(forms.DecimalField):
    """`2,64` or `2.64`; what can be read two ways is refused."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=6, decimal_places=2, **kwargs)
        self.widget = forms.TextInput(
            attrs={"inputmode": "decimal", "autocomplete": "off"}
        )
        self.widget.is_required = self.required

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # the stubs say int
        if isinstance(value, str) and value.strip():
            try:
                value = formats.parse_decimal(value)
            except ValueError as error:
                raise ValidationError(str(error), code="invalid") from error
        return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        return (
            value if value is None or isinstance(value, str) else formats.decimal(value)
        )


class WorksheetForm(forms.Form):
    """Which indicators to print; none chosen means all."""

    indicators = forms.MultipleChoiceField(
        label="Indikator",
        required=False,
        error_messages={"invalid_choice": "Ada indikator yang tidak dikenal."},
    )

    def __init__(self, *args: Any, instrument: Instrument, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instrument = instrument
        field = cast("forms.MultipleChoiceField", self.fields["indicators"])
        field.choices = [(leaf.code, leaf.name) for leaf in instrument.indicators]


class ExportForm(forms.Form):
    determination = forms.ModelChoiceField(
        Determination.objects.none(), widget=forms.HiddenInput
    )
    rule_set = forms.ModelChoiceField(RuleSet.objects.none(), widget=forms.HiddenInput)
    paid_months = forms.CharField(
        label="Bulan pembayaran TPP",
        max_length=120,
        help_text="Berbeda dari triwulan yang dinilai. Contoh: April sampai Juni 2026.",
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = self.fields["determination"], self.fields["rule_set"]
        choices[0].queryset = Determination.objects.visible_to(user)  # type: ignore[attr-defined]
        choices[1].queryset = RuleSet.objects.visible_to(user)  # type: ignore[attr-defined]

    @property
    def place(self) -> tuple[str, str]:
        """What the desk shows beside a refusal: the period and the rule set chosen."""
        chosen = getattr(self, "cleaned_data", {})
        determination, rule_set = chosen.get("determination"), chosen.get("rule_set")
        period = determination.period if determination else None
        key = f"{period.year}-{period.quarter}" if period else ""
        return key, str(rule_set.pk) if rule_set else ""


class RuleSetForm(forms.Form):
    """A rule, and with method BANDS its table, a formset of its own."""

    bands: BaseFormSet[BandForm]

    name = forms.CharField(
        label="Nama",
        max_length=120,
        help_text="Nama yang sudah ada menjadi revisi baru dari aturan itu.",
    )
    legal_basis = forms.CharField(
        label="Dasar hukum", max_length=250, help_text="Nomor, tahun, dan pasalnya."
    )
    method = forms.TypedChoiceField(
        label="Metode", choices=Method.choices, coerce=Method
    )
    weight = NumberField(label="Bobot (%)", help_text="Bagian SPBE, misalnya 30.")
    target = NumberField(
        label="Target indeks", required=False, help_text="Hanya untuk metode target."
    )
    places = forms.IntegerField(
        label="Angka di belakang koma pada skor",
        min_value=0,
        max_value=tpp.PLACES_MAX,
        initial=2,
    )
    not_final = forms.TypedChoiceField(
        label="Hasil yang belum final", choices=NotFinal.choices, coerce=NotFinal
    )
    valid_from = forms.DateField(
        label="Berlaku mulai",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("method") == Method.BANDS and not self.bands.is_valid():
            msg = "Perbaiki tabel persentase."
            raise ValidationError(msg)
        return data

    @property
    def entries(self) -> dict[str, Any]:
        """What the action takes; the table counts for its method alone."""
        with_table = self.cleaned_data["method"] == Method.BANDS
        rows = [form.band for form in self.bands] if with_table else []
        return self.cleaned_data | {"bands": [row for row in rows if row]}


class BandForm(forms.Form):
    label = forms.CharField(label="Sebutan", max_length=40, required=False)
    start = NumberField(label="Mulai indeks", required=False)
    end = NumberField(label="Sampai di bawah", required=False)
    percent = NumberField(label="Persentase", required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        numbers = [data.get(name) for name in ("start", "end", "percent")]
        if any(n is not None for n in numbers) and None in numbers and not self.errors:
            msg = "Lengkapi batas bawah, batas atas, dan persentase baris ini."
            raise ValidationError(msg)
        return data

    @property
    def band(self) -> tpp.Band | None:
        """The row as a band; None for an empty one."""
        data = self.cleaned_data
        if data.get("start") is None:
            return None
        return tpp.Band(data["start"], data["end"], data["percent"], data["label"])


BandFormSet = forms.formset_factory(BandForm, extra=0, max_num=BAND_ROWS)


class VerifyForm(forms.Form):
    code = forms.CharField(
        label="Kode verifikasi data",
        max_length=80,
        help_text="Tertulis di samping kode QR dan di kaki setiap halaman.",
        widget=forms.TextInput(
            attrs={
                "class": "sp-code",
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
    )

    def clean_code(self) -> str:
        code = read_code(self.cleaned_data["code"])
        if len(code.replace("-", "")) != CODE_LENGTH:
            msg = f"Kode terdiri atas {CODE_LENGTH} huruf dan angka. Periksa kembali."
            raise ValidationError(msg)
        return code


class CheckFileForm(forms.Form):
    """A file that a visitor holds; it is looked at and thrown away."""

    file = forms.FileField(
        label="Berkas dokumen",
        allow_empty_file=True,
        help_text=f"PDF atau XLSX, paling besar {CHECK_MAX // MEGABYTE} MB. "
        "Berkas hanya diperiksa, tidak disimpan.",
        error_messages={"required": "Pilih berkas yang akan diperiksa."},
        widget=forms.ClearableFileInput(
            {"accept": ".pdf,.xlsx", "data-max-bytes": str(CHECK_MAX)}
        ),
    )
    code = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if not upload.size:
            msg = "Berkas kosong. Periksa berkas di perangkat Anda, lalu pilih lagi."
            raise ValidationError(msg)
        return upload

    def clean_code(self) -> str:
        return read_code(self.cleaned_data["code"])


class SignedForm(forms.Form):
    """A document that was signed outside."""

    file = forms.FileField(
        label="PDF bertanda tangan",
        allow_empty_file=True,
        help_text=f"Paling besar {SIGNED_MAX // MEGABYTE} MB.",
        error_messages={"required": "Pilih PDF yang sudah ditandatangani."},
        widget=forms.ClearableFileInput(
            {"accept": ".pdf", "data-max-bytes": str(SIGNED_MAX)}
        ),
    )

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload.size > SIGNED_MAX:
            raise ValidationError(TOO_LARGE)
        return upload


class RevokeForm(forms.Form):
    reason = forms.CharField(
        label="Alasan mencabut",
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        help_text="Dibaca di portal oleh yang berhak; halaman publik hanya menyebut tanggal.",
        error_messages={"required": "Tulis alasan mencabut dokumen."},
    )
