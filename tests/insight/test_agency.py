"""One agency: its own results and the middle of enough others, never a name of one."""

from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.enums import AgencyKind, Role
from assessments.models import Target
from insight.content.agency import AgencyPage
from tests.factories import AgencyFactory, AssessmentFactory, PeriodFactory, UserFactory
from tests.insight.builders import determined, quarter_of_both
from tests.insight.test_actions import decide
from tests.reports.builders import determine, fill, final_assessment

pytestmark = pytest.mark.django_db

D = Decimal
TIMES = "\N{MULTIPLICATION SIGN}"
FINALS = ("333", "111", "222", "333", "444", "555")  # the agency, then five others


def page_of(agency):
    return AgencyPage(agency, UserFactory(role=Role.OPD_HEAD, agency=agency))


def get(client_for, agency):
    user = UserFactory(role=Role.OPD_MEMBER, agency=agency)
    return client_for(user).get(reverse("insight:agency", args=[agency.code]))


def test_median_is_of_five_others_or_more():
    _, agencies = determined(6, finals=FINALS)

    page = page_of(agencies[0])

    assert (page.similar.count, page.similar.index) == (5, D("3.00"))
    assert [(v.code, v.index, v.similar) for v in page.values] == [
        ("", D("3.00"), D("3.00")),
        ("D1", D("3.00"), D("3.00")),
        ("D2", D("3.00"), D("3.00")),
    ]


def test_median_of_four_others_is_not_told(client_for):
    _, agencies = determined(5, finals=FINALS)

    page = page_of(agencies[0])
    html = get(client_for, agencies[0]).content.decode()

    assert (page.similar.count, page.similar.values) == (4, {})
    assert "tidak ditampilkan, karena hanya 4 perangkat daerah lain" in html


def test_similar_are_of_one_kind_and_all_are_work_units():
    period = quarter_of_both()
    agencies = [AgencyFactory(kind=AgencyKind.RSUD)]
    agencies += [AgencyFactory() for _ in range(5)]
    agencies.append(AgencyFactory(kind=AgencyKind.PEMDA))
    determined(7, period, agencies=agencies, finals=(*FINALS, "555"))

    page = page_of(agencies[0])

    assert (page.similar.count, page.similar.is_shown) == (0, False)
    assert (page.all.count, page.all.index) == (5, D("3.00"))
    assert page.group == ""


def test_government_as_a_whole_is_compared_with_nobody():
    period = quarter_of_both()
    agencies = [AgencyFactory(kind=AgencyKind.PEMDA)]
    agencies += [AgencyFactory() for _ in range(5)]
    determined(6, period, agencies=agencies, finals=FINALS)

    page = page_of(agencies[0])

    assert page.is_whole
    assert (page.similar.count, page.all.count) == (0, 0)


def test_drafts_of_others_are_in_no_median():
    period, agencies = determined(5, finals=FINALS)
    fill(AssessmentFactory(period=period), "555")

    assert page_of(agencies[0]).similar.count == 4


def test_no_other_agency_is_named(client_for):
    _, agencies = determined(6, finals=FINALS)

    html = get(client_for, agencies[0]).content.decode()

    assert agencies[0].name in html
    assert not [a.name for a in agencies[1:] if f"{a.name}<" in html]


def test_course_has_targets_and_the_quarter_under_way():
    period = PeriodFactory(year=2026, quarter=3)
    done = final_assessment(period, claimed="555", final="333")
    agency = done.agency
    now = AssessmentFactory(period=PeriodFactory(year=2026, quarter=4), agency=agency)
    by = UserFactory(role=Role.SECRETARIAT)
    for assessment, code, value in ((done, "", "3.50"), (now, "D1", "4.00")):
        Target.objects.create(
            assessment=assessment, node_code=code, value=D(value), set_by=by
        )
    determine(period)
    fill(now, "555")

    page = page_of(agency)

    name, stops = page.courses[0]
    assert (name, [(s.label, s.value, s.target) for s in stops]) == (
        "Indeks",
        [("TW III", D("3.00"), D("3.50")), ("TW IV", None, None)],
    )
    assert [s.target for s in page.courses[1][1]] == [None, D("4.00")]
    assert page.values[0].missing == D("-0.50")


def test_years_follow_the_policy():
    _, agencies = determined(1, PeriodFactory(year=2026, quarter=1), finals=("222",))
    determined(
        1, PeriodFactory(year=2026, quarter=2), agencies=agencies, finals=("333",)
    )
    decide(UserFactory(role=Role.SECRETARIAT), missing="SKIP")

    ((year, policy, line),) = page_of(agencies[0]).years

    assert (year, policy.revision, line.index) == (2026, 1, D("2.50"))
    assert line.sum_in_words == f"50% {TIMES} 2,00 + 50% {TIMES} 3,00"
    assert (line.predicate, line.waiting) == ("Cukup", "TW III, TW IV")


@pytest.mark.parametrize("quarters", [1, 3])
def test_queries_do_not_grow_with_quarters(
    client_for, quarters, django_assert_num_queries
):
    agencies = [AgencyFactory() for _ in range(6)]
    for quarter in range(1, quarters + 1):
        period = PeriodFactory(year=2026, quarter=quarter)
        determined(6, period, agencies=agencies)
    user = UserFactory(role=Role.OPD_MEMBER, agency=agencies[0])
    client = client_for(user)
    address = reverse("insight:agency", args=[agencies[0].code])
    client.get(address)

    with django_assert_num_queries(12):
        client.get(address)


def test_agency_without_results_is_told_so(client_for):
    agency = AgencyFactory()

    assert "Belum ada hasil yang ditetapkan" in get(client_for, agency).content.decode()
