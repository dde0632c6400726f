"""Forms of the agency's side: objections and deadlines."""

from __future__ import annotations

from django import forms


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
