"""Which document of the library shows a certificate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms

from evidence.models import Document

if TYPE_CHECKING:
    from django.db.models import QuerySet


class CertificateFileForm(forms.Form):
    document = forms.ModelChoiceField(
        label="Dokumen dari pustaka bukti",
        required=False,
        queryset=Document.objects.none(),
        empty_label="Tanpa berkas",
        help_text="Dokumen perangkat daerah ini yang masih berlaku di pustaka.",
    )

    def __init__(
        self, *args: Any, documents: QuerySet[Document], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.ModelChoiceField[Document]", self.fields["document"])
        field.queryset = documents
