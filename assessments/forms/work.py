"""Who does what until when, what stands in the way, and the steps of the plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms

from assessments.actions import KEEP
from assessments.actions.plan import STEP_MAX
from assessments.actions.work import OBSTACLE_MAX
from assessments.enums import StepState
from assessments.models import Answer

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from accounts.models import User
    from assessments.models import Assessment, Assignment, FollowUp

NOBODY = "none"


class PersonField(forms.ChoiceField):
    """One of the people that are offered; nobody when it is left empty."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            required=False,
            error_messages={"invalid_choice": "Pilih orang dari daftar."},
            **kwargs,
        )
        self.people: dict[str, User] = {}

    def offer(
        self,
        people: Iterable[User],
        *,
        empty: str,
        standing: User | None = None,
        more: Sequence[tuple[str, str]] = (),
    ) -> None:
        """The people, and who stands there now, though the account be closed since."""
        self.people = {str(person.pk): person for person in people}
        if standing is not None:
            self.people.setdefault(str(standing.pk), standing)
        named = [(pk, person.name) for pk, person in self.people.items()]
        self.choices = [("", empty), *more, *named]

    def clean(self, value: Any) -> User | str | None:
        chosen: str = super().clean(value)
        return self.people.get(chosen, chosen) or None


def day_field(label: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Isi tanggal yang benar, misalnya 13-01-2026."},
        input_formats=["%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y"],
    )


def _offer(form: forms.Form, people: Iterable[User], **options: Any) -> None:
    cast("PersonField", form.fields["person"]).offer(people, **options)


class DutyForm(forms.Form):
    """Person and day of one answer; what is left empty is taken away."""

    person = PersonField(label="Penanggung jawab")
    due_on = day_field("Batas")

    def __init__(
        self, data: Any = None, *, duty: Assignment | None, people: Iterable[User]
    ) -> None:
        standing = duty.assignee if duty else None
        super().__init__(
            data,
            auto_id="duty_%s",
            initial={
                "person": str(standing.pk) if standing else "",
                "due_on": duty.due_on if duty else None,
            },
        )
        _offer(self, people, empty="Belum ditugaskan", standing=standing)

    @property
    def changes(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        return {"assignee": cleaned["person"], "due_on": cleaned["due_on"]}


class BulkForm(forms.Form):
    """Person and day of many answers; what is left empty stays as it is."""

    answers = forms.MultipleChoiceField(
        error_messages={
            "required": "Centang paling sedikit satu indikator.",
            "invalid_choice": "Satu indikator yang dicentang tidak ada di sini.",
        },
    )
    person = PersonField(label="Penanggung jawab")
    due_on = day_field("Batas")

    def __init__(
        self, data: Any = None, *, assessment: Assessment, people: Iterable[User]
    ) -> None:
        super().__init__(data, auto_id="bulk_%s")
        self._answers: dict[str, Answer] = {}
        if data is not None:
            of_it = Answer.objects.filter(assessment=assessment)
            self._answers = {str(answer.pk): answer for answer in of_it}
        answers = cast("forms.MultipleChoiceField", self.fields["answers"])
        answers.choices = [(pk, pk) for pk in self._answers]
        nobody = [(NOBODY, "Kosongkan penugasan")]
        _offer(self, people, empty="Orang tidak diubah", more=nobody)

    def clean_answers(self) -> list[Answer]:
        return [self._answers[pk] for pk in self.cleaned_data["answers"]]

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if not self.errors and not cleaned.get("person") and not cleaned.get("due_on"):
            self.add_error("person", "Pilih orang, atau isi batasnya.")
        return cleaned

    @property
    def ticked(self) -> list[str]:
        """The rows that stay ticked on the page."""
        values = self["answers"].value() or ()
        return [str(value) for value in values]

    @property
    def day_typed(self) -> str:
        return str(self["due_on"].value() or "")

    @property
    def changes(self) -> dict[str, Any]:
        person, due_on = self.cleaned_data["person"], self.cleaned_data["due_on"]
        if person == NOBODY:
            return {"assignee": None, "due_on": due_on}
        return {"assignee": person or KEEP, "due_on": due_on or KEEP}


class ObstacleForm(forms.Form):
    obstacle = forms.CharField(
        label="Kendala",
        required=False,
        max_length=OBSTACLE_MAX,
        widget=forms.Textarea({"rows": 2}),
        help_text="Apa yang menghambat, dan siapa yang dapat membantu.",
    )


class StepForm(forms.Form):
    """One step of the plan: towards which level, what, who, until when."""

    level = forms.TypedChoiceField(
        label="Menuju tingkat",
        coerce=int,
        error_messages={"required": "Pilih tingkat yang dituju."},
    )
    step = forms.CharField(
        label="Langkah",
        max_length=STEP_MAX,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": "Tulis langkah yang akan dikerjakan."},
    )
    person = PersonField(label="Penanggung jawab")
    due_on = day_field("Batas")
    state = forms.TypedChoiceField(
        label="Status",
        coerce=StepState,
        choices=StepState.choices,
        error_messages={"required": "Pilih status langkah."},
    )

    def __init__(
        self,
        data: Any = None,
        *,
        levels: Iterable[int],
        people: Iterable[User],
        step: FollowUp | None = None,
    ) -> None:
        offered = sorted({*levels, *([step.level] if step else [])})
        super().__init__(
            data, auto_id=f"step_{step.pk if step else 'new'}_%s", initial=_of(step)
        )
        if step is None:
            del self.fields["state"]
        level = cast("forms.TypedChoiceField", self.fields["level"])
        level.choices = [(number, f"Tingkat {number}") for number in offered]
        standing = step.person if step else None
        _offer(self, people, empty="Belum ada", standing=standing)


def _of(step: FollowUp | None) -> dict[str, Any]:
    if step is None:
        return {}
    return {
        "level": step.level,
        "step": step.step,
        "person": str(step.person_id or ""),
        "due_on": step.due_on,
        "state": step.state,
    }


class StateForm(forms.Form):
    """Where a step stands, alone."""

    state = forms.TypedChoiceField(
        coerce=StepState,
        choices=StepState.choices,
        error_messages={"required": "Pilih status langkah."},
    )
