"""What the secretariat and an assessor type in to correct determined levels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Q

from assessments.forms.office import REASON_MAX, KeyedRadios
from assessments.models import Answer
from assessments.models.corrections import SOURCE_MAX
from evidence.models import Document
from instruments.queries import definition_of

if TYPE_CHECKING:
    from accounts.models import User
    from assessments.models import Assessment

SOURCE_HINT = (
    "Misalnya LHP Inspektorat Nomor 700/12/2026, atau salah ketik Berita Acara."
)


def _text(label: str, required: str, hint: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=REASON_MAX,
        help_text=hint,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": required},
    )


def _source() -> forms.CharField:
    return forms.CharField(
        label="Sumber",
        max_length=SOURCE_MAX,
        help_text=SOURCE_HINT,
        error_messages={"required": "Sebut sumber pembetulan."},
    )


class CorrectionForm(forms.Form):
    reason = _text(
        "Alasan penetapan diganti",
        "Tulis alasan pembetulan.",
        "Tercantum dalam Berita Acara yang baru.",
    )
    source = _source()


class AnswerField(forms.ModelChoiceField):  # type: ignore[type-arg]  # at run time it takes none
    """An indicator with the level that is in force."""

    def label_from_instance(self, obj: Answer) -> str:
        indicator = obj.indicator
        number = indicator.code.removeprefix("I")
        return f"{number}. {indicator.name} (tingkat {obj.level_in_force})"


class DocumentField(forms.ModelChoiceField):  # type: ignore[type-arg]  # at run time it takes none
    def label_from_instance(self, obj: Document) -> str:
        return f"{obj.title} {obj.number}".strip()


class CorrectedLevelForm(forms.Form):
    """One indicator of one determined assessment."""

    answer = AnswerField(
        label="Indikator",
        queryset=Answer.objects.none(),
        empty_label="Pilih indikator",
        error_messages={"required": "Pilih indikator."},
    )
    level = forms.TypedChoiceField(
        label="Tingkat seharusnya",
        coerce=int,
        widget=KeyedRadios,
        error_messages={"required": "Pilih tingkat seharusnya."},
    )
    reason = _text("Alasan", "Tulis alasan untuk indikator ini.")
    source = _source()
    document = DocumentField(
        label="Dokumen sumber",
        queryset=Document.objects.none(),
        required=False,
        empty_label="Tanpa dokumen di pustaka",
        help_text="Dari pustaka perangkat daerah ini atau dokumen provinsi.",
    )

    def __init__(
        self, data: Any = None, *, assessment: Assessment, user: User, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        answers: Any = self.fields["answer"]
        answers.queryset = (
            Answer.objects.filter(assessment=assessment)
            .select_related("indicator")
            .with_level_in_force()
            .in_order()
        )
        level: Any = self.fields["level"]
        levels = definition_of(assessment.version_id).levels
        level.choices = [(n, str(n)) for n in levels]
        level.widget.names = {str(n): f"Tingkat {n}" for n in levels}
        documents: Any = self.fields["document"]
        documents.queryset = (
            Document.objects.visible_to(user)
            .in_use()
            .filter(Q(agency=assessment.agency_id) | Q(agency__isnull=True))
            .filter(current__isnull=False)
            .with_current()
            .order_by("title", "pk")
        )

    def clean_document(self) -> Document | None:
        document: Document | None = self.cleaned_data["document"]
        if document and document.current and document.current.citing_refusal:
            raise forms.ValidationError(document.current.citing_refusal)
        return document

    @property
    def entries(self) -> dict[str, Any]:
        """The arguments of the action; the document in the version of today."""
        data = dict(self.cleaned_data)
        document = data.pop("document")
        return data | {"version": document.current if document else None}


class ApproveForm(forms.Form):
    mark = forms.CharField(widget=forms.HiddenInput, max_length=64)
    confirm = forms.BooleanField(
        label="Saya menyetujui setiap tingkat di atas",
        error_messages={"required": "Beri tanda bahwa pembetulan ini disetujui."},
    )


class DropForm(forms.Form):
    reason = _text("Alasan pembatalan", "Tulis alasan pembatalan.")
