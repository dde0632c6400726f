"""The middle of what similar agencies reached, told only of enough of them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from accounts.enums import AgencyKind
from assessments.models import Result
from insight.content.determined import is_whole, median

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from accounts.models import Agency

LEAST = 5  # the middle of fewer would tell too much of one of them
INDEX = ""  # the key of the index among the codes of domains


@dataclass(frozen=True, slots=True)
class Peer:
    """One determined result, without a name."""

    agency: int
    kind: str
    values: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Medians:
    """Of `count` others by domain; `values` is empty while they are too few."""

    count: int
    values: Mapping[str, Decimal]

    @property
    def is_shown(self) -> bool:
        return self.count >= LEAST

    @property
    def index(self) -> Decimal | None:
        return self.values.get(INDEX)


NOBODY = Medians(0, {})


def peers_in(periods: Iterable[int]) -> dict[int, list[Peer]]:
    """The determined results of work units by period: one query, no text of any.

    A government as a whole is left out.
    """
    rows = (
        Result.objects.in_force()
        .filter(assessment__period__in=list(periods), is_final=True)
        .exclude(assessment__agency__kind=AgencyKind.PEMDA)
        .values_list(
            "assessment__period_id",
            "assessment__agency_id",
            "assessment__agency__kind",
            "index",
            "inputs__nodes",
        )
    )
    found: dict[int, list[Peer]] = defaultdict(list)
    for period, agency, kind, index, nodes in rows:
        if index is None:  # of a final result there is one
            continue
        values = {node["code"]: Decimal(node["final"]) for node in nodes}
        found[period].append(Peer(agency, kind, values | {INDEX: index}))
    return found


def medians_of(peers: Sequence[Peer], agency: Agency, kind: str = "") -> Medians:
    """Of the others of one kind, or of every kind; the agency itself does not count."""
    if is_whole(agency):
        return NOBODY
    others = [p for p in peers if p.agency != agency.pk and kind in {"", p.kind}]
    if len(others) < LEAST:
        return Medians(len(others), {})
    values: dict[str, list[Decimal]] = defaultdict(list)
    for peer in others:
        for code, value in peer.values.items():
            values[code].append(value)
    found = {c: median(v) for c, v in values.items() if len(v) >= LEAST}
    return Medians(len(others), {c: v for c, v in found.items() if v is not None})
