"""How far an assessment is, counted from the states of its answers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assessments.enums import AnswerStatus

if TYPE_CHECKING:
    from collections.abc import Iterable

    from assessments.queries import Group, Row

SEGMENTS = (
    ("Diterima", AnswerStatus.ACCEPTED, "ok"),
    ("Siap ditelaah", AnswerStatus.READY, "info"),
    ("Dikembalikan", AnswerStatus.RETURNED, "warn"),
    ("Draf", AnswerStatus.DRAFT, "mute"),
    ("Kosong", AnswerStatus.EMPTY, "mute"),
)


@dataclass(frozen=True, slots=True)
class Progress:
    """Indicators by state: (label, count, tone) each.

    `done` are ready or accepted; `unconfirmed` are drafts carried from the last
    quarter that nobody has looked at yet.
    """

    segments: tuple[tuple[str, int, str], ...]
    done: int
    total: int
    unconfirmed: int


@dataclass(frozen=True, slots=True)
class DomainProgress:
    """One domain: how far it is, and its index when complete."""

    group: Group
    progress: Progress

    @property
    def segments(self) -> tuple[tuple[str, int, str], ...]:
        return self.progress.segments

    @property
    def done(self) -> int:
        return self.progress.done

    @property
    def total(self) -> int:
        return self.progress.total


def progress_of(group: Group) -> DomainProgress:
    return DomainProgress(group, _progress(group.all_rows))


def _progress(rows: Iterable[Row]) -> Progress:
    rows = tuple(rows)
    counts = Counter(row.answer.state for row in rows)
    return Progress(
        segments=tuple((label, counts[state], tone) for label, state, tone in SEGMENTS),
        done=counts[AnswerStatus.READY] + counts[AnswerStatus.ACCEPTED],
        total=len(rows),
        unconfirmed=sum(row.answer.is_unconfirmed for row in rows),
    )
