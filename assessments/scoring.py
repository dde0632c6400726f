"""The maturity index, as arithmetic on plain values.

No Django here: an Instrument and the levels go in, numbers come out. Exact fractions
inside, one rounding at the end (PermenPANRB 59/2020; `docs/adr/` says why half up).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction

from instruments.definition import Case, DefinitionError, Instrument, Node

Level = int | Decimal | Fraction


class LevelError(ValueError):
    """A level outside the instrument's scale, or of a code that it does not have."""


@dataclass(frozen=True, slots=True)
class NodeScore:
    """The index of one domain or aspect: exact, rounded, and its predicate."""

    code: str
    exact: Fraction
    index: Decimal
    predicate: str
    rank: int


@dataclass(frozen=True, slots=True)
class Score:
    """What levels amount to.

    `index` runs from the scale's minimum to its maximum, rounded once; `exact` is the
    same before rounding; `rank` is the predicate's place from 1. All three, and the
    predicate, are None while a level is missing; `missing` names the codes. `nodes`
    holds every domain and aspect that is complete by itself.
    """

    index: Decimal | None
    predicate: str | None
    nodes: Mapping[str, NodeScore]
    missing: tuple[str, ...]
    exact: Fraction | None = None
    rank: int | None = None


def score(instrument: Instrument, levels: Mapping[str, Level]) -> Score:
    """The weighted mean of the levels, rounded once; none while one is missing.

    `levels` maps indicator codes to levels; a missing key is a missing answer, never
    a 0 or a 1. Raises LevelError for a level outside the scale, a fraction where the
    scale has whole levels, a float, or an unknown code.
    """
    for code, level in levels.items():
        check_level(instrument, code, level)
    weights = instrument.whole_weights
    points = {code: weights[code] * _exactly(level) for code, level in levels.items()}
    nodes: dict[str, NodeScore] = {}
    totals = [_add_up(instrument, root, points, nodes) for root in instrument.nodes]
    nodes = {n.code: nodes[n.code] for n in instrument.all_nodes if n.code in nodes}
    missing = tuple(i.code for i in instrument.indicators if i.code not in points)
    if missing:
        return Score(None, None, nodes, missing)
    points_of_all = sum((total for total in totals if total is not None), Fraction(0))
    exact = points_of_all / (instrument.weight * instrument.unit)
    index = round_index(instrument, exact)
    rank = instrument.rank_of(index)
    return Score(index, instrument.bands[rank - 1].name, nodes, (), exact, rank)


def estimate(instrument: Instrument, levels: Mapping[str, Level]) -> Score:
    """The score with unanswered indicators at the floor: for a screen, labelled so.

    Never stored, printed or exported.
    """
    floor = {i.code: instrument.scale_min for i in instrument.indicators}
    return score(instrument, {**floor, **levels})


def round_index(instrument: Instrument, exact: Fraction) -> Decimal:
    """An exact index rounded to the instrument's step by its mode.

    Whole numbers decide below, at or above a half: no precision of `decimal` comes
    between the fraction and the rounding.
    """
    step = instrument.step.as_integer_ratio()
    unit = exact.denominator * step[0]
    whole, rest = divmod(exact.numerator * step[1], unit)
    if 2 * rest > unit or (2 * rest == unit and _goes_up(instrument.rounding, whole)):
        whole += 1
    return whole * instrument.step


def _goes_up(rounding: str, whole: int) -> bool:
    """Whether exactly a half above `whole` steps is rounded up."""
    return rounding == ROUND_HALF_UP or (rounding == ROUND_HALF_EVEN and whole % 2 == 1)


def exact_text(exact: Fraction) -> str:
    """An exact index as text: a finite decimal of two digits or more ("1.00", "2.035"),
    else "n/d".
    """
    rest = exact.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest != 1:
        return f"{exact.numerator}/{exact.denominator}"
    places = 2
    while (exact * 10**places).denominator != 1:
        places += 1
    return f"{Decimal((exact * 10**places).numerator).scaleb(-places):f}"


def levels_of(instrument: Instrument, digits: str) -> dict[str, int]:
    """Levels from one digit per indicator in instrument order.

    Raises LevelError when the count or a digit is wrong.
    """
    if len(digits) != len(instrument.indicators):
        msg = f"{len(digits)} levels for {len(instrument.indicators)} indicators"
        raise LevelError(msg)
    levels = {}
    for indicator, digit in zip(instrument.indicators, digits, strict=True):
        if digit not in instrument.digits:
            msg = f"{indicator.code}: {digit!r} is not a level"
            raise LevelError(msg)
        levels[indicator.code] = instrument.digits[digit]
    return levels


def verify(instrument: Instrument) -> None:
    """Run the instrument's own self-test. Raises DefinitionError naming the case."""
    for case in instrument.self_test:
        _verify_case(instrument, case)


def _verify_case(instrument: Instrument, case: Case) -> None:
    try:
        found = score(instrument, levels_of(instrument, case.levels))
    except LevelError as error:
        msg = f"self_test > {case.name}: {error}."
        raise DefinitionError(msg) from error
    if (found.index, found.predicate) != (case.index, case.predicate):
        msg = (
            f"self_test > {case.name}: expected {case.index} {case.predicate}, "
            f"computed {found.index} {found.predicate}."
        )
        raise DefinitionError(msg)


def _add_up(
    instrument: Instrument,
    node: Node,
    points: Mapping[str, int | Fraction],
    nodes: dict[str, NodeScore],
) -> int | Fraction | None:
    """The points below a node, None when one is missing; notes scores in `nodes`."""
    below = [_add_up(instrument, child, points, nodes) for child in node.nodes]
    parts = [*below, *(points.get(leaf.code) for leaf in node.indicators)]
    total: int | Fraction = 0
    for part in parts:
        if part is None:
            return None
        total += part
    exact = Fraction(total, instrument.whole_weights[node.code])
    index = round_index(instrument, exact)
    rank = instrument.rank_of(index)
    predicate = instrument.bands[rank - 1].name
    nodes[node.code] = NodeScore(node.code, exact, index, predicate, rank)
    return total


def _exactly(level: Level) -> int | Fraction:
    return level if isinstance(level, int) else Fraction(level)


def check_level(instrument: Instrument, code: str, level: Level) -> None:
    """Raises LevelError when `level` is no level of the instrument's indicator `code`."""
    if type(level) is int and level in instrument.levels and code in instrument.by_code:
        return  # by far the most frequent
    if code not in instrument.by_code:
        msg = f"{code} is not an indicator of {instrument.code}"
        raise LevelError(msg)
    if isinstance(level, bool) or not isinstance(level, int | Decimal | Fraction):
        msg = f"{code}: {level!r} is not an exact number"
        raise LevelError(msg)
    if not instrument.scale_min <= level <= instrument.scale_max:
        msg = f"{code}: level {level} is outside the scale"
        raise LevelError(msg)
    if not instrument.fractional and level != int(level):
        msg = f"{code}: level {level} is not a whole number"
        raise LevelError(msg)
