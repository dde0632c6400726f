"""Forms of an answer's evidence: a new file, a document of the library, a correction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.db.models import Q, QuerySet

from assessments.checklist import items_of
from evidence.forms import DescriptionForm, LinkForm
from evidence.models import Document
from evidence.search import query_of
from instruments.queries import definition_of

if TYPE_CHECKING:
    from assessments.checklist import Item
    from assessments.models import Answer

PAGE_HINT = "Misalnya 4-7. Pendamping membuka bukti pada halaman ini."


@dataclass(frozen=True, slots=True)
class ItemGroup:
    """The items of one level to choose from; `codes` are those chosen."""

    level: int
    items: tuple[Item, ...]
    codes: tuple[str, ...]
    is_open: bool


class ItemsField(forms.MultipleChoiceField):
    """Items of the checklist that a document supports."""

    def __init__(self) -> None:
        super().__init__(
            label="Butir yang didukung",
            required=False,
            error_messages={"invalid_choice": "Butir itu tidak ada di indikator ini."},
        )


class ItemsForm(forms.Form):
    """What a document supports of one answer's checklist."""

    items = ItemsField()

    def __init__(self, *args: Any, answer: Answer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.answer = answer
        field = cast("ItemsField", self.fields["items"])
        field.choices = [(item.code, item.label) for item in _items(answer)]

    @property
    def item_groups(self) -> list[ItemGroup]:
        """By level, lowest first; open where something is chosen or the claim stands."""
        codes = tuple(self["items"].value() or ())
        items = _items(self.answer)
        groups = []
        for level in sorted({item.level for item in items}):
            of_level = tuple(item for item in items if item.level == level)
            is_claimed = level == self.answer.self_level
            is_open = is_claimed or any(item.code in codes for item in of_level)
            groups.append(ItemGroup(level, of_level, codes, is_open))
        return groups


class SupportForm(ItemsForm):
    """Where in a document the proof stands, and what it supports."""

    page = forms.CharField(
        label="Halaman", required=False, max_length=30, help_text=PAGE_HINT
    )
    note = forms.CharField(label="Keterangan", required=False, max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "support_%s")
        super().__init__(*args, **kwargs)


class CiteForm(SupportForm):
    """A document of the library for one answer."""

    document = forms.ModelChoiceField(
        Document.objects.none(),
        label="Dokumen",
        widget=forms.HiddenInput,
        error_messages={
            "required": "Pilih dokumen.",
            "invalid_choice": "Dokumen itu tidak ada di pustaka Anda.",
        },
    )

    def __init__(
        self, *args: Any, documents: QuerySet[Document], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.ModelChoiceField[Document]", self.fields["document"])
        field.queryset = documents

    @property
    def chosen(self) -> Document | None:
        """The document that the form is about; none where it is not to be had."""
        if not self.is_bound:
            return cast("Document | None", self.initial.get("document"))
        self.is_valid()
        return self.cleaned_data.get("document")


class EvidenceForm(ItemsForm, DescriptionForm):
    """A file for one answer, with the page that proves it and what it supports."""

    page = forms.CharField(
        label="Halaman", required=False, max_length=30, help_text=PAGE_HINT
    )

    @property
    def support(self) -> dict[str, Any]:
        """What `assessments.actions.cite` takes beside the document."""
        return {name: self.cleaned_data[name] for name in ("page", "items")}


class LinkEvidenceForm(ItemsForm, LinkForm):
    """An address for one answer, and what it supports."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "link_%s")
        super().__init__(*args, **kwargs)

    @property
    def description(self) -> dict[str, Any]:
        """What `evidence.actions.add_link` takes."""
        return {name: self.cleaned_data[name] for name in ("url", "title", "issued_on")}


class ReleaseForm(forms.Form):
    """Why an answer rests on a document no more; a mentor who had it must be told."""

    reason = forms.CharField(
        label="Alasan melepas bukti",
        max_length=300,
        error_messages={"required": "Tulis alasan melepas bukti."},
    )

    def __init__(self, data: Any = None, *, answer: Answer) -> None:
        super().__init__(data, auto_id="release_%s")
        field = self.fields["reason"]
        field.required = answer.assessment.round > 0
        if field.required:
            field.help_text = "Dibaca pendamping, yang sudah menerima bukti ini."
        else:
            field.label = f"{field.label} (boleh kosong)"


class LibrarySearch(forms.Form):
    """What of the library is offered; words that make no sense narrow nothing."""

    q = forms.CharField(
        label="Cari judul, nomor, atau isi", required=False, max_length=100
    )
    item = forms.CharField(required=False, max_length=8)

    @property
    def words(self) -> str:
        self.is_valid()
        return str(self.cleaned_data.get("q", ""))

    @property
    def item_code(self) -> str:
        """The item of the checklist that a document is sought for; or empty."""
        self.is_valid()
        return str(self.cleaned_data.get("item", ""))

    def apply(self, documents: QuerySet[Document]) -> QuerySet[Document]:
        if not self.words:
            return documents
        found = Q(title__icontains=self.words) | Q(number__icontains=self.words)
        if query := query_of(self.words):
            found |= Q(search=query)
        return documents.filter(found)


def _items(answer: Answer) -> tuple[Item, ...]:
    instrument = definition_of(answer.assessment.version_id)
    return items_of(instrument.by_code[answer.indicator.code])
