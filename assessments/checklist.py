"""The checklist of one indicator: what each level asks, item by item.

Instruments are immutable, so the place of an item in its instrument names it for good.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from instruments.definition import Indicator


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that a level asks; `code` is "3.0" for its criterion, "3.1" for the
    first document to show."""

    code: str
    level: int
    text: str
    is_evidence: bool


def items_of(indicator: Indicator) -> tuple[Item, ...]:
    """Every item, lowest level first, the criterion before the documents of its level."""
    found = []
    for criterion in indicator.criteria:
        level = criterion.level
        found.append(Item(f"{level}.0", level, criterion.text, is_evidence=False))
        shown = (need for need in indicator.evidence if need.level == level)
        found += [
            Item(f"{level}.{place}", level, need.text, is_evidence=True)
            for place, need in enumerate(shown, start=1)
        ]
    return tuple(found)


def known_codes(indicator: Indicator) -> frozenset[str]:
    return frozenset(item.code for item in items_of(indicator))
