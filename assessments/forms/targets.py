"""What a member tries, and what an agency aims at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms

from assessments.targets import WHOLE, names_of
from lib import formats

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from instruments.definition import Instrument

INDEX = "index"  # field name of the target of the index


class SimulationForm(forms.Form):
    """Levels of a query string, one field an indicator, named by its code."""

    def __init__(self, data: Any, *, instrument: Instrument) -> None:
        super().__init__(data, auto_id="try-%s")
        self.instrument = instrument
        levels = instrument.levels
        for indicator in instrument.indicators:
            self.fields[indicator.code] = forms.TypedChoiceField(
                label=f"Indikator {indicator.number}",
                required=False,
                coerce=int,
                empty_value=None,
                choices=[(level, str(level)) for level in levels],
                error_messages={
                    "invalid_choice": (
                        f"Tingkat indikator {indicator.number} harus {levels[0]} "
                        f"sampai {levels[-1]}."
                    )
                },
            )

    def clean(self) -> dict[str, Any]:
        if any(name not in self.fields for name in self.data):
            msg = "Alamat ini menyebut indikator yang tidak ada dalam instrumen."
            self.add_error(None, msg)
        return self.cleaned_data

    @property
    def levels(self) -> dict[str, int]:
        """What was tried and holds: {code: level}."""
        self.is_valid()
        named = {c: n for c, n in self.cleaned_data.items() if n is not None}
        return cast("dict[str, int]", named)


class IndexField(forms.CharField):
    """An index as people write it, "2,64" or "2.64"; empty is none."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return formats.parse_decimal(text)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error


class TargetsForm(forms.Form):
    """The target of the index and of each domain; an empty one is removed."""

    def __init__(
        self, data: Any = None, *, instrument: Instrument, values: Mapping[str, Decimal]
    ) -> None:
        super().__init__(
            data,
            initial={
                code or INDEX: formats.decimal(value) for code, value in values.items()
            },
        )
        for code, name in names_of(instrument).items():
            label = "Indeks" if code == WHOLE else f"Domain {name}"
            self.fields[code or INDEX] = IndexField(
                label=label, required=False, max_length=12
            )
        low = formats.decimal(instrument.scale_min)
        high = formats.decimal(instrument.scale_max)
        self.fields[INDEX].help_text = f"Antara {low} dan {high}. Kosong: tanpa target."

    @property
    def entries(self) -> dict[str, Decimal | None]:
        """The values of the action."""
        return {
            WHOLE if name == INDEX else name: value
            for name, value in self.cleaned_data.items()
        }
