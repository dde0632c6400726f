"""The order of a recap: equal indices share a place, and the next place is skipped."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from accounts.enums import AgencyKind
from reports.enums import Ranking

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from reports.content.shared import Value

KINDS = list(AgencyKind)


@dataclass(frozen=True, slots=True)
class Line:
    """One agency; `heat` and `heats` are colour steps from 1, 0 where there is no value.

    `before` is the index of the last quarter; `place` and `was` are ranks, if any.
    """

    code: str
    name: str
    kind: AgencyKind
    status: str
    side: str
    index: Value
    predicate: str
    nodes: tuple[Value, ...]
    heats: tuple[int, ...]
    heat: int
    before: Value
    place: int | None = None
    was: int | None = None

    @property
    def change(self) -> Value:
        if self.index is None or self.before is None:
            return None
        return self.index - self.before

    @property
    def climbed(self) -> int | None:
        """Places gained since the last quarter; less than 0 when it lost some."""
        return None if self.place is None or self.was is None else self.was - self.place

    @property
    def cells(self) -> tuple[tuple[Value, int], ...]:
        return tuple(zip(self.nodes, self.heats, strict=True))


def ranked(lines: Sequence[Line], ranking: Ranking) -> tuple[Line, ...]:
    """In the order that was chosen; without one by code, and nobody has a place."""
    by_code = sorted(lines, key=lambda line: line.code)
    if ranking is Ranking.NONE:
        return tuple(by_code)
    if ranking is Ranking.INDEX:
        return _placed(by_code)
    by_kind = sorted(by_code, key=lambda line: KINDS.index(line.kind))
    groups = groupby(by_kind, key=lambda line: line.kind)
    return tuple(line for _, group in groups for line in _placed(list(group)))


def _placed(lines: list[Line]) -> tuple[Line, ...]:
    now = _places(lines, lambda line: line.index)
    before = _places(lines, lambda line: line.before)
    placed = [
        replace(line, place=now.get(line.code), was=before.get(line.code))
        for line in lines
    ]
    return tuple(sorted(placed, key=lambda line: line.place or len(lines) + 1))


def _places(lines: Iterable[Line], value: Callable[[Line], Value]) -> dict[str, int]:
    known = {line.code: found for line in lines if (found := value(line)) is not None}
    return {
        code: 1 + sum(other > found for other in known.values())
        for code, found in known.items()
    }
