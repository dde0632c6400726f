"""A template and its fields in, a DOCX out; nothing runs but what was checked."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

if TYPE_CHECKING:
    from reports.word.fields import Fields

FILTERS = frozenset({"upper", "lower", "title"})
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def sandbox() -> ImmutableSandboxedEnvironment:
    """Without globals, with three filters; what is missing is an error, never a blank."""
    environment = ImmutableSandboxedEnvironment(
        autoescape=True, undefined=StrictUndefined
    )
    environment.globals.clear()
    environment.filters = {n: environment.filters[n] for n in FILTERS}
    return environment


def fill(template: bytes, fields: Fields) -> bytes:
    made = DocxTemplate(io.BytesIO(template))
    made.render(_clean(fields), jinja_env=sandbox(), autoescape=True)
    written = io.BytesIO()
    made.save(written)
    return written.getvalue()


def _clean(value: Any) -> Any:
    """XML has no control characters, whatever people pasted."""
    if isinstance(value, str):
        return _UNPRINTABLE.sub("", value)
    if isinstance(value, dict):
        return {key: _clean(below) for key, below in value.items()}
    return [_clean(item) for item in value]
