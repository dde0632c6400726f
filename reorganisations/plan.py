"""What a reorganisation would do, row by row, and what stands against it.

A plan is read, never saved: what is shown and what is carried out come from the same
decisions. Its hash tells whether what was shown still holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from lib import canonical
from reorganisations import conflicts, effects
from reorganisations.decisions import Decisions
from reorganisations.enums import Kind, Section
from reorganisations.situation import situation_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reorganisations.effects import Row
    from reorganisations.models import Reorganisation


@dataclass(frozen=True)
class Plan:
    """`conflicts` are sentences; while there is one, nothing is carried out."""

    decisions: Decisions
    rows: tuple[Row, ...]
    conflicts: tuple[str, ...]

    @property
    def sha256(self) -> str:
        rows = [(row.section.value, row.subject, row.effect) for row in self.rows]
        return canonical.sha256({"rows": rows, "conflicts": list(self.conflicts)})

    @property
    def outcome(self) -> list[dict[str, str]]:
        """The rows as the reorganisation keeps them."""
        return [row.to_json() for row in self.rows]

    @property
    def sections(self) -> list[tuple[Section, list[Row]]]:
        return list(grouped(self.rows))


def grouped(rows: tuple[Row, ...]) -> Iterator[tuple[Section, list[Row]]]:
    for section, found in groupby(rows, key=lambda row: row.section):
        yield section, list(found)


def plan_of(reorganisation: Reorganisation, *, hold: bool = False) -> Plan:
    """A constant number of queries; with `hold` the rows it rests on are held."""
    situation = situation_of(reorganisation, hold=hold)
    decisions = Decisions(situation)
    against = tuple(conflicts.of(decisions))
    if not situation.closing:
        return Plan(decisions, (), against)
    parts = effects.OF_RENAMING
    if situation.kind is not Kind.RENAME:
        parts = effects.OF_CLOSING
    rows = tuple(row for part in parts for row in part(decisions))
    return Plan(decisions, rows, against)
