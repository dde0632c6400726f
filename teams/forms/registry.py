"""A filled registry as it comes in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError

from lib import workbooks
from teams import registry_sheet

if TYPE_CHECKING:
    from teams.registry_sheet import Row

MEGABYTES = workbooks.FILE_MAX // workbooks.MEGABYTE
TOO_LARGE = f"Berkas melebihi {MEGABYTES} MB. Templat dari portal jauh lebih kecil."


class RegistryForm(forms.Form):
    """The file; once valid, `rows` is what was read of it."""

    rows: list[Row]

    file = forms.FileField(
        label="Lembar registri (XLSX)",
        allow_empty_file=True,
        max_length=None,
        help_text=f"Paling besar {MEGABYTES} MB.",
        error_messages={"required": "Pilih berkas registri."},
        widget=forms.ClearableFileInput(
            {"accept": ".xlsx", "data-max-bytes": str(workbooks.FILE_MAX)}
        ),
    )

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload.size > workbooks.FILE_MAX:
            raise ValidationError(TOO_LARGE)
        try:
            self.rows = registry_sheet.read(upload)
        except workbooks.ReadError as error:
            raise ValidationError(str(error)) from error
        return upload
