"""Which agencies are reminded, and what the secretariat adds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms

from assessments.models import Assessment
from assessments.models.reminders import REMINDER_MAX

if TYPE_CHECKING:
    from assessments.models import Period


class ReminderForm(forms.Form):
    """The ticked rows of the control room."""

    assessments = forms.MultipleChoiceField(
        label="Perangkat daerah",
        error_messages={
            "required": "Centang sekurangnya satu perangkat daerah.",
            "invalid_choice": "Perangkat daerah yang dicentang tidak ada pada triwulan ini.",
        },
    )
    text = forms.CharField(
        label="Pesan (boleh kosong)",
        required=False,
        max_length=REMINDER_MAX,
        error_messages={"max_length": f"Pesan paling banyak {REMINDER_MAX} huruf."},
    )

    def __init__(self, data: Any = None, *, period: Period) -> None:
        super().__init__(data)
        self._found: dict[str, Assessment] = {}
        if self.is_bound:
            taking_part = Assessment.objects.filter(period=period)
            self._found = {str(a.pk): a for a in taking_part}
            field = cast("forms.MultipleChoiceField", self.fields["assessments"])
            field.choices = [(pk, pk) for pk in self._found]

    def clean_assessments(self) -> list[Assessment]:
        return [self._found[pk] for pk in self.cleaned_data["assessments"]]

    @property
    def ticked(self) -> frozenset[str]:
        """What was ticked, so that a refusal loses nothing."""
        values = self["assessments"].value() if self.is_bound else None
        return frozenset(map(str, values or ()))
