"""What is entered of a sitting of the plenary, and why an indicator is brought to it."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, cast

from django import forms

from assessments.actions import SessionFacts
from assessments.forms.office import REASON_MAX
from assessments.forms.periods import SignatoryFormSet

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import QueryDict

    from assessments.models import Period, PlenarySession

PARTICIPANTS = ("Ketua", "Sekretaris", "Anggota", "Anggota", "Anggota", "Notulis")
SIGNATORIES = ("Ketua", "Sekretaris", "Anggota")
SPARE = 2  # empty rows after those filled in


class FlagForm(forms.Form):
    reason = forms.CharField(
        label="Alasan dibawa ke pleno",
        max_length=REASON_MAX,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": "Tulis alasan menandai untuk pleno."},
    )

    def __init__(self, data: Any = None, *, code: str) -> None:
        super().__init__(data, auto_id=f"flag_{code}_%s")


class ItemsForm(forms.Form):
    """Which indicators stood on the page that was sent, and the one to be saved."""

    only = forms.UUIDField(required=False)

    @property
    def keys(self) -> list[UUID]:
        """Of indicators; words that are none are passed over."""
        sent = cast("QueryDict", self.data).getlist("item")
        field = forms.UUIDField()
        found = []
        for word in sent:
            with suppress(forms.ValidationError):
                found.append(field.clean(word))
        return found

    @property
    def chosen(self) -> UUID | None:
        """The one whose button was pressed; none means all that are filled."""
        self.is_valid()
        return self.cleaned_data.get("only")


class ParticipantForm(forms.Form):
    """Who sits; a row without a name is left out."""

    role = forms.CharField(label="Kedudukan", max_length=150, required=False)
    name = forms.CharField(label="Nama", max_length=150, required=False)
    agency_code = forms.ChoiceField(
        label="Perangkat daerah asal",
        required=False,
        error_messages={"invalid_choice": "Perangkat daerah itu tidak ikut triwulan."},
    )

    def __init__(
        self, *args: Any, agencies: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.ChoiceField", self.fields["agency_code"])
        field.choices = [("", "Bukan dari perangkat daerah yang dinilai"), *agencies]

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("name") and not data.get("role"):
            self.add_error("role", "Tulis kedudukan.")
        if data.get("agency_code") and not data.get("name"):
            self.add_error("name", "Tulis nama.")
        return data


ParticipantFormSet = forms.formset_factory(
    ParticipantForm, extra=0, max_num=60, validate_max=True
)


class SessionForm(forms.Form):
    number = forms.CharField(
        label="Nomor risalah",
        required=False,
        max_length=100,
        help_text="Seperti tercatat pada buku agenda. Portal tidak membuat nomor.",
    )
    held_on = forms.DateField(
        label="Tanggal sidang",
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    place = forms.CharField(label="Tempat", max_length=200)
    chair = forms.CharField(label="Pimpinan sidang", max_length=150)

    def __init__(
        self,
        data: Any = None,
        *,
        period: Period,
        session: PlenarySession | None = None,
        **kwargs: Any,
    ) -> None:
        if session:
            names = ("number", "held_on", "place", "chair")
            kwargs["initial"] = {name: getattr(session, name) for name in names}
        super().__init__(data, **kwargs)
        agencies = period.assessments.order_by("agency_code")
        self.participants = ParticipantFormSet(
            data,
            prefix="participant",
            initial=_rows(
                session.participants if session else None, PARTICIPANTS, "role"
            ),
            form_kwargs={
                "agencies": list(agencies.values_list("agency_code", "agency_name"))
            },
        )
        self.signatories = SignatoryFormSet(
            data,
            prefix="signatory",
            initial=_rows(
                session.signatories if session else None, SIGNATORIES, "title"
            ),
        )

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if not self.participants.is_valid():
            self.add_error(None, "Perbaiki baris peserta.")
        elif not self.present:
            self.add_error(None, "Isi sekurangnya satu peserta.")
        if not self.signatories.is_valid():
            self.add_error(None, "Perbaiki baris penanda tangan.")
        return data

    @property
    def present(self) -> list[dict[str, str]]:
        """Rows with a name: the roles alone are proposals."""
        rows = (form.cleaned_data for form in self.participants)
        return [row for row in rows if row.get("name")]

    @property
    def facts(self) -> SessionFacts:
        """What the actions take."""
        rows = (form.cleaned_data for form in self.signatories)
        return SessionFacts(
            **self.cleaned_data,
            participants=self.present,
            signatories=[row for row in rows if row.get("name")],
        )


def _rows(
    entered: list[dict[str, str]] | None, seats: tuple[str, ...], name: str
) -> list[dict[str, str]]:
    """What was entered with empty rows after it; at first a row for each seat."""
    if entered is None:
        return [{name: seat} for seat in seats]
    return [*entered, *({} for _ in range(SPARE))]
