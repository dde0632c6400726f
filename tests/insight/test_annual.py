from decimal import Decimal
from fractions import Fraction

import pytest

from insight.annual import Method, Missing, Policy, PolicyError, annual_of, describe

D = Decimal
WEIGHTS = {1: D("10"), 2: D("20"), 3: D("30"), 4: D("40")}
YEAR = {1: D("2.00"), 2: D("2.50"), 3: D("2.61"), 4: D("3.00")}


def policy(method, missing=Missing.WAIT):
    return Policy(method, missing, WEIGHTS if method is Method.WEIGHTED else None)


@pytest.mark.parametrize(
    ("method", "index"),
    [
        (Method.LAST, D("3.00")),
        (Method.MEAN, D("2.53")),  # 2,5275
        (Method.WEIGHTED, D("2.68")),  # 2,683
    ],
)
def test_whole_year(method, index):
    found = annual_of(policy(method), YEAR)

    assert (found.index, found.waiting) == (index, ())
    assert sum(term.share for term in found.terms) == 1


def test_half_is_rounded_up():
    """2,005 exactly, which a binary float takes for less."""
    found = annual_of(policy(Method.MEAN, Missing.SKIP), {1: D("2.00"), 2: D("2.01")})

    assert found.index == D("2.01")


@pytest.mark.parametrize("method", Method)
def test_waiting_policy_has_no_result_of_half_a_year(method):
    found = annual_of(policy(method), {1: D("2.00"), 3: D("2.61")})

    assert found.index is None
    assert found.waiting == ((4,) if method is Method.LAST else (2, 4))


@pytest.mark.parametrize(
    ("method", "index", "shares"),
    [
        (Method.LAST, D("2.61"), {3: Fraction(1)}),
        (Method.MEAN, D("2.31"), {1: Fraction(1, 2), 3: Fraction(1, 2)}),
        (Method.WEIGHTED, D("2.46"), {1: Fraction(1, 4), 3: Fraction(3, 4)}),
    ],
)
def test_skipping_policy_takes_what_is_there(method, index, shares):
    found = annual_of(policy(method, Missing.SKIP), {1: D("2.00"), 3: D("2.61")})

    assert found.index == index
    assert {term.quarter: term.share for term in found.terms} == shares


@pytest.mark.parametrize("method", Method)
def test_year_without_results_has_none(method):
    assert annual_of(policy(method, Missing.SKIP), {}).index is None


def test_quarter_of_weight_nought_is_not_waited_for():
    found = annual_of(
        Policy(
            Method.WEIGHTED,
            Missing.WAIT,
            {1: D(0), 2: D(0), 3: D(1), 4: D(1)},
        ),
        {3: D("2.00"), 4: D("3.00")},
    )

    assert found.index == D("2.50")


@pytest.mark.parametrize(
    ("method", "weights"),
    [
        (Method.WEIGHTED, None),
        (Method.MEAN, WEIGHTS),
        (Method.WEIGHTED, {1: D(1)}),
        (Method.WEIGHTED, dict.fromkeys((1, 2, 3, 4), D(0))),
        (Method.WEIGHTED, {1: D(-1), 2: D(1), 3: D(1), 4: D(1)}),
    ],
)
def test_policy_that_says_nothing_is_refused(method, weights):
    with pytest.raises(PolicyError):
        Policy(method, Missing.WAIT, weights)


@pytest.mark.parametrize("missing", Missing)
@pytest.mark.parametrize("method", Method)
def test_policy_in_words_names_its_rule(method, missing):
    said = describe(policy(method, missing))

    assert said.startswith("Hasil tahunan adalah")
    assert ("Belum ada hasil" in said) == (missing is Missing.WAIT)
    assert ("I 10,00, II 20,00" in said) == (method is Method.WEIGHTED)
