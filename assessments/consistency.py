"""How evenly mentors judge: spreads by indicator and mentor, and what lies far off.

Nothing here decides: the lead and the plenary look at what is listed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from fractions import Fraction
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

FAR = 2  # levels between a change and the median change of its indicator
ENOUGH = 4  # decisions of an indicator before one of them can lie far off


@dataclass(frozen=True, slots=True)
class Judgement:
    """One verified answer: levels are whole numbers of the instrument's scale.

    `answer`, `agency` and `mentor` are whatever names them to the caller.
    """

    answer: Hashable
    agency: Hashable
    mentor: Hashable
    code: str
    self_level: int
    verified_level: int

    @property
    def change(self) -> int:
        """Verified minus self level: below zero the mentor saw less."""
        return self.verified_level - self.self_level


@dataclass(frozen=True, slots=True)
class MentorMean:
    """One mentor's judgements: their number and their mean change in levels.

    `apart` is that mean minus the mean of everybody else's judgements of the same
    indicators; None while nobody else judged one of them.
    """

    mentor: Hashable
    count: int
    mean: Fraction
    apart: Fraction | None


@dataclass(frozen=True, slots=True)
class Spread:
    """All judgements of one indicator."""

    code: str
    judgements: tuple[Judgement, ...]

    @property
    def counts(self) -> Counter[int]:
        """How many agencies have each verified level."""
        return Counter(j.verified_level for j in self.judgements)

    @property
    def level(self) -> float:
        """The median of the verified levels."""
        return median(j.verified_level for j in self.judgements)

    @property
    def change(self) -> float:
        """The median of verified minus self."""
        return median(j.change for j in self.judgements)

    @property
    def mean_change(self) -> Fraction:
        return _mean([j.change for j in self.judgements])

    @property
    def mentors(self) -> tuple[MentorMean, ...]:
        return mentor_means(self.judgements)

    @property
    def range(self) -> Fraction | None:
        """Between the strictest and the mildest mentor; None with fewer than two."""
        means = [m.mean for m in self.mentors]
        return max(means) - min(means) if len(means) > 1 else None


@dataclass(frozen=True, slots=True)
class FarOff:
    """A judgement that lies far from the others of its indicator, and how far."""

    judgement: Judgement
    spread: Spread

    @property
    def distance(self) -> float:
        """Change minus the median change: below zero it was judged more strictly."""
        return self.judgement.change - self.spread.change


def spreads_of(judgements: Iterable[Judgement]) -> dict[str, Spread]:
    """The judgements by indicator, in the order in which the codes come."""
    found: dict[str, list[Judgement]] = defaultdict(list)
    for judgement in judgements:
        found[judgement.code].append(judgement)
    return {code: Spread(code, tuple(rows)) for code, rows in found.items()}


def far_off(spreads: Iterable[Spread]) -> list[FarOff]:
    """Judgements whose change is two levels or more from the median change.

    Levels themselves differ because agencies do; how far mentors move from what is
    claimed should not. Farthest first. An indicator with fewer than four judgements
    has no "rest" to be far from.
    """
    found = [
        FarOff(judgement, spread)
        for spread in spreads
        if len(spread.judgements) >= ENOUGH
        for judgement in spread.judgements
    ]
    return sorted(
        (row for row in found if abs(row.distance) >= FAR),
        key=lambda row: -abs(row.distance),
    )


def mentor_means(judgements: Sequence[Judgement]) -> tuple[MentorMean, ...]:
    """Each mentor against everybody else, the strictest first."""
    by_mentor: dict[Hashable, list[Judgement]] = defaultdict(list)
    for judgement in judgements:
        by_mentor[judgement.mentor].append(judgement)
    means = [
        MentorMean(
            mentor,
            len(own),
            _mean([j.change for j in own]),
            _apart(own, [j for j in judgements if j.mentor != mentor]),
        )
        for mentor, own in by_mentor.items()
    ]
    return tuple(sorted(means, key=lambda m: m.mean))


def _apart(own: Sequence[Judgement], others: Sequence[Judgement]) -> Fraction | None:
    codes = {j.code for j in own}
    same = [j.change for j in others if j.code in codes]
    return _mean([j.change for j in own]) - _mean(same) if same else None


def _mean(values: Sequence[int]) -> Fraction:
    return Fraction(sum(values), len(values))
