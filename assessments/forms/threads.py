"""A message of a thread: its words, whom it names, what is sent along."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms

from assessments.forms.answers import ProseField
from assessments.models.threads import MESSAGE_MAX

if TYPE_CHECKING:
    from accounts.models import User
    from assessments.thread import Thread
    from evidence.models import Document


class MessageForm(forms.Form):
    text = ProseField(
        label="Pesan",
        max_length=MESSAGE_MAX,
        widget=forms.Textarea({"rows": 3}),
        error_messages={
            "required": "Tulis pesan.",
            "max_length": f"Pesan paling banyak {MESSAGE_MAX} huruf.",
        },
    )
    mentions = forms.MultipleChoiceField(
        label="Sebut orang",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": "Orang itu tidak dapat melihat diskusi ini, jadi tidak "
            "dapat disebut."
        },
    )
    documents = forms.MultipleChoiceField(
        label="Lampirkan dokumen",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Dokumen itu tidak dapat dilampirkan."},
    )

    def __init__(self, data: Any = None, *, thread: Thread) -> None:
        super().__init__(data, prefix="message")
        people = [*thread.mentors, *thread.own]
        self._people = {
            str(person.pk): person for person in people if person != thread.user
        }
        self._documents = {
            str(document.pk): document
            for document in thread.documents
            if document.current and not document.current.citing_refusal
        }
        self._choices("mentions").choices = [
            (pk, f"@{person.name} ({person.get_role_display().lower()})")
            for pk, person in self._people.items()
        ]
        self._choices("documents").choices = [
            (pk, f"{document.title} (provinsi)" if document.is_province else document)
            for pk, document in self._documents.items()
        ]

    @property
    def has_documents(self) -> bool:
        return bool(self._documents)

    @property
    def has_people(self) -> bool:
        return bool(self._people)

    def clean_mentions(self) -> list[User]:
        return [self._people[pk] for pk in self.cleaned_data["mentions"]]

    def clean_documents(self) -> list[Document]:
        return [self._documents[pk] for pk in self.cleaned_data["documents"]]

    def _choices(self, name: str) -> forms.MultipleChoiceField:
        return cast("forms.MultipleChoiceField", self.fields[name])


class ReadForm(forms.Form):
    """The newest message that somebody has before him."""

    last = forms.UUIDField()


class PageForm(forms.Form):
    """Which page of a thread; 1 is the newest."""

    page = forms.IntegerField(min_value=1, max_value=10_000, required=False)
