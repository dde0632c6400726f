"""Level, Fakta, Analisis and checklist of one answer, as somebody typed them."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django import forms

from assessments.checklist import items_of
from assessments.models.answers import TEXT_MAX
from instruments.queries import definition_of

if TYPE_CHECKING:
    from django.http import QueryDict

    from assessments.models import Answer, AnswerRevision

MINE, THEIRS = "mine", "theirs"
_COLUMNS = {"level": "self_level"}  # where the field's name is another


class ProseField(forms.CharField):
    """Running text; line ends as one character, so that browser and server count alike."""

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n")


class CodesField(forms.MultipleChoiceField):
    """Codes of the checklist; those that the indicator lacks are dropped by the action.

    A page with a checklist sends an empty code besides, so that "none ticked" differs
    from "no checklist on this page".
    """

    def to_python(self, value: Any) -> list[str]:
        return sorted({code for code in super().to_python(value) if code})

    def valid_value(self, value: Any) -> bool:
        return True


class ConfirmForm(forms.Form):
    """The version that somebody has before him who says that it is right."""

    version = forms.IntegerField(required=False, min_value=0)


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that two people wrote differently; `words` are (mark, text) in order."""

    name: str
    label: str
    mine: str
    theirs: str
    chosen: str

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
    """What the agency says of one answer, and the version it was read at.

    After a conflict the form carries `resolving` and, for each field that differs, a
    choice between the text typed and the one that stands.
    """

    TEXTS = ("level", "facts", "analysis", "checked")

    level = forms.TypedChoiceField(
        label="Tingkat", required=False, coerce=int, empty_value=None
    )
    facts = ProseField(label="Fakta", required=False, max_length=TEXT_MAX)
    analysis = ProseField(label="Analisis", required=False, max_length=TEXT_MAX)
    checked = CodesField(label="Butir terpenuhi", required=False)
    version = forms.IntegerField(min_value=0)
    resolving = forms.BooleanField(required=False)

    def __init__(self, data: Any = None, *, answer: Answer) -> None:
        super().__init__(
            data,
            initial={
                "level": answer.self_level,
                "facts": answer.facts,
                "analysis": answer.analysis,
                "checked": answer.checked,
                "version": answer.version,
            },
        )
        self.answer = answer
        self.standing: Answer | None = None
        self.saved_version: int | None = None
        self._base: dict[str, Any] = {}
        levels = definition_of(answer.assessment.version_id).levels
        cast("forms.TypedChoiceField", self.fields["level"]).choices = [
            (level, str(level)) for level in levels
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if "checked" not in self.data:
            cleaned["checked"] = None
        if cleaned.get("resolving") and not self.errors:
            for name in self.TEXTS:
                self._resolve(name)
        return cleaned

    def _resolve(self, name: str) -> None:
        stands, typed = _value(self.answer, name), self.cleaned_data[name]
        if typed == stands or (name == "checked" and typed is None):
            return
        choice = self.data.get(f"keep_{name}", self._unasked(name))
        if choice == THEIRS:
            self.cleaned_data[name] = stands
        elif choice != MINE:
            self.standing = self.answer
            label = self.fields[name].label
            self.add_error(None, f"{label}: pilih tulisan Anda atau versi rekan.")

    def _unasked(self, name: str) -> str:
        """What is written after the choice was shown is a choice of its own."""
        shown = cast("QueryDict", self.data).getlist("differs")
        is_newest = self.cleaned_data["version"] == self.answer.version
        return MINE if shown and name not in shown and is_newest else ""

    @property
    def changes(self) -> dict[str, Any]:
        """What `assessments.actions.save_answer` takes."""
        cleaned = self.cleaned_data
        return {
            "version": cleaned["version"],
            "self_level": cleaned["level"],
            "facts": cleaned["facts"],
            "analysis": cleaned["analysis"],
            "checked": cleaned["checked"],
        }

    def saved_as(self, saved: Answer, sentence: str) -> None:
        """The text is saved; `sentence` says what could not be done besides."""
        self.answer = saved
        self.saved_version = saved.version
        self.add_error(None, sentence)

    def conflict_with(self, standing: Answer) -> None:
        """A colleague's answer stands; the next save decides field by field."""
        self.standing = standing
        self._base = _read_at(standing, self.cleaned_data["version"])

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
        levels = definition_of(self.answer.assessment.version_id).levels
        chosen = str(self["level"].value())
        return next((level for level in levels if str(level) == chosen), None)

    @property
    def ticked(self) -> list[str]:
        """Codes ticked on the page: what was sent, else what stands."""
        if self.is_bound and "checked" not in self.data:
            return self.answer.checked
        return [code for code in self["checked"].value() or [] if code]

    @property
    def differences(self) -> list[Difference]:
        """Each field that differs from what stands, as text to be read side by side."""
        if self.standing is None:
            return []
        found = []
        for name in self.TEXTS:
            mine, theirs = self._sides(name, self.standing)
            if mine != theirs:
                label = str(self.fields[name].label)
                chosen = self.data.get(f"keep_{name}", self._changed_by(name))
                found.append(Difference(name, label, mine, theirs, chosen))
        return found

    def _sides(self, name: str, standing: Answer) -> tuple[str, str]:
        """The field as typed and as it stands, as text."""
        if name == "checked":
            return _only(standing, self.ticked, standing.checked)
        typed = str(self[name].value() or "").replace("\r\n", "\n").strip()
        return typed, str(_value(standing, name) or "")

    def _changed_by(self, name: str) -> str:
        """The choice to begin with where only one of the two changed the field."""
        if name not in self._base or self.standing is None:
            return ""
        mine, theirs = self.cleaned_data.get(name), _value(self.standing, name)
        base = self._base[name]
        return THEIRS if mine == base else MINE if theirs == base else ""


def _value(answer: Answer | AnswerRevision, name: str) -> Any:
    return getattr(answer, _COLUMNS.get(name, name))


def _read_at(answer: Answer, version: int) -> dict[str, Any]:
    """The fields as they stood at a version; none where nothing tells."""
    revision = answer.revisions.filter(number=version).first()
    if revision:
        return {name: _value(revision, name) for name in AnswerForm.TEXTS}
    if version or answer.carried_from_id:
        return {}
    return {"level": None, "facts": "", "analysis": "", "checked": []}


def _only(answer: Answer, mine: list[str], theirs: list[str]) -> tuple[str, str]:
    """The items that one side ticked and the other did not."""
    instrument = definition_of(answer.assessment.version_id)
    items = items_of(instrument.by_code[answer.indicator.code])

    def words(codes: set[str]) -> str:
        found = [item for item in items if item.code in codes]
        return "; ".join(f"Tingkat {item.level}: {item.text}" for item in found)

    return words(set(mine) - set(theirs)), words(set(theirs) - set(mine))
