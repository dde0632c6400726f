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

    assessments = forms.ModelMultipleChoiceField(
        Assessment.objects.none(),
        label="Perangkat daerah",
        error_messages={
            "required": "Centang sekurangnya satu perangkat daerah.",
            "invalid_choice": "Perangkat daerah yang dicentang tidak ada pada triwulan ini.",
            "invalid_pk_value": "Perangkat daerah yang dicentang tidak dikenal.",
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
        field = cast("forms.ModelMultipleChoiceField", self.fields["assessments"])
        field.queryset = Assessment.objects.filter(period=period)

    @property
    def ticked(self) -> frozenset[str]:
        """What was ticked, so that a refusal loses nothing."""
        if not self.is_bound:
            return frozenset()
        return frozenset(self.data.getlist("assessments"))
