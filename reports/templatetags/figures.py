"""Figures of documents: what does not exist is said in a word, never left to guess."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django import template

from lib import formats
from reports.content.narrative import listed

if TYPE_CHECKING:
    from collections.abc import Sequence

register = template.Library()

NOT_YET = "belum"
DIGEST_PART = 32


@register.filter
def index(value: Decimal | None) -> str:
    """`{{ branch.values.final|index }}`: 2,91 or "belum"."""
    return NOT_YET if value is None else formats.decimal(value)


@register.filter
def level_text(value: Decimal | None) -> str:
    """A level: 3, or 3,50 where the scale has fractions."""
    if value is None:
        return NOT_YET
    return formats.decimal(value, 0 if value == int(value) else 2)


@register.filter
def weight(value: Decimal) -> str:
    """A percentage without needless zeros: 30%, 12,5%."""
    text = formats.decimal(value).rstrip("0").rstrip(",")
    return f"{text}%"


@register.filter
def step_of(value: Decimal | None) -> int:
    """The colour step of a level or an index, 0 while there is none."""
    return 0 if value is None else min(5, max(1, int(Decimal(value))))


@register.filter
def absolute(value: int) -> int:
    return abs(value)


@register.filter
def sentence_list(words: Sequence[str]) -> str:
    """`a, b, dan c`."""
    return listed(list(words))


@register.filter
def attribute(items: Sequence[object], name: str) -> list[object]:
    """`{{ lines|attribute:"name" }}`: one attribute of each item."""
    return [getattr(item, name) for item in items]


@register.filter
def day_in_words(value: object) -> str:
    """`enam bulan Februari tahun dua ribu dua puluh enam`, for the opening of a letter."""
    return formats.day_in_words(value)  # type: ignore[arg-type]


@register.filter
def weekday(value: object) -> str:
    return formats.weekday(value)  # type: ignore[arg-type]
