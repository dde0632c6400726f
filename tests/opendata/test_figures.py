"""Averages, ranks and changes, from what was published alone."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opendata import figures, queries
from tests.opendata.builders import determined, publish, published

D = Decimal
indices = st.integers(100, 500).map(lambda cents: D(cents) / 100)


@given(st.lists(indices, min_size=1, max_size=60))
def test_the_mean_is_exact_and_rounded_once_half_up(values):
    exact = sum(map(Fraction, values)) / len(values)

    found = figures.mean(values)

    assert abs(Fraction(found) - exact) <= Fraction(1, 200)
    assert Fraction(found) - exact != Fraction(-1, 200)  # a half goes up


def test_a_half_goes_up_and_nothing_has_no_mean():
    assert figures.mean([D("2.59"), D("2.60")]) == D("2.60")
    assert figures.mean([]) is None


@pytest.mark.django_db
def test_rows_are_ranked_and_equal_indices_share_a_rank():
    published(
        agencies=(
            ("1.01", "A", "333"),
            ("1.02", "B", "555"),
            ("1.03", "C", "333"),
            ("1.04", "D", "111"),
        )
    )

    rows = queries.quarter_of(2026, 1).rows

    assert [(row.code, row.rank) for row in rows] == [
        ("1.02", 1),
        ("1.01", 2),
        ("1.03", 2),
        ("1.04", 4),
    ]


@pytest.mark.django_db
def test_without_rank_rows_stand_by_their_code():
    publish(determined(), shows_rank=False)

    rows = queries.quarter_of(2026, 1).rows

    assert [row.code for row in rows] == ["1.01", "1.02", "1.03"]
    assert {row.rank for row in rows} == {None}


@pytest.mark.django_db
def test_a_change_is_against_the_quarter_published_before():
    published(2025, 3, agencies=(("1.01", "A", "222"),))
    determined(2025, 4, agencies=(("1.01", "A", "555"),))  # determined, not public
    published(2026, 1, agencies=(("1.01", "A", "333"), ("1.02", "B", "444")))

    quarter = queries.quarter_of(2026, 1)
    old, new = quarter.row_of("1.01"), quarter.row_of("1.02")

    assert (old.change, old.history) == (D("1.00"), (D("2.00"), D("3.00")))
    assert (new.change, new.history) == (None, (None, D("4.00")))
    assert (quarter.average, quarter.change) == (D("3.50"), D("1.50"))


@pytest.mark.django_db
def test_the_counts_cover_every_agency_once():
    published()

    quarter = queries.quarter_of(2026, 1)
    names = [name for name, *_ in quarter.counts]

    assert sum(count for *_, count in quarter.counts) == 3
    assert names == ["Memuaskan", "Sangat Baik", "Baik", "Cukup", "Kurang"]


@pytest.mark.django_db
def test_domains_are_means_of_the_published_indices():
    published(agencies=(("1.01", "A", "555"), ("1.02", "B", "223")))

    found = {node.code: index for node, index in queries.quarter_of(2026, 1).domains}

    assert found == {"D1": D("3.50"), "D2": D("4.00")}


@pytest.mark.django_db
def test_a_government_as_a_whole_is_in_no_average_and_no_rank():
    from accounts.enums import AgencyKind
    from tests.factories import AgencyFactory

    AgencyFactory(code="0.01", name="Provinsi", kind=AgencyKind.PEMDA)
    published(agencies=(("0.01", "Provinsi", "555"), ("1.01", "A", "333")))

    quarter = queries.quarter_of(2026, 1)

    assert (quarter.average, [r.code for r in quarter.rows]) == (D("3.00"), ["1.01"])
    assert [(r.code, r.rank) for r in quarter.wholes] == [("0.01", None)]


def test_a_weight_may_be_a_fraction():
    found = figures._instrument(
        "x",
        {
            "title": "",
            "label": "",
            "bands": [{"name": "Kurang", "from": "1"}],
            "nodes": [
                {"code": "D1", "name": "D", "kind": "domain", "weight": "10/3"}
                | {"depth": 1}
            ],
        },
    )

    assert found.nodes[0].weight == Fraction(10, 3)
