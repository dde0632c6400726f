"""The dashboard of a quarter: determined results alone, a fixed number of queries."""

from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.enums import AgencyKind, Role
from insight.content.determined import median
from insight.content.province import Province
from tests.factories import (
    AgencyFactory,
    AssessmentFactory,
    MentorAssignmentFactory,
    PeriodFactory,
    UserFactory,
)
from tests.insight.builders import determined, quarter_of_both
from tests.reports.builders import fill

pytestmark = pytest.mark.django_db

D = Decimal


def page_of(period, wanted=None, role=Role.SECRETARIAT):
    return Province(period, UserFactory(role=role), wanted or {})


def address(period, query=""):
    return reverse("insight:province", args=[period.year, period.quarter]) + query


@pytest.mark.parametrize("count", [3, 30])
def test_queries_do_not_grow_with_agencies(
    client_for, count, django_assert_num_queries
):
    _, agencies = determined(count, PeriodFactory(year=2026, quarter=2))
    period, _ = determined(
        count, PeriodFactory(year=2026, quarter=3), agencies=agencies
    )
    client = client_for(Role.SECRETARIAT)
    client.get(address(period))  # instrument and session are read once

    with django_assert_num_queries(9):
        response = client.get(address(period))
    with django_assert_num_queries(10):
        client.get(address(period, "?view=indicators"))

    assert len(response.context["page"].lines) == count


def test_drafts_are_in_no_figure(client_for):
    period, (agency, _) = determined(2, finals=("333", "555"))
    draft = AssessmentFactory(period=period, agency=AgencyFactory(name="Dinas Draf"))
    fill(draft, "123")

    page = page_of(period)

    assert [line.levels for line in page.lines] == [
        dict.fromkeys(("I1", "I2", "I3"), 3),
        dict.fromkeys(("I1", "I2", "I3"), 5),
    ]
    assert page.waiting == (draft,)
    assert page.mean == D("4.00")
    assert (
        "Dinas Draf"
        not in client_for(Role.AUDITOR).get(address(period)).content.decode()
    )
    assert (
        agency.short_name
        in client_for(Role.AUDITOR).get(address(period)).content.decode()
    )


def test_each_cell_leads_to_its_source(client_for):
    period, (agency,) = determined(1, finals=("543",))
    assessment = agency.assessments.get()
    answer = assessment.answers.get(indicator__code="I2")

    domains = client_for(Role.ASSESSOR).get(address(period)).content.decode()
    indicators = client_for(Role.ASSESSOR).get(address(period, "?view=indicators"))

    results = reverse("assessments:results", args=[assessment.pk])
    assert f'{results}#res-D1">4,67</a>' in domains
    link = reverse("assessments:answer", args=[answer.pk])
    assert link in indicators.content.decode()
    assert [c.value for c in indicators.context["page"].rows[0].cells] == [5, 4, 3]


def test_kind_narrows_every_figure():
    period = PeriodFactory(year=2026, quarter=3)
    units = [AgencyFactory(kind=AgencyKind.DINAS), AgencyFactory(kind=AgencyKind.BADAN)]
    determined(2, period, agencies=units, finals=("222", "444"))

    page = page_of(period, {"kind": "BADAN"})

    assert [line.agency for line in page.lines] == [units[1]]
    assert page.mean == D("4.00")
    assert [kind for kind, _ in page.kinds] == ["DINAS", "BADAN"]
    assert page_of(period, {"kind": "LAIN"}).mean == D("3.00")


def test_government_as_a_whole_is_in_no_mean():
    period = quarter_of_both()
    whole = AgencyFactory(kind=AgencyKind.PEMDA)
    determined(2, period, agencies=[AgencyFactory(), whole], finals=("222", "555"))

    page = page_of(period)

    assert len(page.lines) == 2
    assert page.mean == D("2.00")
    assert sum(band.value for band in page.predicates) == 1
    assert page_of(period, {"kind": "PEMDA"}).mean == D("5.00")


def test_mentor_sees_the_own_agencies_alone(client_for):
    period, (own, other) = determined(2)
    mentor = UserFactory(role=Role.MENTOR)
    MentorAssignmentFactory(mentor=mentor, agency=own)

    response = client_for(mentor).get(address(period))

    assert [line.agency for line in response.context["page"].lines] == [own]
    assert other.short_name not in response.content.decode()


def test_predicates_and_movement_are_set_against_the_last_result():
    first, agencies = determined(
        2, PeriodFactory(year=2026, quarter=2), finals=("222", "333")
    )
    period, _ = determined(
        2, PeriodFactory(year=2026, quarter=3), agencies=agencies, finals=("333", "222")
    )

    page = page_of(period)

    assert [(b.name, b.value, b.before) for b in page.predicates] == [
        ("Kurang", 0, 0),
        ("Cukup", 1, 1),
        ("Baik", 1, 1),
        ("Sangat Baik", 0, 0),
        ("Memuaskan", 0, 0),
    ]
    assert [(line.agency, line.change) for line in page.moved] == [
        (agencies[0], D("1.00")),
        (agencies[1], D("-1.00")),
    ]
    assert page_of(first).moved == []


def test_gaps_are_the_next_levels_that_most_lack():
    period, _ = determined(3, finals=("231", "232", "555"))

    gaps = page_of(period).gaps

    # I1 weighs 40 as I3 does, I2 weighs 20
    assert [(g.indicator.code, g.level, g.count, g.gain) for g in gaps] == [
        ("I1", 3, 2, D("0.40")),
        ("I2", 4, 2, D("0.20")),
        ("I3", 2, 1, D("0.40")),
        ("I3", 3, 1, D("0.40")),
    ]
    assert gaps[0].text == "Kriteria 3"


def test_self_minus_final_by_domain_and_agency():
    period, (low, same) = determined(2, finals=("543", "555"))

    page = page_of(period)

    assert [(c.code, c.own, c.final, c.lowered) for c in page.claims] == [
        ("D1", D("5.00"), D("4.84"), 1),  # 4,67 and 5,00
        ("D2", D("5.00"), D("4.00"), 1),
    ]
    assert [(line.agency, line.lowered) for line in page.claimed] == [
        (low, D("-1.00")),
        (same, D("0.00")),
    ]
    assert [count for _, count, _ in page.claim_segments] == [1, 1, 0]


def test_nothing_determined_says_so(client_for):
    assessment = AssessmentFactory()

    response = client_for(Role.SECRETARIAT).get(address(assessment.period))

    assert response.status_code == 200
    assert "Belum ada hasil yang ditetapkan" in response.content.decode()


def test_fragment_of_htmx_is_the_board_alone(client_for):
    period, _ = determined(1)

    response = client_for(Role.SECRETARIAT).get(
        address(period), headers={"HX-Request": "true"}
    )

    assert (
        response.content.decode().strip().startswith('<div class="sp-stack-y sp-swap"')
    )


def test_indicator_lists_the_lowest_first(client_for):
    period, agencies = determined(3, finals=("345", "111", "222"))
    page = reverse("insight:indicator", args=[period.year, period.quarter, "I1"])

    response = client_for(Role.ASSESSOR).get(page)

    rows = response.context["page"].rows
    assert [(row.line.agency, row.own, row.final) for row in rows] == [
        (agencies[1], 5, 1),
        (agencies[2], 5, 2),
        (agencies[0], 5, 3),
    ]
    assert client_for(Role.ASSESSOR).get(page.replace("I1", "I9")).status_code == 404


def test_start_leads_to_the_newest_determined_quarter(client_for):
    period, (agency,) = determined(1, PeriodFactory(year=2026, quarter=2))
    PeriodFactory(year=2026, quarter=3)
    own = UserFactory(role=Role.OPD_MEMBER, agency=agency)

    assert client_for(Role.AUDITOR).get(reverse("insight:start")).url == address(period)
    assert client_for(own).get(reverse("insight:start")).url == reverse(
        "insight:agency", args=[agency.code]
    )


def test_start_without_quarters_says_so(client_for):
    response = client_for(Role.AUDITOR).get(reverse("insight:start"))

    assert "Belum ada triwulan" in response.content.decode()


@pytest.mark.parametrize(
    ("values", "middle"),
    [
        ([], None),
        ([D("2.10")], D("2.10")),
        ([D("3.00"), D("1.00"), D("2.00")], D("2.00")),
        ([D("2.00"), D("2.01")], D("2.01")),  # 2,005, half up
    ],
)
def test_median_is_the_middle(values, middle):
    assert median(values) == middle
