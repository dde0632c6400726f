"""The policy of a year as the secretariat types it in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError

from insight.annual import QUARTERS
from insight.enums import AnnualMethod, AnnualMissing
from insight.models.policies import WEIGHTS
from lib import formats

if TYPE_CHECKING:
    from decimal import Decimal

    from insight.models import AnnualPolicy


class WeightField(forms.DecimalField):
    """`12,5` or `12.5`; what can be read two ways is refused."""

    def __init__(self, quarter: int) -> None:
        super().__init__(
            label=f"Bobot {formats.quarter(quarter)}",
            required=False,
            min_value=0,
            max_digits=6,
            decimal_places=2,
        )
        self.widget = forms.TextInput({"inputmode": "decimal", "autocomplete": "off"})

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


class PolicyForm(forms.Form):
    """`seen` is the revision that the page showed, 0 for none."""

    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    method = forms.ChoiceField(
        label="Cara menghitung",
        choices=AnnualMethod.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Pilih cara menghitung."},
    )
    weight_1 = WeightField(1)
    weight_2 = WeightField(2)
    weight_3 = WeightField(3)
    weight_4 = WeightField(4)
    missing = forms.ChoiceField(
        label="Bila ada triwulan yang belum ditetapkan",
        choices=AnnualMissing.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Pilih salah satu."},
    )
    legal_basis = forms.CharField(
        label="Dasar hukum",
        max_length=250,
        help_text="Nomor, tahun, dan pasalnya.",
        error_messages={"required": "Sebutkan dasar hukum."},
    )
    decided_on = forms.DateField(
        label="Tanggal kebijakan",
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Isi tanggal kebijakan."},
    )
    reason = forms.CharField(
        label="Alasan perubahan",
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 2}),
        help_text="Wajib bila tahun ini sudah mempunyai kebijakan.",
    )

    def __init__(self, *args: Any, policy: AnnualPolicy | None, **kwargs: Any) -> None:
        start: dict[str, Any] = {"seen": policy.revision if policy else 0}
        if policy:
            names = ("method", "missing", "legal_basis", "decided_on", *WEIGHTS)
            start |= {name: getattr(policy, name) for name in names}
        super().__init__(*args, **{"initial": start, **kwargs})
        if policy is None:
            del self.fields["reason"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        weights = {
            q: cleaned.get(name) for q, name in zip(QUARTERS, WEIGHTS, strict=True)
        }
        if cleaned.get("method") != AnnualMethod.WEIGHTED:
            cleaned["weights"] = None
            return cleaned
        for quarter, name in zip(QUARTERS, WEIGHTS, strict=True):
            if weights[quarter] is None and name not in self.errors:
                self.add_error(name, "Isi bobot; 0 bila triwulan ini tidak dihitung.")
        cleaned["weights"] = weights
        return cleaned

    @property
    def decision(self) -> dict[str, Any]:
        """What the action takes."""
        found = {"reason": "", **self.cleaned_data}
        return {name: value for name, value in found.items() if name not in WEIGHTS}
