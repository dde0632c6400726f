"""The levels of one indicator as rungs: what each asks, what of it is met, who chose it."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from assessments.checklist import Check, Checklist
    from assessments.models import Answer, Example
    from instruments.definition import Criterion, Indicator


@dataclass(frozen=True, slots=True)
class Rung:
    """One level of the ladder: its checklist, and who placed the answer on it.

    `is_asked` says that the chosen level rests on it; `conditions` are the limiting
    conditions of the level, "belum lengkap bila …".
    """

    criterion: Criterion
    checks: tuple[Check, ...]
    conditions: tuple[str, ...]
    is_asked: bool
    is_chosen: bool
    is_next: bool
    is_verified: bool
    is_final: bool
    is_earlier: bool
    examples: Sequence[Example] = ()

    @property
    def level(self) -> int:
        return self.criterion.level

    @property
    def ticked(self) -> int:
        return sum(check.is_ticked for check in self.checks)

    @property
    def uncited(self) -> int:
        return sum(check.is_uncited for check in self.checks)

    @property
    def is_complete(self) -> bool:
        return self.ticked == len(self.checks) and not self.uncited

    @property
    def is_unfolded(self) -> bool:
        """Open at once where there is something to do: chosen, or with a gap."""
        is_ahead = self.is_asked or self.is_next
        return self.is_chosen or (is_ahead and not self.is_complete)


def ladder_of(
    indicator: Indicator,
    answer: Answer,
    checklist: Checklist,
    *,
    chosen: int | None,
    earlier: int | None,
    final: int | None,
    examples: Mapping[int, Sequence[Example]] = MappingProxyType({}),
) -> list[Rung]:
    """Highest level first; the next one is that above the level chosen in the form."""
    return [
        Rung(
            criterion=criterion,
            checks=checklist.at(criterion.level),
            conditions=tuple(
                condition.text
                for condition in indicator.incomplete_if
                if condition.level == criterion.level
            ),
            is_asked=checklist.floor < criterion.level <= (chosen or 0),
            is_chosen=criterion.level == chosen,
            is_next=chosen is not None and criterion.level == chosen + 1,
            is_verified=criterion.level == answer.verified_level,
            is_final=criterion.level == final,
            is_earlier=criterion.level == earlier,
            examples=examples.get(criterion.level, ()),
        )
        for criterion in reversed(indicator.criteria)
    ]
