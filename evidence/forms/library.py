"""What a document of the library is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError

from evidence.description import TAG_LENGTH, TAGS_MAX, normalised
from evidence.enums import DocumentKind
from evidence.models import Document

if TYPE_CHECKING:
    DocumentModelForm = forms.ModelForm[Document]
else:
    DocumentModelForm = forms.ModelForm

END_HINT = (
    "Kosongkan bila tidak ada batasnya. Hasil reviu dan laporan audit berlaku dua tahun "
    "sejak tanggalnya."
)
DAY = {"type": "date"}


class TagsField(forms.CharField):
    """Labels, parted by commas."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", "Label")
        options.setdefault("required", False)
        options.setdefault("help_text", f"Pisahkan dengan koma, paling banyak {TAGS_MAX}.")
        super().__init__(max_length=TAGS_MAX * (TAG_LENGTH + 20), **options)

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:  # type: ignore[override]
        tags = normalised(super().clean(value).split(","))
        if len(tags) > TAGS_MAX:
            raise ValidationError(f"Paling banyak {TAGS_MAX} label.")
        if long := next((tag for tag in tags if len(tag) > TAG_LENGTH), None):
            raise ValidationError(f"Label “{long}” lebih dari {TAG_LENGTH} huruf.")
        return tags

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.prepare_value(initial) != data


class DescribeForm(DocumentModelForm):
    """What is said of a document, beside its file."""

    tags = TagsField()

    class Meta:
        model = Document
        fields = ["title", "kind", "number", "issued_on", "valid_until", "tags"]
        widgets = {
            "issued_on": forms.DateInput(DAY, format="%Y-%m-%d"),
            "valid_until": forms.DateInput(DAY, format="%Y-%m-%d"),
        }
        help_texts = {"valid_until": END_HINT}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.is_province:
            kinds = [c for c in DocumentKind.choices if c[0] != DocumentKind.FORMAT]
            self.fields["kind"].choices = kinds  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why something is done to a document."""

    reason = forms.CharField(
        max_length=500, widget=forms.Textarea({"rows": 2}), label="Alasan"
    )


class WithdrawForm(ReasonForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reason = self.fields["reason"]
        reason.label = "Alasan penarikan"
        reason.error_messages["required"] = "Tulis alasan penarikan."


class RestoreForm(ReasonForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reason = self.fields["reason"]
        reason.label = "Alasan pemulihan"
        reason.error_messages["required"] = "Tulis alasan pemulihan."
