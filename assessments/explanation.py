"""The results of an assessment as values: every step from levels to index."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from assessments.enums import Side
from assessments.scoring import exact_text
from lib import formats

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal
    from fractions import Fraction

    from assessments.models import Result
    from instruments.definition import Band, Indicator, Instrument, Node


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator: three levels, their reasons, and weight times level."""

    indicator: Indicator
    answer_id: Any
    self_level: int | None
    verified_level: int | None
    final_level: int | None
    verified_reason: str
    final_reason: str
    basis: Side

    @property
    def later(self) -> int | None:
        return self.verified_level if self.final_level is None else self.final_level

    @property
    def change(self) -> int | None:
        if self.later is None or self.self_level is None:
            return None
        return self.later - self.self_level

    @property
    def reason(self) -> str:
        return self.final_reason or self.verified_reason

    @property
    def weight(self) -> str:
        return plain(self.indicator.weight)

    @property
    def points(self) -> Fraction | None:
        level = getattr(self, self.basis.value)
        return None if level is None else self.indicator.weight * level

    @property
    def points_text(self) -> str:
        return formats.DASH if self.points is None else plain(self.points)


@dataclass(frozen=True, slots=True)
class Section:
    """A domain with its aspects, or an aspect with its lines."""

    node: Node
    indices: Mapping[Side, Decimal | None]
    sections: tuple[Section, ...]
    lines: tuple[Line, ...]

    @property
    def weight(self) -> str:
        return plain(self.node.weight)

    @property
    def self_index(self) -> Decimal | None:
        return self.indices[Side.SELF]

    @property
    def verified_index(self) -> Decimal | None:
        return self.indices[Side.VERIFIED]

    @property
    def final_index(self) -> Decimal | None:
        return self.indices[Side.FINAL]

    @property
    def change(self) -> Decimal | None:
        later = self.final_index or self.verified_index
        if later is None or self.self_index is None:
            return None
        return later - self.self_index


@dataclass(frozen=True, slots=True)
class Explanation:
    """How an index comes about: the sum, the division, the rounding, the predicate."""

    side: Side
    points: str
    weight: str
    exact: str
    index: Decimal
    predicate: str
    band: Band
    next_band: Band | None


@dataclass(frozen=True, slots=True)
class Results:
    instrument: Instrument
    frozen: Result | None
    indices: Mapping[Side, Decimal | None]
    missing: tuple[str, ...]
    domains: tuple[Section, ...]
    explanation: Explanation | None

    @property
    def self_index(self) -> Decimal | None:
        return self.indices[Side.SELF]

    @property
    def verified_index(self) -> Decimal | None:
        return self.indices[Side.VERIFIED]

    @property
    def final_index(self) -> Decimal | None:
        return self.indices[Side.FINAL]

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(
            line
            for domain in self.domains
            for section in (domain, *domain.sections)
            for line in section.lines
        )

    @property
    def basis(self) -> Side:
        return self.explanation.side if self.explanation else Side.SELF


def plain(number: Fraction) -> str:
    """A weight or a sum as people read it: 2,8; 100; 20/6 where no decimal ends."""
    text = exact_text(number)
    if "/" in text:
        return text
    return text.rstrip("0").rstrip(".").replace(".", ",")
