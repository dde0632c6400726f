"""Which indicators are shown, given to a work unit, and reminded of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.utils import timezone

from accounts.models import Agency
from assessments.models import Answer
from assessments.models.owners import REASON_MAX

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from assessments.models import Assessment
    from assessments.owner_desk import Line
    from instruments.definition import Node

NOBODY = "none"
OWN = "Pemerintah daerah sendiri"


class UnitField(forms.ModelChoiceField):  # type: ignore[type-arg]  # at run time it takes none
    """Work units that may answer for indicators, by code."""

    def label_from_instance(self, obj: Agency) -> str:
        return obj.name


def _units() -> QuerySet[Agency]:
    return Agency.objects.open_on(timezone.localdate()).units().order_by("code")


class OwnerFilter(forms.Form):
    """Words and choices that make no sense narrow nothing."""

    q = forms.CharField(label="Cari indikator", required=False, max_length=100)
    domain = forms.ChoiceField(label="Domain", required=False)
    owner = forms.ChoiceField(label="Penanggung jawab", required=False)

    def __init__(
        self, data: Any, *, domains: tuple[Node, ...], owners: list[Agency]
    ) -> None:
        super().__init__(data)
        choices = {
            "domain": [("", "Semua domain")]
            + [(node.code, f"{node.number}. {node.name}") for node in domains],
            "owner": [("", "Semua penanggung jawab"), (NOBODY, "Belum ada")]
            + [(agency.code, agency.name) for agency in owners],
        }
        for name, offered in choices.items():
            cast("forms.ChoiceField", self.fields[name]).choices = offered
        for field in self.fields.values():
            is_list = isinstance(field.widget, forms.Select)
            field.widget.attrs["class"] = "form-select" if is_list else "form-control"
        self.is_valid()

    def fits(self, line: Line) -> bool:
        wanted = self.cleaned_data
        words = wanted.get("q", "").casefold()
        owner = line.answer.owner.code if line.answer.owner else NOBODY
        return (
            (
                not words
                or words in f"{line.indicator.number} {line.indicator.name}".casefold()
            )
            and wanted.get("domain", "") in {"", line.domain.code}
            and wanted.get("owner", "") in {"", owner}
        )


class SetOwnersForm(forms.Form):
    """One work unit for the indicators that are ticked; none gives them back."""

    answers = forms.ModelMultipleChoiceField(
        queryset=Answer.objects.none(),
        error_messages={
            "required": "Centang paling sedikit satu indikator.",
            "invalid_choice": "Indikator itu tidak ada pada penilaian ini.",
            "invalid_pk_value": "Indikator itu tidak ada pada penilaian ini.",
        },
    )
    owner = UnitField(
        label="Penanggung jawab",
        queryset=Agency.objects.none(),
        required=False,
        empty_label=OWN,
        error_messages={"invalid_choice": "Perangkat daerah itu tidak dapat dipilih."},
    )
    reason = forms.CharField(
        label="Alasan",
        required=False,
        max_length=REASON_MAX,
        help_text="Wajib bila mengganti penanggung jawab yang sudah ada.",
    )

    def __init__(self, data: Any = None, *, assessment: Assessment) -> None:
        super().__init__(data, auto_id="set_%s")
        answers: Any = self.fields["answers"]
        answers.queryset = Answer.objects.filter(assessment=assessment)
        owner: Any = self.fields["owner"]
        owner.queryset = _units()
        owner.widget.attrs["class"] = "form-select"
        self.fields["reason"].widget.attrs["class"] = "form-control"

    @property
    def ticked(self) -> list[str]:
        return [str(value) for value in self["answers"].value() or ()]


class RemindOwnersForm(forms.Form):
    """Owners to remind: those that are ticked, or the one of a button."""

    owners = forms.ModelMultipleChoiceField(
        queryset=Agency.objects.none(),
        to_field_name="code",
        error_messages={
            "required": "Pilih sekurangnya satu penanggung jawab.",
            "invalid_choice": "Perangkat daerah itu bukan penanggung jawab di sini.",
        },
    )

    def __init__(self, data: Any, *, assessment: Assessment) -> None:
        super().__init__(data)
        owners: Any = self.fields["owners"]
        owners.queryset = Agency.objects.filter(
            owned_answers__assessment=assessment
        ).distinct()
