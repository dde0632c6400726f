"""What a document of the library is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from evidence.description import AGENCY_KINDS, END_HINT
from evidence.forms.tags import TagsField
from evidence.models import Document

if TYPE_CHECKING:
    DocumentModelForm = forms.ModelForm[Document]
else:
    DocumentModelForm = forms.ModelForm

DAY = {"type": "date"}


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
            self.fields["kind"].choices = AGENCY_KINDS  # type: ignore[attr-defined]


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
