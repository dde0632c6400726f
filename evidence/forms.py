"""Input about documents: read and checked here, stored by the actions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from evidence.enums import DocumentKind
from evidence.models import Document
from evidence.uploads import ACCEPTED

SUFFIXES = ".pdf,.docx,.xlsx,.pptx,.png,.jpg,.jpeg,.webp"


def _file_hint() -> str:
    return f"{ACCEPTED}. Paling besar {settings.MAX_UPLOAD_BYTES // (1024 * 1024)} MB."


class EvidenceFile(forms.FileField):
    """A file of the library; what it must be is checked by content when it is stored."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", "Berkas")
        super().__init__(allow_empty_file=True, help_text=_file_hint(), **options)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        limit = str(settings.MAX_UPLOAD_BYTES)
        return super().widget_attrs(widget) | {
            "accept": SUFFIXES,
            "data-max-bytes": limit,
        }


if TYPE_CHECKING:
    DocumentModelForm = forms.ModelForm[Document]
else:
    DocumentModelForm = forms.ModelForm


class DescriptionForm(DocumentModelForm):
    """Title, kind and number of a new document, and its file."""

    file = EvidenceFile()

    class Meta:
        model = Document
        fields = ["title", "kind", "number"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].required = False
        self.fields["title"].help_text = "Bila kosong, nama berkas dipakai."
        self.fields["kind"].initial = DocumentKind.OTHER

    @property
    def description(self) -> dict[str, Any]:
        """What `evidence.actions.upload` takes beside the file."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or ()}


class DocumentForm(DescriptionForm):
    """A new document of the library, with its dates."""

    class Meta(DescriptionForm.Meta):
        fields = ["title", "kind", "number", "issued_on", "valid_until"]
        widgets = {
            "issued_on": forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
            "valid_until": forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts = {"valid_until": "Kosongkan bila tidak ada batasnya."}


class ReplaceForm(forms.Form):
    """A new version of a document."""

    file = EvidenceFile(label="Berkas versi baru")
    reason = forms.CharField(
        label="Alasan penggantian",
        max_length=300,
        help_text="Tersimpan dalam riwayat, misalnya: salah pindai halaman 3.",
        error_messages={"required": "Tulis alasan penggantian."},
    )


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
