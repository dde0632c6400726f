"""A file and what is said of it when it is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from evidence.description import AGENCY_KINDS, END_HINT
from evidence.enums import DocumentKind
from evidence.filetypes import ACCEPTED, SUFFIXES
from evidence.forms.tags import TagsField
from evidence.models import Document


def _file_hint() -> str:
    return f"{ACCEPTED}. Paling besar {settings.MAX_UPLOAD_BYTES // (1024 * 1024)} MB."


class FileOrUpload(forms.FileInput):
    """A file of this request, or in `upload` the id of one that was sent before."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return super().value_from_datadict(data, files, name) or data.get("upload")


class EvidenceFile(forms.FileField):
    """A file of the library; what it must be is checked by content when it is stored.

    Its value is a file or the id of a finished upload: the actions take both.
    """

    widget = FileOrUpload

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", "Berkas")
        super().__init__(allow_empty_file=True, help_text=_file_hint(), **options)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        limit = str(settings.MAX_UPLOAD_BYTES)
        return super().widget_attrs(widget) | {
            "accept": SUFFIXES,
            "data-max-bytes": limit,
        }

    def clean(self, data: Any, initial: Any = None) -> Any:
        if not isinstance(data, str) or not data:
            return super().clean(data or None, initial)
        try:
            return UUID(data)
        except ValueError:
            msg = "Unggahan ini tidak dikenal. Pilih berkasnya lagi."
            raise ValidationError(msg) from None


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
        self.fields["kind"].choices = AGENCY_KINDS  # type: ignore[attr-defined]
        self.fields["kind"].initial = DocumentKind.OTHER

    @property
    def description(self) -> dict[str, Any]:
        """What `evidence.actions.upload` takes beside the file."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or ()}


class DocumentForm(DescriptionForm):
    """A new document of the library, with its dates."""

    tags = TagsField()

    class Meta(DescriptionForm.Meta):
        fields = ["title", "kind", "number", "issued_on", "valid_until", "tags"]
        widgets = {
            "issued_on": forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
            "valid_until": forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts = {"valid_until": END_HINT}


class PublishForm(DocumentForm):
    """A new document of the province; a regulation, a guideline or a format."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = DocumentKind.choices  # type: ignore[attr-defined]
        self.fields["kind"].initial = DocumentKind.DECREE


class ReplaceForm(forms.Form):
    """A new version of a document."""

    file = EvidenceFile(label="Berkas versi baru")
    reason = forms.CharField(
        label="Alasan penggantian",
        max_length=300,
        help_text="Tersimpan dalam riwayat, misalnya: salah pindai halaman 3.",
        error_messages={"required": "Tulis alasan penggantian."},
    )

    @property
    def sent(self) -> str:
        """The id of a finished upload that came with a form refused for another reason."""
        if not self.is_bound or "file" in self.errors:
            return ""
        file = self.cleaned_data.get("file")
        return str(file) if isinstance(file, UUID) else ""
