import time
from decimal import Decimal
from fractions import Fraction
from itertools import product
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from assessments.scoring import LevelError, estimate, score
from assessments.simulation import rises_of, route_of, with_floor
from instruments.definition import Band, Indicator, Instrument, Node, load, parse
from tests.factories import SMALL

ROOT = Path(__file__).resolve().parents[2]
INSTRUMENTS = [
    load(path) for path in sorted((ROOT / "fixtures/instruments").glob("*.yaml"))
]
REFERENCE = next(i for i in INSTRUMENTS if i.code == "opd-rujukan-2026")


def instrument(weights, *, high=5, bands=("1", "2.6"), rounding="ROUND_HALF_UP"):
    """One node with an indicator for each weight: I1, I2 and so on."""
    leaves = tuple(
        Indicator(f"I{n}", f"Indikator {n}", Fraction(weight))
        for n, weight in enumerate(weights, start=1)
    )
    total = sum((leaf.weight for leaf in leaves), Fraction(0))
    return Instrument(
        code="uji",
        title="",
        applies_to="",
        status="",
        status_label="",
        scale_min=1,
        scale_max=high,
        fractional=False,
        tree_depth=1,
        step=Decimal("0.01"),
        rounding=rounding,
        bands=tuple(Band(f"P{n}", Decimal(b)) for n, b in enumerate(bands, start=1)),
        nodes=(Node("D1", "Domain", "domain", total, indicators=leaves),),
    )


def raised(route):
    return {rise.indicator.code: rise.to for rise in route.rises}


# Rises by one level


def test_rises_are_sorted_by_gain_and_then_by_their_place():
    small = parse(SMALL)  # I1 weighs 40, I2 20, I3 40

    rises = rises_of(small, {"I1": 2, "I2": 1, "I3": 4})

    assert [(r.indicator.code, r.level, r.to) for r in rises] == [
        ("I1", 2, 3),
        ("I3", 4, 5),
        ("I2", 1, 2),
    ]
    assert [r.gain for r in rises] == [Fraction(2, 5), Fraction(2, 5), Fraction(1, 5)]
    assert [r.change for r in rises] == [Decimal("0.40")] * 2 + [Decimal("0.20")]


def test_a_level_at_the_top_cannot_rise_and_a_missing_one_rises_from_the_floor():
    small = parse(SMALL)

    rises = rises_of(small, {"I1": 5, "I3": 5})

    assert [(r.indicator.code, r.level) for r in rises] == [("I2", 1)]


def test_the_gain_is_exact_where_the_weight_is_a_fraction():
    thirds = instrument(["20/6", "20/6", "40/12"], bands=("1",))

    rises = rises_of(thirds, {})

    assert {rise.gain for rise in rises} == {Fraction(1, 3)}
    assert {rise.change for rise in rises} == {Decimal("0.33")}


@given(st.lists(st.integers(1, 5), min_size=25, max_size=25))
def test_each_change_is_what_the_engine_says_of_that_rise(values):
    levels = dict(zip(REFERENCE.by_code, values, strict=True))
    before = score(REFERENCE, levels)

    for rise in rises_of(REFERENCE, levels):
        after = score(REFERENCE, {**levels, rise.indicator.code: rise.to})
        assert rise.gain == after.exact - before.exact
        assert rise.change == after.index - before.index


# The next predicate


def test_no_route_from_the_highest_predicate():
    assert route_of(parse(SMALL), {"I1": 5, "I2": 5, "I3": 5}) is None


def test_no_route_to_a_predicate_that_no_level_reaches():
    assert route_of(instrument(["1"], high=3, bands=("1", "3.5")), {}) is None


def test_the_heaviest_indicator_alone_may_rise_several_levels():
    route = route_of(parse(SMALL), {"I1": 1, "I2": 1, "I3": 1})

    assert route.band.name == "Cukup"
    assert raised(route) == {"I1": 3}
    assert (route.steps, route.score.index) == (2, Decimal("1.80"))


def test_the_predicate_is_read_on_the_rounded_index():
    close = instrument(["199", "801"], high=2, bands=("1", "1.2", "1.5"))

    assert estimate(close, {"I1": 2}).rank == 2  # 1,199 is 1,20
    assert route_of(close, {}).band.name == "P2"
    assert route_of(close, {"I1": 2}).band.name == "P3"


def test_half_a_step_below_the_band_is_enough_only_where_halves_round_up():
    halfway = ["195", "805"]  # I1 raised: exactly 1,195
    up = instrument(halfway, high=2, bands=("1", "1.2"))
    down = instrument(
        halfway, high=2, bands=("1", "1.2", "1.5"), rounding="ROUND_HALF_DOWN"
    )

    assert route_of(up, {"I1": 2}) is None
    assert raised(route_of(down, {"I1": 2})) == {"I2": 2}
    assert estimate(down, {"I1": 2}).rank == 1


def test_among_equal_numbers_of_steps_the_fewest_indicators_rise():
    even = instrument(["1", "1", "1", "1"], bands=("1", "1.5"))

    route = route_of(even, {"I1": 5})  # 2,00 already: the second band
    low = route_of(instrument(["1", "1", "1", "1"], bands=("1", "1.75")), {})

    assert route is None
    assert raised(low) == {"I1": 4}


def test_a_larger_index_is_preferred_before_the_earlier_indicator():
    uneven = instrument(["30", "40", "30"], high=2, bands=("1", "1.3"))

    assert raised(route_of(uneven, {})) == {"I2": 2}


def test_a_level_outside_the_scale_is_refused():
    with pytest.raises(LevelError):
        route_of(parse(SMALL), {"I1": 6})
    with pytest.raises(LevelError):
        rises_of(parse(SMALL), {"I9": 1})
    assert with_floor(parse(SMALL), {"I2": 4}) == {"I1": 1, "I2": 4, "I3": 1}


weights = st.fractions(Fraction(1, 6), 12, max_denominator=6)
modes = st.sampled_from(["ROUND_HALF_UP", "ROUND_HALF_EVEN", "ROUND_HALF_DOWN"])


@st.composite
def cases(draw):
    high = draw(st.integers(2, 5))
    count = draw(st.integers(1, 6 if high < 4 else 4))
    few = draw(st.lists(weights, min_size=1, max_size=3))  # so that weights repeat
    own = draw(st.lists(st.sampled_from(few), min_size=count, max_size=count))
    edges = draw(st.sets(st.integers(101, high * 100), min_size=1, max_size=4))
    bands = ["1", *(str(Decimal(edge) / 100) for edge in sorted(edges))]
    made = instrument(own, high=high, bands=bands, rounding=draw(modes))
    values = draw(st.lists(st.integers(1, high), min_size=count, max_size=count))
    levels = dict(zip(made.by_code, values, strict=True))
    return made, levels


@given(cases())
def test_the_route_is_the_smallest_of_all_sets(case):
    made, levels = case
    rank = score(made, levels).rank
    assume(rank < len(made.bands))

    route = route_of(made, levels)

    tried = product(*(range(made.scale_max - n + 1) for n in levels.values()))
    reaching = []
    for lifts in tried:
        aim = {c: n + up for (c, n), up in zip(levels.items(), lifts, strict=True)}
        found = score(made, aim)
        if found.rank > rank:
            count = sum(up > 0 for up in lifts)
            order = tuple(-up for up in lifts)
            reaching.append((sum(lifts), count, -found.exact, order, aim))
    assert (route is None) == (not reaching)
    if route:
        *_, aim = min(reaching, key=lambda option: option[:4])
        assert route.levels == aim
        assert route.score == score(made, aim)
        assert raised(route) == {c: n for c, n in aim.items() if n != levels[c]}


@given(st.sampled_from(INSTRUMENTS), st.data())
def test_the_route_reaches_the_next_predicate_and_no_step_is_spare(made, data):
    high = data.draw(st.integers(1, made.scale_max))
    count = len(made.indicators)
    values = data.draw(st.lists(st.integers(1, high), min_size=count, max_size=count))
    levels = dict(zip(made.by_code, values, strict=True))
    before = estimate(made, levels)

    route = route_of(made, levels)

    if route is None:
        assert before.rank == len(made.bands)
        return
    assert route.score.rank > before.rank
    for rise in route.rises:
        less = {**route.levels, rise.indicator.code: rise.to - 1}
        assert estimate(made, less).rank == before.rank


@pytest.mark.parametrize("made", INSTRUMENTS, ids=lambda i: i.code)
def test_the_route_is_found_at_once(made):
    floor = dict.fromkeys(made.by_code, 1)
    longest = parse_bands(made, "1", str(made.scale_max - 1))

    started = time.perf_counter()
    route_of(made, floor)
    assert time.perf_counter() - started < 0.5  # 0.05 s on a quiet machine

    started = time.perf_counter()
    assert route_of(longest, floor).score.index >= made.scale_max - 1
    assert time.perf_counter() - started < 2


def parse_bands(made, *edges):
    bands = tuple(Band(edge, Decimal(edge)) for edge in edges)
    fields = {name: getattr(made, name) for name in Instrument.__dataclass_fields__}
    return Instrument(**(fields | {"bands": bands}))
