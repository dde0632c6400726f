"""Which format is offered at which indicators."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from evidence.enums import DocumentKind
from evidence.models import Document

if TYPE_CHECKING:
    from instruments.definition import Instrument


class AttachFormatForm(forms.Form):
    document = forms.ModelChoiceField(
        Document.objects.none(),
        label="Format",
        empty_label="Pilih format",
        error_messages={"required": "Pilih format."},
    )
    indicators = forms.MultipleChoiceField(
        label="Indikator",
        widget=forms.SelectMultiple({"size": 10}),
        help_text="Satu format dapat ditawarkan pada beberapa indikator.",
        error_messages={"required": "Pilih indikator."},
    )

    def __init__(self, *args: Any, instrument: Instrument, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        formats = (
            Document.objects.of_province().in_use().filter(kind=DocumentKind.FORMAT)
        )
        shown = formats.defer("search").order_by("title")
        self.fields["document"].queryset = shown  # type: ignore[attr-defined]
        self.fields["indicators"].choices = [  # type: ignore[attr-defined]
            (indicator.code, f"{indicator.number}. {indicator.name}")
            for indicator in instrument.indicators
        ]
