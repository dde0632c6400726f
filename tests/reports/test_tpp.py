"""The arithmetic of TPP: worked examples, tables, and properties of every rule."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.tpp import (
    Band,
    Method,
    Points,
    Rule,
    RuleError,
    check_bands,
    describe,
    half_up,
    points,
)

D = Decimal
PREDICATES = (
    Band(D("1.00"), D("1.80"), D(50), "Kurang"),
    Band(D("1.80"), D("2.60"), D(70), "Cukup"),
    Band(D("2.60"), D("3.50"), D(85), "Baik"),
    Band(D("3.50"), D("4.20"), D(95), "Sangat Baik"),
    Band(D("4.20"), D("5.00"), D(100), "Memuaskan"),
)
BANDS = Rule(Method.BANDS, D(30), bands=PREDICATES)
RULES = (
    Rule(Method.LINEAR_MAX, D(30)),
    Rule(Method.LINEAR_RANGE, D(30)),
    Rule(Method.TARGET, D(30), target=D("3.50")),
    BANDS,
)
indices = st.integers(100, 500).map(lambda n: D(n).scaleb(-2))
weights = st.integers(1, 10000).map(lambda n: D(n).scaleb(-2))


@pytest.mark.parametrize(
    ("rule", "score", "weighted"),
    [
        (RULES[0], "69.20", "20.76"),
        (RULES[1], "61.50", "18.45"),
        (RULES[2], "98.86", "29.66"),
        (RULES[3], "85", "25.50"),
    ],
)
def test_points_of_3_46_at_weight_30(rule, score, weighted):
    assert points(rule, D("3.46")) == Points(D(score), D(weighted))


@pytest.mark.parametrize(
    ("index", "percent"),
    [
        ("1.00", 50), ("1.79", 50), ("1.80", 70), ("2.59", 70), ("2.60", 85),
        ("3.49", 85), ("3.50", 95), ("4.19", 95), ("4.20", 100), ("5.00", 100),
    ],
)  # fmt: skip
def test_bands_hold_their_start_and_leave_their_end(index, percent):
    assert points(BANDS, D(index)).score == percent


@pytest.mark.parametrize(
    ("index", "rule", "score"),
    [
        ("1.00", RULES[0], "20.00"),
        ("5.00", RULES[0], "100.00"),
        ("1.00", RULES[1], "0.00"),
        ("5.00", RULES[1], "100.00"),
        ("3.50", RULES[2], "100.00"),
        ("4.80", RULES[2], "100.00"),
    ],
)
def test_points_at_the_ends_of_the_scale(index, rule, score):
    assert points(rule, D(index)).score == D(score)


def test_weighted_value_comes_from_the_rounded_score():
    rule = Rule(Method.TARGET, D(30), places=0, target=D("3.50"))

    assert points(rule, D("3.46")) == Points(D(99), D("29.70"))


@pytest.mark.parametrize("index", ["0.99", "5.01", "0"])
def test_points_refuse_an_index_outside_the_scale(index):
    with pytest.raises(RuleError, match="di luar skala"):
        points(RULES[0], D(index))


@pytest.mark.parametrize(
    ("value", "places", "rounded"),
    [
        (Fraction(1885, 1000), 2, "1.89"),
        (Fraction(2035, 1000), 2, "2.04"),
        (Fraction(1, 3), 2, "0.33"),
        (Fraction(2, 3), 4, "0.6667"),
        (Fraction(1, 2), 0, "1"),
        (Fraction(0), 2, "0.00"),
    ],
)
def test_half_up(value, places, rounded):
    assert str(half_up(value, places)) == rounded


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"weight": D(0)}, "Bobot"),
        ({"weight": D("100.01")}, "Bobot"),
        ({"places": -1}, "Pembulatan"),
        ({"places": 5}, "Pembulatan"),
        ({"target": D("3.50")}, "hanya untuk metode target"),
        ({"method": Method.TARGET}, "Target harus"),
        ({"method": Method.TARGET, "target": D("1.00")}, "Target harus"),
        ({"method": Method.TARGET, "target": D("5.01")}, "Target harus"),
        ({"bands": PREDICATES}, "hanya untuk metode tabel"),
        ({"method": Method.BANDS}, "belum diisi"),
    ],
)
def test_rule_refuses_values_that_do_not_fit(values, message):
    with pytest.raises(RuleError, match=message):
        Rule(**{"method": Method.LINEAR_MAX, "weight": D(30)} | values)


def band(start, end, percent=50):
    return Band(D(start), D(end), D(percent))


@pytest.mark.parametrize(
    ("bands", "message"),
    [
        ([band("1.20", "5")], "berjarak"),
        ([band("1", "3"), band("3.01", "5")], "berjarak"),
        ([band("1", "3"), band("2.90", "5")], "tumpang tindih"),
        ([band("1", "1")], "tidak melebihi"),
        ([band("1", "5", 101)], "persentase"),
        ([band("1", "5", -1)], "persentase"),
        ([band("1", "4.99")], "berakhir"),
        ([band("1", "5.50")], "berakhir"),
    ],
)
def test_bands_must_cover_the_scale_once(bands, message):
    with pytest.raises(RuleError, match=message):
        check_bands(tuple(bands))


def test_describe_says_method_rounding_and_weight():
    assert describe(Rule(Method.LINEAR_MAX, D("12.50"), places=1)) == (
        "Skor konversi = indeks dibagi 5, dikali 100, dibulatkan setengah ke atas 1 "
        "angka di belakang koma. Nilai tertimbang = skor konversi dikali bobot 12,5%, "
        "dibulatkan setengah ke atas 2 angka di belakang koma."
    )


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (RULES[1], "indeks dikurangi 1, dibagi 4, dikali 100"),
        (RULES[2], "indeks dibagi target 3,50, dikali 100, paling tinggi 100"),
        (BANDS, "1,80 sampai di bawah 2,60 (Cukup): 70; "),
        (BANDS, "4,20 sampai 5,00 (Memuaskan): 100)"),
        (Rule(Method.BANDS, D(30), bands=(band("1", "5"),)), "(1,00 sampai 5,00: 50)"),
    ],
)
def test_describe_each_method(rule, words):
    assert words in describe(rule)


@given(index=indices, weight=weights, places=st.integers(0, 4))
def test_points_equal_the_decimal_module(index, weight, places):
    found = points(Rule(Method.LINEAR_MAX, weight, places), index)

    score = (index * 20).quantize(D(1).scaleb(-places), ROUND_HALF_UP)
    weighted = (score * weight / 100).quantize(D("0.01"), ROUND_HALF_UP)
    assert found == Points(score, weighted)


@given(first=indices, second=indices, rule=st.sampled_from(RULES))
def test_a_higher_index_never_gives_less(first, second, rule):
    low, high = sorted((first, second))

    assert points(rule, low).weighted <= points(rule, high).weighted


@given(index=indices, rule=st.sampled_from(RULES))
def test_points_stay_within_the_weight(index, rule):
    found = points(rule, index)

    assert 0 <= found.score <= 100
    assert 0 <= found.weighted <= rule.weight


@given(cuts=st.sets(st.integers(101, 499), max_size=12), index=indices)
def test_covering_bands_give_every_index_one_score(cuts, index):
    edges = [D(n).scaleb(-2) for n in (100, *sorted(cuts), 500)]
    bands = tuple(
        Band(start, end, D(place)) for place, (start, end) in enumerate(pairwise(edges))
    )

    score = points(Rule(Method.BANDS, D(30), bands=bands), index).score

    holder = bands[int(score)]
    assert holder.start <= index
    assert index < holder.end or holder.end == index == D(5)
