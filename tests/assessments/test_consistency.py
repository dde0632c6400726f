from fractions import Fraction

import pytest

from assessments.consistency import (
    Judgement,
    far_off,
    mentor_means,
    spreads_of,
)


def judged(*rows, code="I1"):
    """Rows of (agency, mentor, self level, verified level)."""
    return [
        Judgement(f"{code}-{agency}", agency, mentor, code, own, verified)
        for agency, mentor, own, verified in rows
    ]


def test_spreads_keep_the_order_of_indicators_and_count_levels():
    spreads = spreads_of(
        judged(("a", "m", 3, 3), ("b", "m", 3, 2)) + judged(("a", "m", 5, 4), code="I2")
    )

    assert list(spreads) == ["I1", "I2"]
    assert spreads["I1"].counts == {3: 1, 2: 1}
    assert (spreads["I1"].level, spreads["I1"].change) == (2.5, -0.5)
    assert spreads["I1"].mean_change == Fraction(-1, 2)


def test_range_is_between_the_strictest_and_the_mildest_mentor():
    spread = spreads_of(
        judged(
            ("a", "strict", 4, 2),
            ("b", "strict", 3, 2),
            ("c", "mild", 3, 3),
            ("d", "mild", 2, 3),
        )
    )["I1"]

    assert spread.range == Fraction(1, 2) - Fraction(-3, 2)


def test_range_needs_two_mentors():
    assert spreads_of(judged(("a", "m", 3, 3)))["I1"].range is None


@pytest.mark.parametrize(
    ("own", "verified", "expected"),
    [
        (3, 3, []),
        (4, 3, []),
        (5, 3, [-2.0]),
        (3, 5, [2.0]),
        (5, 1, [-4.0]),
        (5, 5, []),
    ],
)
def test_far_off_is_two_levels_from_the_median_change(own, verified, expected):
    rest = [(agency, "m", 3, 3) for agency in "abc"]

    found = far_off(spreads_of(judged(*rest, ("x", "m", own, verified))).values())

    assert [row.distance for row in found] == expected


def test_far_off_lists_the_farthest_first():
    rest = [(agency, "m", 3, 3) for agency in "abcde"]
    rows = judged(*rest, ("x", "m", 5, 3), ("y", "m", 5, 1))

    found = far_off(spreads_of(rows).values())

    assert [row.judgement.agency for row in found] == ["y", "x"]


def test_far_off_needs_a_rest_to_be_far_from():
    rows = judged(("a", "m", 3, 3), ("b", "m", 3, 3), ("x", "m", 5, 1))

    assert far_off(spreads_of(rows).values()) == []


def test_mentor_means_compare_with_others_on_the_same_indicators():
    rows = judged(("a", "strict", 4, 2), ("b", "mild", 3, 3)) + judged(
        ("b", "mild", 1, 5), code="I2"
    )

    strict, mild = mentor_means(rows)

    assert (strict.mentor, strict.mean, strict.apart) == ("strict", -2, -2)
    assert (mild.mean, mild.apart) == (2, 4)


def test_mentor_means_have_nothing_to_compare_with_alone():
    assert mentor_means(judged(("a", "m", 4, 2)))[0].apart is None
