"""Forms of the agency's side: objections, a submission taken back, deadlines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms

from assessments.forms.office import refuse_distant
from evidence.models import Document

if TYPE_CHECKING:
    from django.db.models import QuerySet


class ObjectionForm(forms.Form):
    reason = forms.CharField(
        label="Alasan sanggahan",
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        help_text="Sebut fakta dan halaman bukti yang menunjukkan tingkat mandiri terpenuhi.",
        error_messages={"required": "Tulis alasan sanggahan."},
    )


class WithdrawObjectionForm(forms.Form):
    reason = forms.CharField(
        label="Alasan menarik sanggahan",
        max_length=1000,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": "Tulis alasan menarik sanggahan."},
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="withdraw_%s")


class ObjectionEvidenceForm(forms.Form):
    """A document of the library beside an objection."""

    document = forms.ModelChoiceField(
        Document.objects.none(),
        label="Dokumen",
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={
            "required": "Pilih dokumen.",
            "invalid_choice": "Dokumen itu tidak ada di pustaka Anda.",
        },
    )
    page = forms.CharField(label="Halaman", required=False, max_length=30)
    note = forms.CharField(label="Keterangan", required=False, max_length=300)

    def __init__(self, data: Any = None, *, documents: QuerySet[Document]) -> None:
        super().__init__(data)
        field = cast("forms.ModelChoiceField[Document]", self.fields["document"])
        field.queryset = documents


# One assessment


class RetractForm(forms.Form):
    """Why a submission is taken back; the mentors read it."""

    reason = forms.CharField(
        label="Alasan menarik kembali",
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        help_text="Dibaca pendamping.",
        error_messages={"required": "Tulis alasan menarik kembali."},
    )


class ExtendForm(forms.Form):
    """A later deadline for one agency."""

    until = forms.DateTimeField(
        label="Batas baru (Wita)",
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
        validators=[refuse_distant],
        error_messages={"required": "Isi batas baru."},
    )
    reason = forms.CharField(
        label="Alasan",
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "Tulis alasan perpanjangan."},
    )
