"""The mapping between two instruments: beside each new indicator the old ones it asks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError

from insight.models.mappings import SOURCE_MAX

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from instruments.definition import Indicator, Instrument

_BETWEEN = re.compile(r"[\s,;]+")


class MappingForm(forms.Form):
    """`seen` is the revision that the page showed; `pairs` are (old code, new code).

    A field a new indicator, `to_I12`; its value are numbers or codes of old ones.
    """

    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    source = forms.CharField(
        label="Sumber padanan",
        max_length=SOURCE_MAX,
        help_text="Dokumen yang menjadi dasar, misalnya lampiran peraturan dan halamannya.",
        error_messages={"required": "Sebutkan sumber padanan."},
    )
    reason = forms.CharField(
        label="Alasan perubahan",
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 2}),
        help_text="Wajib bila padanan ini sudah pernah dicatat.",
    )

    def __init__(
        self,
        *args: Any,
        old: Instrument,
        new: Instrument,
        sources: Mapping[str, Iterable[str]],
        **kwargs: Any,
    ) -> None:
        """`sources` are the old codes of each new one that the fields begin with."""
        super().__init__(*args, **kwargs)
        self.old, self.new = old, new
        self.known = {leaf.code.casefold(): leaf.code for leaf in old.indicators}
        self.known |= {leaf.number.casefold(): leaf.code for leaf in old.indicators}
        if not self.initial.get("seen"):
            del self.fields["reason"]
        for leaf in new.indicators:
            codes = sources.get(leaf.code, ())
            numbers = ", ".join(old.by_code[code].number for code in codes)
            self.fields[f"to_{leaf.code}"] = forms.CharField(
                label=f"Indikator {leaf.number}",
                required=False,
                max_length=120,
                initial=numbers,
                widget=forms.TextInput(
                    {"autocomplete": "off", "class": "form-control"}
                ),
            )

    @property
    def lines(self) -> list[tuple[Indicator, Any]]:
        """(new indicator, its bound field)."""
        return [(leaf, self[f"to_{leaf.code}"]) for leaf in self.new.indicators]

    @property
    def pairs(self) -> list[tuple[str, str]]:
        return [
            (code, leaf.code)
            for leaf in self.new.indicators
            for code in self.cleaned_data[f"to_{leaf.code}"]
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for leaf in self.new.indicators:
            name = f"to_{leaf.code}"
            try:
                cleaned[name] = self._codes(cleaned.get(name) or "")
            except ValidationError as error:
                self.add_error(name, error)
                self.fields[name].widget.attrs["class"] += " is-invalid"
        return cleaned

    def _codes(self, text: str) -> list[str]:
        words = [word for word in _BETWEEN.split(text.strip()) if word]
        unknown = [word for word in words if word.casefold() not in self.known]
        if unknown:
            msg = f"“{unknown[0]}” bukan nomor indikator lama. Pisahkan nomor dengan koma."
            raise ValidationError(msg)
        return list(dict.fromkeys(self.known[word.casefold()] for word in words))
