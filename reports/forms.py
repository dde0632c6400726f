"""What the secretariat and the public type in; numbers as Indonesian readers write them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.core.exceptions import ValidationError

from lib import formats
from reports.actions.signatures import MEGABYTE, SIGNED_MAX, TOO_LARGE
from reports.codes import CODE_LENGTH, read_code
from reports.enums import Ranking

if TYPE_CHECKING:
    from decimal import Decimal

    from instruments.definition import Instrument

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


class RecapForm(forms.Form):
    """In which order a recap lists the agencies."""

    ranking = forms.TypedChoiceField(
        label="Urutan", choices=Ranking.choices, coerce=Ranking
    )


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
