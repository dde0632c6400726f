"""A filled workbook as it comes in, and the choices made on its preview."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError

from assessments.workbook import reading
from evidence.uploads import TooLargeError
from lib.workbooks import FILE_MAX, MEGABYTE, ReadError

if TYPE_CHECKING:
    from assessments.models import Assessment
    from evidence.uploads import UploadError

MEGABYTES = FILE_MAX // MEGABYTE
TOO_LARGE = (
    f"Berkas melebihi {MEGABYTES} MB. Lembar kerja dari portal jauh lebih kecil."
)


class WorkbookForm(forms.Form):
    """The file; once valid, `sheet` is what was read of it."""

    sheet: reading.Sheet

    file = forms.FileField(
        label="Lembar kerja (XLSX)",
        allow_empty_file=True,
        max_length=None,
        help_text=f"Paling besar {MEGABYTES} MB.",
        error_messages={"required": "Pilih berkas lembar kerja."},
        widget=forms.ClearableFileInput(
            {"accept": ".xlsx", "data-max-bytes": str(FILE_MAX)}
        ),
    )

    def __init__(self, *args: Any, assessment: Assessment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.assessment = assessment

    def refuse(self, refusal: UploadError) -> None:
        """The server stopped reading the file, so the form has none."""
        is_large = isinstance(refusal, TooLargeError)
        self.errors.clear()
        self.add_error("file", TOO_LARGE if is_large else str(refusal))

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload.size > FILE_MAX:
            raise ValidationError(TOO_LARGE)
        try:
            self.sheet = reading.read(upload, self.assessment)
        except ReadError as error:
            raise ValidationError(str(error)) from error
        return upload
