"""What mentors and the plenary type in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from assessments.enums import Decision, Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from assessments.models import ReasonPhrase
    from instruments.definition import Criterion

FIRST_YEAR, LAST_YEAR = 2018, 2101
REASON_MAX = 1000


def refuse_distant(moment: datetime) -> None:
    """A year that nobody means: a grace after it may have no date at all."""
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        msg = f"Isi tahun antara {FIRST_YEAR} dan {LAST_YEAR}."
        raise forms.ValidationError(msg)


class KeyedRadios(forms.RadioSelect):
    """Radio buttons that a key presses; `names` are what a screen reader says."""

    keys: Mapping[str, str] = {}
    names: Mapping[str, str] = {}

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> Any:
        option = super().create_option(name, value, *args, **kwargs)
        if key := self.keys.get(str(value)):
            option["attrs"]["data-key"] = key
        if words := self.names.get(str(value)):
            option["attrs"]["aria-label"] = words
        return option


class LevelField(forms.TypedChoiceField):
    """A level of the instrument's scale, as radio buttons."""

    widget = KeyedRadios

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(coerce=int, empty_value=None, **kwargs)

    def offer(self, criteria: Iterable[Criterion], *, keys: bool = False) -> None:
        """The levels to choose from, with the names the indicator gives them."""
        levels = {str(c.level): c.name for c in criteria}
        self.choices = [(level, level) for level in levels]
        self.widget.names = {n: f"Tingkat {n}, {name}" for n, name in levels.items()}
        if keys:
            self.widget.keys = {level: level for level in levels}


def reason_field(label: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=REASON_MAX,
        widget=forms.Textarea(attrs={"rows": 4, "class": "form-control"}),
    )


# Review


class PhraseField(forms.ChoiceField):
    """Sentences of the mentor, by the decision they fit; the value is the sentence."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs = {"class": "form-select form-select-sm", "data-phrases": ""}

    def offer(self, phrases: Iterable[ReasonPhrase]) -> None:
        groups: dict[str, list[tuple[str, str]]] = {}
        for phrase in phrases:
            group = phrase.get_decision_display() or "Semua keputusan"
            groups.setdefault(group, []).append((phrase.text, phrase.text))
        self.choices = [("", "Pilih kalimat"), *groups.items()]


class VerdictForm(forms.Form):
    """Whether the citation shown supports a level; the claimed one, unless changed."""

    outcome = forms.TypedChoiceField(
        label="Penilaian bukti",
        coerce=Outcome,
        choices=[("YES", "Ya"), ("PARTLY", "Sebagian"), ("NO", "Tidak")],
        widget=forms.RadioSelect,
        error_messages={"required": "Pilih ya, sebagian, atau tidak."},
    )
    level = forms.TypedChoiceField(
        label="Tingkat",
        coerce=int,
        widget=forms.Select(attrs={"class": "form-select form-select-sm w-auto"}),
    )
    reason = forms.CharField(
        label="Alasan",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2, "class": "form-control"}),
    )

    def __init__(
        self, *args: Any, criteria: Iterable[Criterion], claimed: int, **kwargs: Any
    ) -> None:
        kwargs.setdefault("auto_id", "id_verdict_%s")
        kwargs.setdefault("initial", {"level": claimed})
        super().__init__(*args, **kwargs)
        level: Any = self.fields["level"]
        level.choices = [(str(c.level), str(c.level)) for c in criteria]

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        outcome = data.get("outcome")
        if outcome and outcome is not Outcome.YES and not data.get("reason"):
            self.add_error(
                "reason",
                "Tulis alasan: perangkat daerah perlu tahu apa yang kurang dari bukti "
                "ini.",
            )
        return data


class DecisionForm(forms.Form):
    decision = forms.TypedChoiceField(
        label="Keputusan",
        coerce=Decision,
        choices=[
            (Decision.ACCEPTED.value, "Terima"),
            (Decision.RETURNED.value, "Kembalikan"),
            (Decision.ADJUSTED.value, "Tetapkan tingkat lain"),
        ],
        widget=KeyedRadios,
        error_messages={"required": "Pilih keputusan."},
    )
    level = LevelField(label="Tingkat terverifikasi", required=False)
    reason = reason_field("Alasan atau saran")
    phrase = PhraseField(label="Kalimat siap pakai", required=False)
    despite_verdicts = forms.BooleanField(required=False)

    def __init__(
        self,
        *args: Any,
        criteria: Iterable[Criterion],
        claimed: int | None,
        phrases: Iterable[ReasonPhrase] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.claimed = claimed
        phrase: Any = self.fields["phrase"]
        phrase.offer(phrases)
        decisions: Any = self.fields["decision"].widget
        decisions.keys = {"ACCEPTED": "t", "RETURNED": "k", "ADJUSTED": "u"}
        level: Any = self.fields["level"]
        level.offer(criteria, keys=True)

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        decision, level = data.get("decision"), data.get("level")
        phrase = data.pop("phrase", "")
        if not data.get("reason") and "reason" not in self.errors:
            data["reason"] = phrase
        if decision and decision is not Decision.ACCEPTED and not data.get("reason"):
            self.add_error(
                "reason", "Tulis alasan: perangkat daerah perlu tahu apa yang kurang."
            )
        if decision is Decision.ADJUSTED and level in {None, self.claimed}:
            self.add_error("level", "Pilih tingkat yang lain dari tingkat mandiri.")
        if decision is Decision.ACCEPTED and level not in {None, self.claimed}:
            self.add_error(
                "level",
                f"Terima berarti tingkat mandiri, {self.claimed}. Untuk tingkat {level} "
                "pilih “Tetapkan tingkat lain”.",
            )
        return data


class UndoForm(forms.Form):
    """Which decision is taken back: the one that the page showed."""

    review = forms.IntegerField(min_value=1, max_value=2**31)
    reason = forms.CharField(required=False, max_length=300)


# Plenary


class FinalForm(forms.Form):
    level = LevelField(
        label="Tingkat akhir", error_messages={"required": "Pilih tingkat akhir."}
    )
    reason = reason_field("Alasan putusan")
    seen = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, criteria: Iterable[Criterion], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        level: Any = self.fields["level"]
        level.offer(criteria)

    def clean_seen(self) -> str | None:
        """None when the form was not drawn by the portal: nothing to compare with."""
        return self.cleaned_data["seen"] or None

    @property
    def typed(self) -> dict[str, Any]:
        """What was sent, right or wrong."""
        return {name: self[name].value() for name in self.fields}

    @property
    def is_filled(self) -> bool:
        return self.is_bound and bool(self.typed["level"] or self.typed["reason"])
