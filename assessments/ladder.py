"""The levels of one indicator as rungs, and who placed the answer on which."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assessments.models import Answer
    from instruments.definition import Criterion, Indicator, Requirement


@dataclass(frozen=True, slots=True)
class Rung:
    """One level of the ladder: what it asks, and who placed the answer on it."""

    criterion: Criterion
    needs: tuple[str, ...]
    incomplete_if: tuple[str, ...]
    is_chosen: bool
    is_next: bool
    is_verified: bool
    is_final: bool
    is_earlier: bool

    @property
    def level(self) -> int:
        return self.criterion.level


def ladder_of(
    indicator: Indicator, answer: Answer, *, chosen: int | None, earlier: int | None
) -> list[Rung]:
    """Highest level first; the next one is that above the level chosen in the form."""
    return [
        Rung(
            criterion=criterion,
            needs=_at(indicator.evidence, criterion.level),
            incomplete_if=_at(indicator.incomplete_if, criterion.level),
            is_chosen=criterion.level == chosen,
            is_next=chosen is not None and criterion.level == chosen + 1,
            is_verified=criterion.level == answer.verified_level,
            is_final=criterion.level == answer.final_level,
            is_earlier=criterion.level == earlier,
        )
        for criterion in reversed(indicator.criteria)
    ]


def _at(items: Sequence[Requirement], level: int) -> tuple[str, ...]:
    return tuple(item.text for item in items if item.level == level)
