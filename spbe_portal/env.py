"""Reading settings from the environment; a wrong or missing value stops start-up."""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str | None = None) -> str:
    """The variable's value, or the content of the file that NAME_FILE points at."""
    if path := os.environ.get(f"{name}_FILE"):
        return Path(path).read_text(encoding="utf-8").strip()
    value = os.environ.get(name, default)
    if value is None:
        msg = f"Set {name} in the environment; .env.example lists every variable."
        raise ImproperlyConfigured(msg)
    return value


def flag(name: str, *, default: bool) -> bool:
    value = text(name, str(default))
    if value not in {"True", "False"}:
        msg = f"{name}={value!r}: use True or False."
        raise ImproperlyConfigured(msg)
    return value == "True"


def number(name: str, default: int) -> int:
    value = text(name, str(default))
    if not value.isdecimal():
        msg = f"{name}={value!r}: use a whole number."
        raise ImproperlyConfigured(msg)
    return int(value)


def words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in text(name, default).split(",") if word.strip()]
