"""What other levels would amount to, and which rises would help most; plain values.

No Django here. Levels are whole numbers, as answers have them; an indicator without a
level stands at the floor, so what comes out is an estimate (perkiraan) until all are
answered. Weights are the instrument's whole weights: every comparison is exact.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from assessments.scoring import Score, check_level, estimate, round_index
from instruments.definition import Band, Indicator, Instrument

Levels = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Rise:
    """One indicator lifted from `level` to `to`.

    `gain` is exact, in index points; `change` is that of the rounded index when this
    rise is made alone.
    """

    indicator: Indicator
    level: int
    to: int
    gain: Fraction
    change: Decimal

    @property
    def steps(self) -> int:
        return self.to - self.level


@dataclass(frozen=True, slots=True)
class Route:
    """The smallest set of rises that reaches the next predicate, `band`.

    `levels` holds every indicator, `score` is the engine's word on them.
    """

    band: Band
    rises: tuple[Rise, ...]
    levels: Levels
    score: Score

    @property
    def steps(self) -> int:
        return sum(rise.steps for rise in self.rises)


def rises_of(instrument: Instrument, levels: Levels) -> tuple[Rise, ...]:
    """Every rise by one level, largest gain first, ties in the instrument's order.

    Raises LevelError for a level that the instrument does not have.
    """
    start = with_floor(instrument, levels)
    rises = [
        _rise(instrument, start, indicator, start[indicator.code] + 1)
        for indicator in instrument.indicators
        if start[indicator.code] < instrument.scale_max
    ]
    return tuple(sorted(rises, key=lambda rise: -rise.gain))


def route_of(instrument: Instrument, levels: Levels) -> Route | None:
    """The smallest set of rises to the next predicate; None in the highest one.

    Smallest is: fewest steps of one level; among these the fewest indicators; then the
    highest index; then the earlier indicators. One indicator may rise several levels.
    The predicate is read on the rounded index, as the instrument rounds it.
    Raises LevelError for a level that the instrument does not have.
    """
    start = with_floor(instrument, levels)
    rank = estimate(instrument, start).rank or 0
    if rank >= len(instrument.bands):
        return None
    band = instrument.bands[rank]
    needed = _points_to(instrument, band) - _points(instrument, start)
    found = _smallest(instrument, start, needed)
    if found is None:
        return None
    aim = {**start, **found}
    rises = tuple(
        _rise(instrument, start, indicator, aim[indicator.code])
        for indicator in instrument.indicators
        if indicator.code in found
    )
    return Route(band, rises, aim, estimate(instrument, aim))


def with_floor(instrument: Instrument, levels: Levels) -> dict[str, int]:
    """The levels of all indicators in order, those without one at the floor.

    Raises LevelError for a level that the instrument does not have.
    """
    for code, level in levels.items():
        check_level(instrument, code, level)
    floor = instrument.scale_min
    return {i.code: int(levels.get(i.code, floor)) for i in instrument.indicators}


def _rise(instrument: Instrument, start: Levels, indicator: Indicator, to: int) -> Rise:
    level = start[indicator.code]
    whole = _whole(instrument)
    points = _points(instrument, start)
    more = instrument.whole_weights[indicator.code] * (to - level)
    before = round_index(instrument, Fraction(points, whole))
    after = round_index(instrument, Fraction(points + more, whole))
    return Rise(indicator, level, to, Fraction(more, whole), after - before)


def _whole(instrument: Instrument) -> int:
    """The points of an index of 1."""
    return int(instrument.weight * instrument.unit)


def _points(instrument: Instrument, levels: Levels) -> int:
    return sum(instrument.whole_weights[code] * n for code, n in levels.items())


def _points_to(instrument: Instrument, band: Band) -> int:
    """The fewest points whose rounded index is in the band or above it."""
    whole = _whole(instrument)
    every = range(whole * instrument.scale_max + 1)
    return bisect_left(
        every,
        band.from_index,
        key=lambda points: round_index(instrument, Fraction(points, whole)),
    )


# The smallest set


@dataclass(frozen=True, slots=True)
class _Item:
    """An indicator that can rise `room` levels; `worth` of one level, see _items."""

    code: str
    level: int
    room: int
    worth: int


@dataclass(frozen=True, slots=True)
class _Chain:
    """Rises collected so far, the last one in front."""

    worth: int
    item: _Item | None = None
    steps: int = 0
    rest: "_Chain | None" = None

    def then(self, item: _Item, steps: int) -> "_Chain":
        return _Chain(self.worth + steps * item.worth, item, steps, self)

    def __iter__(self) -> Iterator[tuple[_Item, int]]:
        link: _Chain | None = self
        while link and link.item:
            yield link.item, link.steps
            link = link.rest


_Chains = dict[tuple[int, int], _Chain]  # by indicators and steps


def _smallest(instrument: Instrument, start: Levels, needed: int) -> Levels | None:
    """The new levels of the smallest set that gains `needed` points, else None.

    With the number of steps fixed, the best choice within any set of indicators fills
    them from the worthiest on: all but its least worthy rise as far as they can. So it
    is enough to go through the indicators by worth and to keep, for each number of
    indicators and steps, the best set of full rises.
    """
    items, scale = _items(instrument, start)
    fewest = _fewest_steps(items, needed * scale)
    if fewest is None:
        return None
    steps, most = fewest
    full: _Chains = {(0, 0): _Chain(0)}
    whole: _Chains = {}
    for item in items:
        grown: _Chains = {}
        for (count, used), chain in full.items():
            left = steps - used
            if left <= item.room:
                _keep(whole, (count + 1, steps), chain.then(item, left))
            elif count + 1 < most:
                key = (count + 1, used + item.room)
                grown[key] = chain.then(item, item.room)
        for key, chain in grown.items():
            _keep(full, key, chain)
    enough = (key for key in sorted(whole) if whole[key].worth >= needed * scale)
    return {item.code: item.level + rise for item, rise in whole[next(enough)]}


def _keep(chains: _Chains, key: tuple[int, int], chain: _Chain) -> None:
    if key not in chains or chains[key].worth < chain.worth:
        chains[key] = chain


def _items(instrument: Instrument, start: Levels) -> tuple[list[_Item], int]:
    """What can rise, worthiest first, and the factor from points to worth.

    The worth of a level is its points times the factor, plus a digit of its own that
    is the higher the earlier the indicator: no two are equal, and the digits of any
    choice stay below one point.
    """
    base = instrument.scale_max - instrument.scale_min + 1
    digits = list(reversed(instrument.indicators))
    scale = base ** len(digits)
    items = [
        _Item(
            code=indicator.code,
            level=start[indicator.code],
            room=instrument.scale_max - start[indicator.code],
            worth=instrument.whole_weights[indicator.code] * scale + base**place,
        )
        for place, indicator in enumerate(digits)
        if start[indicator.code] < instrument.scale_max
    ]
    return sorted(items, key=lambda item: -item.worth), scale


def _fewest_steps(items: Sequence[_Item], needed: int) -> tuple[int, int] | None:
    """Steps, and indicators at most, when the worthiest rise first; None if never."""
    worth = steps = 0
    for count, item in enumerate(items, start=1):
        for _ in range(item.room):
            worth, steps = worth + item.worth, steps + 1
            if worth >= needed:
                return steps, count
    return None
