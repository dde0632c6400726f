"""What a mentor's queue is narrowed to: filters that combine, each with its counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from assessments.review_queue import Item

# Each list by what an item says of it: its value, and the word for it.
LISTS: dict[str, tuple[str, Callable[[Item], tuple[str, str]]]] = {
    "agency": (
        "Semua perangkat daerah",
        lambda item: (
            item.answer.assessment.agency_code,
            item.answer.assessment.agency_name,
        ),
    ),
    "domain": ("Semua domain", lambda item: (item.domain.name, item.domain.name)),
    "indicator": (
        "Semua indikator",
        lambda item: (
            item.indicator.code,
            f"{item.indicator.number}. {item.indicator.name}",
        ),
    ),
    "round": (
        "Semua putaran",
        lambda item: (
            str(item.answer.assessment.round),
            f"Putaran {item.answer.assessment.round}",
        ),
    ),
}
MARKS: dict[str, tuple[str, Callable[[Item], bool]]] = {
    "dropped": ("Tingkat turun", lambda item: item.is_dropped),
    "bare": ("Tanpa bukti", lambda item: not item.answer.citation_count),
    "claimed": ("Ditelaah pendamping lain", lambda item: item.is_claimed),
}
SEARCH_MAX = 100


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """One list; each option counts what it would show beside the other filters."""

    name: str
    options: tuple[Option, ...]


class QueueFilter:
    """The filters of one address over one queue; unknown values show nothing."""

    def __init__(self, items: Iterable[Item], asked: Mapping[str, str]) -> None:
        self._items = tuple(items)
        self.search = asked.get("q", "").strip()[:SEARCH_MAX]
        self.chosen = {name: asked.get(name, "") for name in LISTS}
        self.marked = {name for name in MARKS if asked.get(name)}

    @property
    def is_narrowed(self) -> bool:
        return bool(self.search or any(self.chosen.values()) or self.marked)

    @property
    def items(self) -> tuple[Item, ...]:
        return tuple(self._fitting())

    @property
    def facets(self) -> tuple[Facet, ...]:
        return tuple(self._facet(name) for name in LISTS)

    @property
    def marks(self) -> tuple[Option, ...]:
        return tuple(
            Option(
                name,
                label,
                sum(holds(item) for item in self._fitting(but=name)),
                name in self.marked,
            )
            for name, (label, holds) in MARKS.items()
        )

    def _facet(self, name: str) -> Facet:
        empty, told = LISTS[name]
        labels = dict(told(item) for item in self._items)
        if name in {"agency", "round"}:
            labels = dict(sorted(labels.items(), key=lambda pair: pair[1]))
        counts = dict.fromkeys(labels, 0)
        fitting = list(self._fitting(but=name))
        for item in fitting:
            counts[told(item)[0]] += 1
        chosen = self.chosen[name]
        options = [Option("", empty, len(fitting), not chosen)]
        options += [
            Option(value, label, counts[value], value == chosen)
            for value, label in labels.items()
        ]
        return Facet(name, tuple(options))

    def _fitting(self, *, but: str = "") -> Iterable[Item]:
        """The items of all filters, or of all but one."""
        lists = {
            name: value for name, value in self.chosen.items() if value and name != but
        }
        marks = [
            holds for name, (_, holds) in MARKS.items() if name in self.marked - {but}
        ]
        words = self.search.lower()
        return (
            item
            for item in self._items
            if all(LISTS[name][1](item)[0] == value for name, value in lists.items())
            and all(holds(item) for holds in marks)
            and words in _text_of(item)
        )


def _text_of(item: Item) -> str:
    assessment = item.answer.assessment
    return (
        f"{item.indicator.number} {item.indicator.name} "
        f"{assessment.agency_code} {assessment.agency_name}"
    ).lower()
