import csv
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.scoring import (
    LevelError,
    estimate,
    exact_text,
    levels_of,
    round_index,
    score,
    verify,
)
from instruments.definition import DefinitionError, load, parse
from tests.factories import SMALL

ROOT = Path(__file__).resolve().parents[2]
INSTRUMENTS = {
    path.stem: load(path) for path in (ROOT / "fixtures/instruments").glob("*.yaml")
}
NATIONAL = INSTRUMENTS["permenpanrb-59-2020"]

with (ROOT / "tests/data/published-indices.csv").open(encoding="utf-8") as file:
    PUBLISHED = list(csv.DictReader(file))


def small(**changes):
    return parse(SMALL | changes)


levels_1_to_5 = st.lists(st.integers(1, 5), min_size=47, max_size=47)


def as_levels(instrument, values):
    return dict(zip(instrument.by_code, values, strict=False))


# Published results


@pytest.mark.parametrize(
    "case", PUBLISHED, ids=lambda c: f"{c['institution']} {c['year']}"
)
def test_score_gives_what_was_published(case):
    instrument = INSTRUMENTS[case["instrument"]]

    found = score(instrument, levels_of(instrument, case["levels"]))

    assert str(found.index) == case["index_2dp"]
    domains = [str(found.nodes[node.code].index) for node in instrument.nodes]
    assert domains == case["domain_indices_2dp"].split()
    if case["exact_index"]:
        assert exact_text(found.exact) == case["exact_index"]
    if case["published_index"]:
        assert str(found.index) == case["published_index"]


def test_every_published_case_is_read():
    assert len(PUBLISHED) == 16


@pytest.mark.parametrize("instrument", INSTRUMENTS.values(), ids=lambda i: i.code)
def test_self_test_of_each_instrument_holds(instrument):
    verify(instrument)


# Properties


@given(levels_1_to_5)
def test_score_equals_the_sum_of_fractions(values):
    levels = as_levels(NATIONAL, values)

    found = score(NATIONAL, levels)

    expected = Fraction(0)
    for indicator in NATIONAL.indicators:
        expected += Fraction(indicator.weight) * levels[indicator.code]
    assert found.exact == expected / 100
    thousandths = expected / 100 * 100
    half_up = (thousandths + Fraction(1, 2)) // 1
    assert found.index == Decimal(int(half_up)).scaleb(-2)


@given(levels_1_to_5)
def test_score_is_the_weighted_mean_of_the_domains_and_they_of_their_aspects(values):
    found = score(NATIONAL, as_levels(NATIONAL, values))

    for node in NATIONAL.nodes:
        parts = sum(
            child.weight * found.nodes[child.code].exact for child in node.nodes
        )
        assert found.nodes[node.code].exact == parts / node.weight
    total = sum(node.weight * found.nodes[node.code].exact for node in NATIONAL.nodes)
    assert found.exact == total / NATIONAL.weight


@given(levels_1_to_5)
def test_score_stays_within_the_scale_and_has_a_predicate(values):
    found = score(NATIONAL, as_levels(NATIONAL, values))

    assert Decimal(1) <= found.index <= Decimal(5)
    assert found.predicate == NATIONAL.bands[found.rank - 1].name


@given(levels_1_to_5, st.integers(0, 46))
def test_score_never_falls_when_a_level_rises(values, at):
    before = score(NATIONAL, as_levels(NATIONAL, values))
    raised = [min(5, v + (i == at)) for i, v in enumerate(values)]

    after = score(NATIONAL, as_levels(NATIONAL, raised))

    assert after.exact >= before.exact
    assert after.index >= before.index


@given(levels_1_to_5, st.randoms())
def test_score_does_not_depend_on_the_order_of_the_levels(values, random):
    items = list(as_levels(NATIONAL, values).items())
    before = score(NATIONAL, dict(items))
    random.shuffle(items)

    assert score(NATIONAL, dict(items)) == before


# Bands, rounding, what is missing


@pytest.mark.parametrize(
    ("index", "predicate", "rank"),
    [
        ("1.00", "Kurang", 1),
        ("1.79", "Kurang", 1),
        ("1.80", "Cukup", 2),
        ("2.59", "Cukup", 2),
        ("2.60", "Baik", 3),
        ("3.49", "Baik", 3),
        ("3.50", "Sangat Baik", 4),
        ("4.19", "Sangat Baik", 4),
        ("4.20", "Memuaskan", 5),
        ("5.00", "Memuaskan", 5),
    ],
)
def test_predicate_at_each_edge(index, predicate, rank):
    assert NATIONAL.predicate_of(Decimal(index)) == predicate
    assert NATIONAL.rank_of(Decimal(index)) == rank


def test_predicate_is_read_on_the_rounded_index():
    reference = INSTRUMENTS["opd-rujukan-2026"]
    case = next(c for c in reference.self_test if c.index == Decimal("1.80"))

    found = score(reference, levels_of(reference, case.levels))

    assert (found.exact, found.predicate) == (Fraction("1.795"), "Cukup")


@pytest.mark.parametrize(
    ("mode", "exact", "index"),
    [
        ("HALF_UP", "1.885", "1.89"),
        ("HALF_EVEN", "1.885", "1.88"),
        ("HALF_DOWN", "1.885", "1.88"),
        ("HALF_UP", "1.8849999", "1.88"),
        ("HALF_UP", "1.8850001", "1.89"),
        ("HALF_EVEN", "1.8850001", "1.89"),
        ("HALF_DOWN", "1.8850001", "1.89"),
        ("HALF_EVEN", "1.875", "1.88"),
        ("HALF_UP", "2", "2.00"),
    ],
)
def test_rounding_follows_the_instrument(mode, exact, index):
    instrument = small(rounding={"step": "0.01", "mode": mode})

    assert str(round_index(instrument, Fraction(exact))) == index


def test_rounding_of_a_fraction_with_endless_digits():
    assert str(round_index(NATIONAL, Fraction(10, 3))) == "3.33"
    assert str(round_index(NATIONAL, Fraction(8, 3))) == "2.67"


def test_score_is_withheld_while_an_answer_is_missing():
    found = score(small(), {"I1": 3, "I2": 2})

    assert (found.index, found.predicate, found.exact) == (None, None, None)
    assert found.missing == ("I3",)
    assert set(found.nodes) == {"D1", "A1"}
    assert str(found.nodes["D1"].index) == "2.67"


def test_estimate_puts_what_is_missing_at_the_floor():
    found = estimate(small(), {"I1": 5})

    assert str(found.index) == "2.60"
    assert found.missing == ()


@pytest.mark.parametrize("level", [0, 6, -1, Decimal("2.5"), 2.0, True, "3"])
def test_a_level_outside_the_scale_is_refused(level):
    with pytest.raises(LevelError):
        score(small(), {"I1": level})


def test_an_unknown_code_is_refused():
    with pytest.raises(LevelError, match="I9 is not an indicator"):
        score(small(), {"I9": 3})


def test_a_fractional_scale_takes_fractions():
    instrument = small(scale={"min": 1, "max": 5, "fractional": True})

    found = score(instrument, {"I1": Decimal("2.5"), "I2": 1, "I3": Fraction(10, 3)})

    assert found.exact == Fraction(40 * 5, 2 * 100) + Fraction(20, 100) + Fraction(4, 3)


def test_an_instrument_without_domains_is_scored_alike():
    aspects = [node["nodes"][0] for node in SMALL["nodes"]]
    instrument = small(tree_depth=1, nodes=aspects)

    found = score(instrument, {"I1": 3, "I2": 3, "I3": 5})

    assert str(found.index) == "3.80"
    assert list(found.nodes) == ["A1", "A2"]


@pytest.mark.parametrize(
    ("exact", "text"),
    [
        ("2.035", "2.035"),
        ("1", "1.00"),
        ("2.7", "2.70"),
        ("8/3", "8/3"),
        ("41/16", "2.5625"),
    ],
)
def test_exact_text(exact, text):
    assert exact_text(Fraction(exact)) == text


@pytest.mark.parametrize("digits", ["12", "1234", "12x", "126", "120"])
def test_levels_of_refuses_what_is_no_level(digits):
    with pytest.raises(LevelError):
        levels_of(small(), digits)


@pytest.mark.parametrize(
    ("case", "complaint"),
    [
        ({"levels": "111", "index": "1.01", "predicate": "Kurang"}, "computed 1.00"),
        (
            {"levels": "111", "index": "1.00", "predicate": "Cukup"},
            "computed 1.00 Kurang",
        ),
        ({"levels": "119", "index": "1.00", "predicate": "Kurang"}, "I3: '9'"),
    ],
)
def test_verify_names_the_case_that_does_not_hold(case, complaint):
    with pytest.raises(DefinitionError, match=f"self_test > x: .*{complaint}"):
        verify(small(self_test=[case | {"name": "x"}]))
