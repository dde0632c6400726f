"""Labels as people type them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from evidence.description import TAG_LENGTH, TAGS_MAX, normalised, refuse_tags


class TagsField(forms.CharField):
    """Labels, parted by commas."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", "Label")
        options.setdefault("required", False)
        options.setdefault(
            "help_text", f"Pisahkan dengan koma, paling banyak {TAGS_MAX}."
        )
        super().__init__(max_length=TAGS_MAX * (TAG_LENGTH + 20), **options)

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        tags = normalised(super().clean(value).split(","))
        try:
            refuse_tags(tags)
        except ValidationError as error:
            raise ValidationError(error.messages) from error
        return tags

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.prepare_value(initial) != data)
