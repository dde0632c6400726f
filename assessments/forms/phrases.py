"""A mentor's own sentences for reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from assessments.enums import Decision
from assessments.models.phrases import PHRASE_MAX

if TYPE_CHECKING:
    from collections.abc import Iterable

    from instruments.definition import Indicator


class PhraseForm(forms.Form):
    text = forms.CharField(
        label="Kalimat",
        max_length=PHRASE_MAX,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Tulis kalimatnya."},
    )
    decision = forms.TypedChoiceField(
        label="Untuk keputusan",
        coerce=Decision,
        empty_value=None,
        required=False,
        choices=[("", "Semua keputusan"), *Decision.choices],
    )
    indicator_code = forms.ChoiceField(label="Untuk indikator", required=False)

    def __init__(
        self, *args: Any, indicators: Iterable[Indicator], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        code: Any = self.fields["indicator_code"]
        code.choices = [
            ("", "Semua indikator"),
            *((i.code, f"{i.number}. {i.name}") for i in indicators),
        ]
