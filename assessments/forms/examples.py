"""An example of evidence: proposing it, sending it back, finding it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Q

from assessments.enums import ExampleState
from assessments.forms.answers import ProseField
from assessments.models.examples import EXPLANATION_MAX, TITLE_MAX
from evidence.models import Document

if TYPE_CHECKING:
    from assessments.models import Example
    from assessments.models.examples import ExampleQuerySet
    from instruments.definition import Indicator, Instrument

CONDITIONS = {
    ExampleState.WAITING: Q(approved_at__isnull=True, refused_at__isnull=True),
    ExampleState.SHOWN: Q(approved_at__isnull=False, retired_at__isnull=True),
    ExampleState.SENT_BACK: Q(refused_at__isnull=False),
    ExampleState.RETIRED: Q(retired_at__isnull=False),
}


class ProposeForm(forms.Form):
    level = forms.TypedChoiceField(
        label="Untuk tingkat",
        coerce=int,
        error_messages={"required": "Pilih tingkat."},
    )
    is_sufficient = forms.TypedChoiceField(
        label="Bukti ini",
        choices=[("yes", "Cukup untuk tingkat itu"), ("no", "Belum cukup")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "Pilih cukup atau belum cukup."},
    )
    title = forms.CharField(
        label="Judul",
        max_length=TITLE_MAX,
        help_text="Misalnya “SOP dengan catatan pelaksanaan tiga bulan”.",
        error_messages={"required": "Tulis judul."},
    )
    explanation = ProseField(
        label="Penjelasan",
        max_length=EXPLANATION_MAX,
        widget=forms.Textarea({"rows": 6}),
        help_text="Apa isi bukti itu, dan mengapa cukup atau belum cukup. Tanpa nama "
        "perangkat daerah, kode, nama orang, dan NIP.",
        error_messages={"required": "Tulis penjelasan."},
    )
    document = forms.ModelChoiceField(
        Document.objects.none(),
        label="Salinan anonim",
        required=False,
        empty_label="Tanpa salinan",
        help_text="Dokumen provinsi yang sudah dihapus nama dan nomornya.",
        error_messages={"invalid_choice": "Pilih dokumen provinsi dari daftar."},
    )

    def __init__(
        self, data: Any = None, *, indicator: Indicator, initial: dict[str, Any]
    ) -> None:
        super().__init__(data, initial=initial)
        self.fields["level"].choices = [  # type: ignore[attr-defined]
            (criterion.level, f"{criterion.level}. {criterion.name}")
            for criterion in indicator.criteria
        ]
        copies = Document.objects.of_province().in_use().defer("search")
        self.fields["document"].queryset = copies.select_related(  # type: ignore[attr-defined]
            "current__inspection"
        ).order_by("title")


class SendBackForm(forms.Form):
    reason = ProseField(
        label="Alasan",
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "Tulis alasan pengembalian."},
    )


class ExampleFilter(forms.Form):
    """A value that is not known narrows nothing."""

    state = forms.ChoiceField(
        label="Status",
        required=False,
        choices=[("", "Semua status"), *ExampleState.choices],
    )
    indicator = forms.ChoiceField(label="Indikator", required=False)
    level = forms.TypedChoiceField(
        label="Tingkat", required=False, coerce=int, empty_value=None
    )

    def __init__(self, data: Any, *, instrument: Instrument | None) -> None:
        super().__init__(data)
        leaves = instrument.indicators if instrument else ()
        levels = instrument.levels if instrument else ()
        self.fields["indicator"].choices = [  # type: ignore[attr-defined]
            ("", "Semua indikator"),
            *((leaf.code, f"{leaf.number}. {leaf.name}") for leaf in leaves),
        ]
        self.fields["level"].choices = [  # type: ignore[attr-defined]
            ("", "Semua tingkat"),
            *((level, f"Tingkat {level}") for level in levels),
        ]

    def apply(self, examples: ExampleQuerySet) -> ExampleQuerySet:
        self.is_valid()
        wanted = self.cleaned_data
        if wanted.get("state"):
            examples = examples.filter(CONDITIONS[ExampleState(wanted["state"])])
        if wanted.get("indicator"):
            examples = examples.filter(indicator_code=wanted["indicator"])
        if wanted.get("level"):
            examples = examples.filter(level=wanted["level"])
        return examples


def as_initial(example: Example) -> dict[str, Any]:
    """What a proposal that came back was, to be mended and proposed anew."""
    return {
        "level": example.level,
        "is_sufficient": "yes" if example.is_sufficient else "no",
        "title": example.title,
        "explanation": example.explanation,
        "document": example.document_id,
    }
