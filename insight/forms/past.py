"""A filled workbook of past results as it comes in, and why results are replaced."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError

from insight import past_sheet
from lib import workbooks

if TYPE_CHECKING:
    from insight.past_sheet import Row

MEGABYTES = workbooks.FILE_MAX // workbooks.MEGABYTE
TOO_LARGE = f"Berkas melebihi {MEGABYTES} MB. Templat dari portal jauh lebih kecil."


class PastForm(forms.Form):
    """The file; once valid, `rows` is what was read of it."""

    rows: list[Row]

    file = forms.FileField(
        label="Lembar hasil lampau (XLSX)",
        allow_empty_file=True,
        max_length=None,
        help_text=f"Paling besar {MEGABYTES} MB.",
        error_messages={"required": "Pilih berkas hasil lampau."},
        widget=forms.ClearableFileInput(
            {"accept": ".xlsx", "data-max-bytes": str(workbooks.FILE_MAX)}
        ),
    )

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload.size > workbooks.FILE_MAX:
            raise ValidationError(TOO_LARGE)
        try:
            self.rows = past_sheet.read(upload)
        except workbooks.ReadError as error:
            raise ValidationError(str(error)) from error
        return upload


class ReplaceForm(forms.Form):
    """Why results that stand are replaced; asked for only where some are."""

    reason = forms.CharField(
        label="Alasan penggantian",
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text="Misalnya: salah ketik pada lembar sebelumnya.",
    )
