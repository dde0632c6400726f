"""Why an index moved: the difference of two indices, split exactly into its causes.

No Django here. Two measurements of one agency go in, under one instrument or two, with
the pairs of indicators that ask the same; contributions come out that add up to the
difference as fractions, not nearly. `docs/adr/` argues the convention:

* An index is the sum of share x level, the share being an indicator's weight over the
  weight of all. An old indicator that has several counterparts, or a new one, spreads
  its share over them by their weights; each pair is one part.
* The work of a pair is the change of its level times the mean of its two shares, the
  instrument's part the change of its share times the mean of its two levels.
* An added indicator counts as share x level, a removed one as its negative, both for the
  instrument. Levels of the instrument's part are measured from the middle of the two
  indices: shares add up to one on both sides, so that no sum changes by it, and an
  indicator that came in below the middle is seen to pull the index down.

So the order of the two measurements makes no difference but for the sign.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from assessments.scoring import Level, LevelError, check_level, round_index

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from instruments.definition import Instrument

PLACES = 4  # decimals of a contribution that people read
NOTHING = Fraction(0)


class DecompositionError(ValueError):
    """Two measurements that cannot be compared; the message is for the user."""


class Kind(StrEnum):
    """Where an indicator stands: on both sides, on the new one, or on the old one."""

    KEPT = "KEPT"
    ADDED = "ADDED"
    REMOVED = "REMOVED"


@dataclass(frozen=True, slots=True)
class Measurement:
    """The levels of every indicator of an instrument, {code: level}."""

    instrument: Instrument
    levels: Mapping[str, Level]

    def share(self, code: str) -> Fraction:
        return self.instrument.by_code[code].weight / self.instrument.weight

    def level(self, code: str) -> Fraction:
        return Fraction(self.levels[code])

    @property
    def exact(self) -> Fraction:
        return sum((self.share(c) * self.level(c) for c in self.levels), NOTHING)

    @property
    def index(self) -> Decimal:
        """As published: rounded once, by the instrument's own rule."""
        return round_index(self.instrument, self.exact)


@dataclass(frozen=True, slots=True)
class Part:
    """One pair of indicators, or one without a counterpart, and what it moved.

    Codes are empty and levels None on the side where the indicator does not stand.
    Shares are fractions of one; `work` and `instrument` are index points.
    """

    kind: Kind
    old: str
    new: str
    old_share: Fraction
    new_share: Fraction
    old_level: Fraction | None
    new_level: Fraction | None
    work: Fraction
    instrument: Fraction

    @property
    def total(self) -> Fraction:
        return self.work + self.instrument


@dataclass(frozen=True, slots=True)
class Decomposition:
    """Everything that moved the index: the parts add up to `difference`, exactly."""

    old: Measurement
    new: Measurement
    parts: tuple[Part, ...]

    @property
    def difference(self) -> Fraction:
        return self.new.exact - self.old.exact

    @property
    def work(self) -> Fraction:
        return sum((part.work for part in self.parts), NOTHING)

    @property
    def instrument(self) -> Fraction:
        return sum((part.instrument for part in self.parts), NOTHING)

    @property
    def published(self) -> Decimal:
        """The difference of the two published indices."""
        return self.new.index - self.old.index

    @property
    def rounding(self) -> Fraction:
        """What the two roundings add to the exact difference."""
        return Fraction(self.published) - self.difference


def identity(instrument: Instrument) -> tuple[tuple[str, str], ...]:
    """The pairs of an instrument with itself."""
    return tuple((leaf.code, leaf.code) for leaf in instrument.indicators)


def decompose(
    old: Measurement, new: Measurement, pairs: Iterable[tuple[str, str]]
) -> Decomposition:
    """Split the difference of two indices; `pairs` are (old code, new code).

    An indicator in no pair was removed or added. Parts stand in the order of the new
    instrument, removed ones after them in that of the old. Raises DecompositionError
    when a level is missing or no level, a code unknown, or the scales differ.
    """
    _check(old, new)
    known = _sorted(old, new, pairs)
    middle = (old.exact + new.exact) / 2
    parts = [
        *(_kept(old, new, pair, shares, middle) for pair, shares in known.items()),
        *_unpaired(old, new, known, middle),
    ]
    order = _order(old.instrument, new.instrument)
    parts.sort(key=lambda part: order[part.new, part.old])
    return Decomposition(old, new, tuple(parts))


def _check(old: Measurement, new: Measurement) -> None:
    scales = [(m.instrument.scale_min, m.instrument.scale_max) for m in (old, new)]
    if scales[0] != scales[1]:
        msg = "Skala tingkat kedua instrumen berbeda, jadi keduanya tidak dibandingkan."
        raise DecompositionError(msg)
    for measured in (old, new):
        missing = [
            leaf.code
            for leaf in measured.instrument.indicators
            if leaf.code not in measured.levels
        ]
        if missing:
            msg = f"Tingkat {', '.join(missing)} tidak diketahui."
            raise DecompositionError(msg)
        try:
            for code, level in measured.levels.items():
                check_level(measured.instrument, code, level)
        except LevelError as error:
            msg = f"{code} bertingkat {level}, di luar skala instrumennya."
            raise DecompositionError(msg) from error


Pair = tuple[str, str]
Shares = tuple[Fraction, Fraction]


def _sorted(
    old: Measurement, new: Measurement, pairs: Iterable[Pair]
) -> dict[Pair, Shares]:
    """Each pair once, with the part of either indicator's share that falls to it."""
    found = sorted(set(pairs))
    to_new: dict[str, Fraction] = defaultdict(Fraction)
    to_old: dict[str, Fraction] = defaultdict(Fraction)
    for before, after in found:
        if before not in old.levels or after not in new.levels:
            msg = f"Padanan {before} dan {after} tidak ada pada kedua instrumen."
            raise DecompositionError(msg)
        to_new[before] += new.share(after)
        to_old[after] += old.share(before)
    return {
        (before, after): (
            old.share(before) * new.share(after) / to_new[before],
            new.share(after) * old.share(before) / to_old[after],
        )
        for before, after in found
    }


def _kept(
    old: Measurement, new: Measurement, pair: Pair, shares: Shares, middle: Fraction
) -> Part:
    (before, after), (share, later) = pair, shares
    level, now = old.level(before), new.level(after)
    work = (now - level) * (share + later) / 2
    instrument = (later - share) * ((level + now) / 2 - middle)
    return Part(Kind.KEPT, before, after, share, later, level, now, work, instrument)


def _unpaired(
    old: Measurement, new: Measurement, known: Mapping[Pair, Shares], middle: Fraction
) -> Iterable[Part]:
    olds, news = {pair[0] for pair in known}, {pair[1] for pair in known}
    for code in new.levels.keys() - news:
        share, level = new.share(code), new.level(code)
        moved = share * (level - middle)
        yield Part(Kind.ADDED, "", code, NOTHING, share, None, level, NOTHING, moved)
    for code in old.levels.keys() - olds:
        share, level = old.share(code), old.level(code)
        moved = -share * (level - middle)
        yield Part(Kind.REMOVED, code, "", share, NOTHING, level, None, NOTHING, moved)


def _order(old: Instrument, new: Instrument) -> dict[Pair, tuple[int, int]]:
    olds = {leaf.code: at for at, leaf in enumerate(old.indicators)} | {"": -1}
    news = {leaf.code: at for at, leaf in enumerate(new.indicators)}
    news[""] = len(news)
    return {(a, b): (news[a], olds[b]) for a in news for b in olds}


def apportion(
    parts: Sequence[Fraction], total: Decimal, places: int = PLACES
) -> list[Decimal]:
    """Parts rounded to `places` so that they still add up to `total`, to the last digit.

    The exact parts must add up to `total`, a multiple of the last digit. Each is rounded
    down, and those that lost most get the digits that are left: none is off by one or
    more, and a part that was exact stays as it is. Raises ValueError otherwise.
    """
    if sum(parts, NOTHING) != Fraction(total):
        msg = "The parts do not add up to the total."
        raise ValueError(msg)
    scaled = [part * 10**places for part in parts]
    units = [part.numerator // part.denominator for part in scaled]
    left = Fraction(total) * 10**places - sum(units)
    if left.denominator != 1:
        msg = f"{total} has more than {places} decimals."
        raise ValueError(msg)
    lost = sorted(range(len(parts)), key=lambda at: (units[at] - scaled[at], at))
    for at in lost[: int(left)]:
        units[at] += 1
    unit = Decimal(1).scaleb(-places)
    return [(unit * number).quantize(unit, ROUND_FLOOR) for number in units]
