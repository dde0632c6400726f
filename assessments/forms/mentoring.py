"""The record of a mentoring session, as a mentor types it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms

from assessments.actions import Minuted, Task
from assessments.actions.mentoring import FOLLOW_UPS_MAX
from assessments.enums import Attendee
from assessments.forms.work import day_field
from assessments.models.mentoring import (
    FOLLOW_UP_MAX,
    OTHER_MAX,
    PLACE_MAX,
    TEXT_MAX,
)
from assessments.queries import mentors_of, people_of
from instruments.models import Indicator

if TYPE_CHECKING:
    from assessments.models import Assessment, Mentoring

SPARE = 3  # empty rows below the follow-ups that stand
CROWD = 500


def _clock(label: str) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        required=False,
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
        input_formats=["%H:%M", "%H.%M"],
        error_messages={"invalid": "Isi waktu, misalnya 09.30."},
    )


def _text(label: str, **options: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=TEXT_MAX,
        widget=forms.Textarea({"rows": 5}),
        **options,
    )


class MentoringForm(forms.Form):
    """When, where, who, about what; `version` is the record that is changed."""

    version = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=1, max_value=32_000
    )
    held_on = day_field("Tanggal")
    starts_at, ends_at = _clock("Mulai"), _clock("Selesai")
    place = forms.CharField(
        label="Tempat",
        max_length=PLACE_MAX,
        help_text="Misalnya ruang rapat, atau daring.",
    )
    subjects = _text("Pokok bahasan")
    outcome = _text("Hasil", required=False)
    indicators = forms.ModelMultipleChoiceField(
        Indicator.objects.none(),
        label="Indikator yang dibahas",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": "Indikator tidak ada pada instrumen triwulan ini.",
            "invalid_pk_value": "Indikator tidak ada pada instrumen triwulan ini.",
        },
    )
    other = forms.CharField(
        label="Peran peserta lain",
        required=False,
        max_length=OTHER_MAX,
        help_text="Peran, bukan nama orang.",
    )

    def __init__(self, *args: Any, assessment: Assessment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["held_on"].required = True
        field = cast(
            "forms.ModelMultipleChoiceField[Indicator]", self.fields["indicators"]
        )
        field.queryset = assessment.version.indicators.order_by("position")
        field.label_from_instance = (  # type: ignore[method-assign]
            lambda obj: f"{obj.code.removeprefix('I')}. {obj.name}"
        )
        for role in Attendee:
            self.fields[_number(role)] = forms.IntegerField(
                label=role.label, required=False, min_value=0, max_value=CROWD
            )

    @property
    def counts(self) -> list[forms.BoundField]:
        """The fields of how many took part, a role each."""
        return [self[_number(role)] for role in Attendee]

    @property
    def attendance(self) -> dict[Attendee, int]:
        found = {role: self.cleaned_data.get(_number(role)) for role in Attendee}
        return {role: number for role, number in found.items() if number}


def _number(role: Attendee) -> str:
    return f"number_{role.value.lower()}"


class AgreeForm(forms.Form):
    version = forms.IntegerField(min_value=1, max_value=32_000)


class WithdrawMentoringForm(forms.Form):
    reason = forms.CharField(
        label="Alasan pembatalan",
        max_length=300,
        error_messages={"required": "Tulis alasan pembatalan."},
    )


class TaskForm(forms.Form):
    """One follow-up; a row without text is not used."""

    text = forms.CharField(
        label="Tindak lanjut", max_length=FOLLOW_UP_MAX, required=False
    )
    owner = forms.ChoiceField(
        label="Penanggung jawab",
        required=False,
        error_messages={"invalid_choice": "Pilih orang dari daftar."},
    )
    due_on = day_field("Batas")

    def __init__(self, *args: Any, people: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = people
        field = cast("forms.ChoiceField", self.fields["owner"])
        names = [(pk, person.name) for pk, person in people.items()]
        field.choices = [("", "Pilih orang"), *names]

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("text") or data.get("owner") or data.get("due_on"):
            for name, missing in (
                ("text", "Tulis tindak lanjutnya."),
                ("owner", "Pilih penanggung jawab."),
                ("due_on", "Isi batasnya."),
            ):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, missing)
        return data

    @property
    def task(self) -> Task | None:
        data = self.cleaned_data
        if not data.get("text"):
            return None
        return Task(data["text"], self.people[data["owner"]], data["due_on"])


class Minutes:
    """Both forms of one record: `is_valid`, `minuted`, and what to draw."""

    def __init__(
        self,
        assessment: Assessment,
        data: Any = None,
        mentoring: Mentoring | None = None,
    ) -> None:
        people = {
            str(p.pk): p
            for found in (
                people_of(assessment.acting_agency_id),
                mentors_of(assessment.agency_id),
            )
            for p in found
        }
        initial = _initial(mentoring) if mentoring else {}
        self.form = MentoringForm(data, assessment=assessment, initial=initial)
        rows = _rows(mentoring) if mentoring else []
        factory = forms.formset_factory(
            TaskForm,
            extra=min(SPARE, FOLLOW_UPS_MAX - len(rows)),
            max_num=FOLLOW_UPS_MAX,
            absolute_max=FOLLOW_UPS_MAX,
            validate_max=True,
        )
        self.tasks = factory(
            data, initial=rows, prefix="task", form_kwargs={"people": people}
        )

    def is_valid(self) -> bool:
        return all([self.form.is_valid(), self.tasks.is_valid()])

    @property
    def is_refused(self) -> bool:
        return self.form.is_bound and not (
            self.form.is_valid() and self.tasks.is_valid()
        )

    @property
    def version(self) -> int:
        return self.form.cleaned_data.get("version") or 0

    @property
    def minuted(self) -> Minuted:
        data = self.form.cleaned_data
        return Minuted(
            **{
                name: data[name]
                for name in (
                    "held_on",
                    "starts_at",
                    "ends_at",
                    "place",
                    "subjects",
                    "outcome",
                    "other",
                )
            },
            attendance=self.form.attendance,
            indicators=tuple(data["indicators"]),
            tasks=tuple(row.task for row in self.tasks if row.task),
        )


def _initial(mentoring: Mentoring) -> dict[str, Any]:
    numbers = {a.role: a for a in mentoring.attendances.all()}
    other = numbers.get(Attendee.OTHER)
    return {
        "version": mentoring.version,
        "held_on": mentoring.held_on,
        "starts_at": mentoring.starts_at,
        "ends_at": mentoring.ends_at,
        "place": mentoring.place,
        "subjects": mentoring.subjects,
        "outcome": mentoring.outcome,
        "indicators": [i.pk for i in mentoring.indicators.all()],
        "other": other.other if other else "",
        **{_number(Attendee(role)): a.number for role, a in numbers.items()},
    }


def _rows(mentoring: Mentoring) -> list[dict[str, Any]]:
    return [
        {"text": row.text, "owner": str(row.owner_id), "due_on": row.due_on}
        for row in mentoring.follow_ups.order_by("pk")
    ]
