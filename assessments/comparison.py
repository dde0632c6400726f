"""One indicator over all agencies of a mentor, so that judgement stays even."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from django.db.models import Prefetch

from assessments.enums import AnswerStatus, Status
from assessments.models import Answer, Review
from assessments.queries import assessments_of_mentor
from instruments.queries import definition_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.models import User
    from assessments.models import Period, ReviewClaim
    from instruments.definition import Indicator, Instrument

WAITING, DECIDED = "waiting", "decided"


@dataclass(frozen=True, slots=True)
class Row:
    """What one agency says of the indicator, and what was decided."""

    answer: Answer
    reader: int

    @property
    def is_waiting(self) -> bool:
        submitted = self.answer.assessment.state is Status.SUBMITTED
        return submitted and self.answer.state is AnswerStatus.READY

    @property
    def claim(self) -> ReviewClaim | None:
        """Another mentor's, while it holds."""
        claim = self.answer.live_claim if self.is_waiting else None
        return claim if claim and claim.mentor_id != self.reader else None

    @property
    def change(self) -> int | None:
        verified, level = self.answer.verified_level, self.answer.self_level
        return None if verified is None or level is None else verified - level

    @property
    def last_reason(self) -> str:
        """Why the level is another one, or why the answer went back."""
        reviews = list(self.answer.reviews.all())
        return reviews[-1].reason if reviews else ""


@dataclass(frozen=True, slots=True)
class Step:
    """The agencies that claim one level."""

    level: int | None
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Tab:
    value: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    period: Period
    instrument: Instrument
    indicator: Indicator
    rows: tuple[Row, ...]
    state: str

    @property
    def shown(self) -> tuple[Row, ...]:
        if self.state == WAITING:
            return tuple(row for row in self.rows if row.is_waiting)
        if self.state == DECIDED:
            return tuple(row for row in self.rows if not row.is_waiting)
        return self.rows

    @property
    def steps(self) -> tuple[Step, ...]:
        """Highest claim first; agencies by name within it."""
        groups = groupby(self.shown, key=lambda row: row.answer.self_level)
        return tuple(Step(level, tuple(rows)) for level, rows in groups)

    @property
    def tabs(self) -> tuple[Tab, ...]:
        waiting = sum(row.is_waiting for row in self.rows)
        found = (
            ("", "Semua", len(self.rows)),
            (WAITING, "Menunggu", waiting),
            (DECIDED, "Diputus", len(self.rows) - waiting),
        )
        return tuple(Tab(v, label, n, v == self.state) for v, label, n in found)

    @property
    def spread(self) -> tuple[tuple[int, int, int], ...]:
        """(level, claimed by, verified for) of every level, highest first."""
        claimed = Counter(row.answer.self_level for row in self.rows)
        verified = Counter(row.answer.verified_level for row in self.rows)
        levels = reversed(self.instrument.levels)
        return tuple((level, claimed[level], verified[level]) for level in levels)

    @property
    def previous(self) -> Indicator | None:
        at = self._at
        return self.instrument.indicators[at - 1] if at else None

    @property
    def next(self) -> Indicator | None:
        rest = self.instrument.indicators[self._at + 1 :]
        return rest[0] if rest else None

    @property
    def _at(self) -> int:
        return [i.code for i in self.instrument.indicators].index(self.indicator.code)


def comparison_of(
    period: Period, code: str, mentor: User, *, state: str = ""
) -> Comparison | None:
    """Two queries; none where the quarter's instrument has no such indicator.

    An agency that is still filling for the first time is left out: a draft is not
    judged. So is a government, whose instrument is another.
    """
    instrument = definition_of(period.version_id)
    indicator = instrument.by_code.get(code)
    if indicator is None:
        return None
    assessments = assessments_of_mentor(mentor).filter(period=period).of_units()
    answers = (
        Answer.objects.filter(
            assessment__in=assessments.exclude(status=Status.FILLING),
            indicator__code=code,
        )
        .with_context()
        .select_related("claim__mentor")
        .prefetch_related(
            Prefetch("reviews", Review.objects.standing().order_by("decided_at"))
        )
        .with_citation_count()
    )
    rows = tuple(_sorted(Row(answer, mentor.pk) for answer in answers))
    return Comparison(period, instrument, indicator, rows, state)


def _sorted(rows: Iterable[Row]) -> list[Row]:
    return sorted(
        rows,
        key=lambda row: (
            -(row.answer.self_level or 0),
            row.answer.assessment.agency_name,
        ),
    )
