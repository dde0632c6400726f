"""What a document of the library is asked for, and what its list is narrowed to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone

from evidence.enums import DocumentKind

if TYPE_CHECKING:
    from evidence.models import Document


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label="Alasan penarikan",
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": "Tulis alasan penarikan."},
    )


class LibraryFilter(forms.Form):
    """What a list of documents is narrowed to; anything unknown narrows nothing."""

    VALID, EXPIRED, WITHDRAWN = "berlaku", "lewat", "ditarik"

    q = forms.CharField(label="Cari judul atau nomor", required=False, max_length=100)
    kind = forms.ChoiceField(
        label="Jenis",
        required=False,
        choices=[("", "Semua jenis"), *DocumentKind.choices],
    )
    validity = forms.ChoiceField(
        label="Masa berlaku",
        required=False,
        choices=[
            ("", "Semua yang dipakai"),
            (VALID, "Masih berlaku"),
            (EXPIRED, "Lewat masa berlaku"),
            (WITHDRAWN, "Ditarik"),
        ],
    )

    def apply(self, documents: QuerySet[Document]) -> QuerySet[Document]:
        self.is_valid()
        wanted = self.cleaned_data
        if words := wanted.get("q"):
            documents = documents.filter(
                Q(title__icontains=words) | Q(number__icontains=words)
            )
        if kind := wanted.get("kind"):
            documents = documents.filter(kind=kind)
        return self._of_validity(documents, wanted.get("validity", ""))

    def _of_validity(
        self, documents: QuerySet[Document], validity: str
    ) -> QuerySet[Document]:
        today = timezone.localdate()
        if validity == self.WITHDRAWN:
            return documents.filter(withdrawn_at__isnull=False)
        documents = documents.filter(withdrawn_at__isnull=True)
        if validity == self.VALID:
            return documents.filter(
                Q(valid_until__isnull=True) | Q(valid_until__gte=today)
            )
        if validity == self.EXPIRED:
            return documents.filter(valid_until__lt=today)
        return documents
