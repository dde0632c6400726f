"""Forms of the agency's side: answers, objections, filters, deadlines."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django import forms

from assessments.models.answers import TEXT_MAX
from instruments.queries import definition_of

if TYPE_CHECKING:
    from assessments.models import Answer

MINE, THEIRS = "mine", "theirs"


# One answer


class ProseField(forms.CharField):
    """Running text; line ends as one character, so that browser and server count alike."""

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n")


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that two people wrote differently; `words` are (mark, text) in order."""

    name: str
    label: str
    mine: str
    theirs: str
    chosen: str
    error: str = ""

    @property
    def mine_words(self) -> list[tuple[str, str]]:
        return _marked(self.theirs, self.mine, "ins")

    @property
    def theirs_words(self) -> list[tuple[str, str]]:
        return _marked(self.mine, self.theirs, "del")


def _marked(other: str, text: str, mark: str) -> list[tuple[str, str]]:
    """The words of `text`; those that `other` lacks carry the mark."""
    before, after = other.split(), text.split()
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    return [
        ("" if tag == "equal" else mark, " ".join(after[start:end]))
        for tag, _, _, start, end in matcher.get_opcodes()
        if end > start
    ]


class AnswerForm(forms.Form):
    """Level, Fakta and Analisis of one answer, and the version they were read at.

    After a conflict the form carries `resolving` and, for each field that differs, a
    choice between the text typed and the one that stands.
    """

    TEXTS = ("level", "facts", "analysis")

    level = forms.TypedChoiceField(
        label="Tingkat", required=False, coerce=int, empty_value=None
    )
    facts = ProseField(label="Fakta", required=False, max_length=TEXT_MAX)
    analysis = ProseField(label="Analisis", required=False, max_length=TEXT_MAX)
    version = forms.IntegerField(min_value=0)
    resolving = forms.BooleanField(required=False)

    def __init__(self, data: Any = None, *, answer: Answer) -> None:
        super().__init__(
            data,
            initial={
                "level": answer.self_level,
                "facts": answer.facts,
                "analysis": answer.analysis,
                "version": answer.version,
            },
        )
        self.answer = answer
        self.standing: Answer | None = None
        self.saved_version: int | None = None
        levels = definition_of(answer.assessment.version_id).levels
        cast("forms.TypedChoiceField", self.fields["level"]).choices = [
            (level, str(level)) for level in levels
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if cleaned.get("resolving") and not self.errors:
            for name in self.TEXTS:
                self._resolve(name)
        return cleaned

    def _resolve(self, name: str) -> None:
        stands = _value(self.answer, name)
        if self.cleaned_data[name] == stands:
            return
        choice = self.data.get(f"keep_{name}")
        if choice == THEIRS:
            self.cleaned_data[name] = stands
        elif choice != MINE:
            self.standing = self.answer
            label = self.fields[name].label
            self.add_error(None, f"{label}: pilih tulisan Anda atau versi rekan.")

    @property
    def changes(self) -> dict[str, Any]:
        """What `assessments.actions.save_answer` takes."""
        cleaned = self.cleaned_data
        return {
            "version": cleaned["version"],
            "self_level": cleaned["level"],
            "facts": cleaned["facts"],
            "analysis": cleaned["analysis"],
        }

    def saved_as(self, saved: Answer, sentence: str) -> None:
        """The text is saved; `sentence` says what could not be done besides."""
        self.answer = saved
        self.saved_version = saved.version
        self.add_error(None, sentence)

    def conflict_with(self, standing: Answer) -> None:
        """A colleague's answer stands; the next save decides field by field."""
        self.standing = standing

    @property
    def is_unsaved(self) -> bool:
        """Whether what is on the page is not what stands in the database."""
        return bool(self.errors or self.standing) and self.saved_version is None

    @property
    def current_version(self) -> Any:
        """What the page sends next: after a conflict, the version now shown beside."""
        if self.standing:
            return self.standing.version
        return (
            self["version"].value()
            if self.saved_version is None
            else self.saved_version
        )

    @property
    def chosen_level(self) -> int | None:
        value = self["level"].value()
        return int(value) if str(value or "").isdecimal() else None

    @property
    def differences(self) -> list[Difference]:
        """Each field that differs from what stands, as text to be read side by side."""
        if self.standing is None:
            return []
        found = []
        for name in self.TEXTS:
            mine = str(self[name].value() or "").replace("\r\n", "\n").strip()
            theirs = str(_value(self.standing, name) or "")
            if mine != theirs:
                label = str(self.fields[name].label)
                chosen = self.data.get(f"keep_{name}", "")
                found.append(Difference(name, label, mine, theirs, chosen))
        return found


def _value(answer: Answer, name: str) -> Any:
    return answer.self_level if name == "level" else getattr(answer, name)


class ObjectionForm(forms.Form):
    reason = forms.CharField(
        label="Alasan sanggahan",
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        help_text="Sebut fakta dan halaman bukti yang menunjukkan tingkat mandiri terpenuhi.",
        error_messages={"required": "Tulis alasan sanggahan."},
    )


# One assessment


class ExtendForm(forms.Form):
    """A later deadline for one agency."""

    until = forms.DateTimeField(
        label="Batas baru (Wita)",
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
        error_messages={"required": "Isi batas baru."},
    )
    reason = forms.CharField(
        label="Alasan",
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "Tulis alasan perpanjangan."},
    )
