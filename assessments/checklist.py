"""The checklist of one indicator: what each level asks, item by item.

Instruments are immutable, so the place of an item in its instrument names it for good.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from assessments.models import Citation
    from instruments.definition import Indicator


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that a level asks; `code` is "3.0" for its criterion, "3.1" for the
    first document to show."""

    code: str
    level: int
    text: str
    is_evidence: bool

    @property
    def key(self) -> str:
        """The code as part of an id on a page: "3-1"."""
        return self.code.replace(".", "-")

    @property
    def label(self) -> str:
        """What is ticked: the document asked for, or that the criterion is met."""
        if self.is_evidence:
            return self.text
        return f"Kriteria tingkat {self.level} terpenuhi seluruhnya"


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


@dataclass(frozen=True, slots=True)
class Check:
    """One item as an answer stands to it: ticked or not, and what is cited for it."""

    item: Item
    is_ticked: bool
    citations: tuple[Citation, ...]

    @property
    def is_uncited(self) -> bool:
        """A document is asked for, and no standing citation names it."""
        return self.item.is_evidence and not self.citations


@dataclass(frozen=True, slots=True)
class Checklist:
    """Every item of one answer. Levels are cumulative: a claim asks for all between.

    The floor asks nothing: its criterion describes who has not begun, so it is no
    condition of a higher level.
    """

    checks: tuple[Check, ...]
    floor: int

    def at(self, level: int) -> tuple[Check, ...]:
        return tuple(check for check in self.checks if check.item.level == level)

    def asked(self, level: int) -> tuple[Check, ...]:
        """What a claim of `level` rests on."""
        return tuple(c for c in self.checks if self.floor < c.item.level <= level)

    def gap(self, level: int) -> str:
        """What a claim of `level` lacks: "2 butir belum dicentang dan 1 bukti belum
        dikutip"; empty when it is complete."""
        asked = self.asked(level)
        unticked = sum(not check.is_ticked for check in asked)
        uncited = sum(check.is_uncited for check in asked)
        parts = []
        if unticked:
            parts.append(f"{unticked} butir belum dicentang")
        if uncited:
            parts.append(f"{uncited} bukti belum dikutip")
        return " dan ".join(parts)


def checklist_of(
    indicator: Indicator,
    *,
    ticked: Collection[str],
    citations: Iterable[Citation],
    floor: int,
) -> Checklist:
    """`ticked` are codes of items; `citations` those that stand."""
    supporting: dict[str, list[Citation]] = {}
    for citation in citations:
        for code in citation.items:
            supporting.setdefault(code, []).append(citation)
    return Checklist(
        tuple(
            Check(item, item.code in ticked, tuple(supporting.get(item.code, ())))
            for item in items_of(indicator)
        ),
        floor,
    )
