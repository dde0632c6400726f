"""Forms of an answer's evidence: a new file, a document of the library."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms

from evidence.forms import DescriptionForm
from evidence.models import Document

if TYPE_CHECKING:
    from django.db.models import QuerySet


class EvidenceForm(DescriptionForm):
    """A file for one answer, with the page that proves it."""

    page = forms.CharField(
        label="Halaman", required=False, max_length=30, help_text="Misalnya 4-7."
    )


class CiteForm(forms.Form):
    """A document of the library for one answer."""

    document = forms.ModelChoiceField(
        Document.objects.none(),
        label="Dokumen",
        error_messages={
            "required": "Pilih dokumen.",
            "invalid_choice": "Dokumen itu tidak ada di pustaka Anda.",
        },
    )
    page = forms.CharField(label="Halaman", required=False, max_length=30)
    note = forms.CharField(label="Keterangan", required=False, max_length=300)

    def __init__(self, data: Any = None, *, documents: QuerySet[Document]) -> None:
        super().__init__(data, auto_id="cite_%s")
        field = cast("forms.ModelChoiceField[Document]", self.fields["document"])
        field.queryset = documents
