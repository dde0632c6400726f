"""The reorganisation of 1 January 2026, from 35 work units to 29."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.enums import Role
from accounts.models import Agency, User
from assessments.control_room import room_of, summaries_of
from assessments.models import Assessment, Determination, Result
from assessments.recomputation import recompute_all
from assessments.timeline import Timeline
from reorganisations.enums import Kind, State
from tests.factories import AssessmentFactory, PeriodFactory, UserFactory
from tests.reorganisations import province
from tests.reorganisations.builders import carry_out
from tests.reports.builders import determine, fill, finalise

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

PAST = ((2025, 3), (2025, 4))


@dataclass
class Province:
    agencies: dict
    periods: list

    def figures(self):
        """Every figure of every past quarter, as pages and determinations give them."""
        rooms = [room_of(period) for period in self.periods]
        return {
            "results": list(
                Result.objects.order_by("pk").values_list(
                    "determination",
                    "agency_code",
                    "agency_name",
                    "self_index",
                    "verified_index",
                    "index",
                    "exact",
                    "predicate",
                    "rank",
                    "inputs_sha256",
                )
            ),
            "determinations": list(
                Determination.objects.order_by("pk").values_list(
                    "number", "inputs_sha256"
                )
            ),
            "means": [room.mean for room in rooms],
            "lines": [
                [(line.assessment.agency_name, line.final) for line in room.lines]
                for room in rooms
            ],
            "counts": [
                (period.taking_part, period.finished, period.determined)
                for period in summaries_of(UserFactory(role=Role.AUDITOR))
                if period in self.periods
            ],
        }


def levels_of(place, quarter):
    """Three digits from 1 to 4, another for each unit and quarter."""
    return "".join(str((place + 2 * quarter + n) % 4 + 1) for n in range(3))


@pytest.fixture
def before():
    agencies = province.build()
    periods = []
    for year, quarter in PAST:
        period = PeriodFactory(year=year, quarter=quarter)
        for place, agency in enumerate(agencies.values()):
            levels = levels_of(place, quarter)
            made = AssessmentFactory(period=period, agency=agency)
            finalise(fill(made, levels, levels, levels))
        determine(period)
        periods.append(period)
    return Province(agencies, periods)


def reorganise(agencies):
    for kind, codes, choices in province.STEPS:
        values = dict(choices)
        if into := values.pop("into", ""):
            values["successors"] = (agencies[into].pk,)
        ending = [Agency.objects.get(code=code) for code in codes]
        made = carry_out(kind, ending, on=province.DAY, **values)
        assert made.state == State.DONE, made


def test_the_fixture_is_the_province_of_2025():
    assert len(province.BEFORE) == 35
    assert {kind for kind, _, _ in province.STEPS} == set(Kind)


def test_from_35_to_29_and_no_past_figure_changes(before):
    figures = before.figures()

    reorganise(before.agencies)

    assert Agency.objects.open_on(province.DAY).count() == 29
    assert before.figures() == figures
    assert [found.faults for found in recompute_all()] == [(), ()]


def test_everybody_works_somewhere_or_nowhere_afterwards(before):
    reorganise(before.agencies)

    closed = Agency.objects.filter(closed_on__isnull=False)
    left = User.objects.filter(agency__in=closed)
    assert {user.agency.code for user in left} == {"2.07"}
    assert not left.filter(is_active=True).exists()


def test_the_next_quarter_begins_as_the_leading_predecessor_ended(before, client_for):
    from assessments import actions
    from tests.factories import small_version

    reorganise(before.agencies)
    now = timezone.now()
    period = actions.open_period(
        2026,
        1,
        version=small_version(),
        agencies=Agency.objects.open_on(timezone.localdate()),
        deadlines=actions.Deadlines(
            filling_until=now + timedelta(days=10),
            review_until=now + timedelta(days=20),
            plenary_until=now + timedelta(days=30),
        ),
        by=UserFactory(role=Role.SECRETARIAT),
    )

    def begun(code):
        found = Assessment.objects.get(period=period, agency__code=code)
        answers = found.answers.order_by("indicator__position")
        return "".join(str(answer.self_level) for answer in answers)

    places = {code: place for place, code in enumerate(province.BEFORE)}
    assert period.assessments.count() == 29
    assert begun("5.01") == levels_of(places["3.11"], 4)
    assert begun("5.06") == begun("5.07") == levels_of(places["1.04"], 4)
    assert begun("2.01") == levels_of(places["2.01"], 4)
    assert begun("3.02") == levels_of(places["3.02"], 4)


def test_the_trend_of_a_successor_shows_its_predecessors_by_name(before):
    reorganise(before.agencies)
    merged = Agency.objects.get(code="5.01")

    points = Timeline(merged).points

    assert [(p.label, p.year, p.value) for p in points] == [
        ("TW III", "2025", None),
        ("TW IV", "2025", None),
    ]
    assert [[(f.sign, f.name) for f in p.former] for p in points] == [
        [
            ("A", "Dinas Koperasi dan UKM"),
            ("B", "Dinas Perindustrian dan Perdagangan"),
        ]
    ] * 2


def test_the_trend_of_a_renamed_agency_keeps_the_old_name(before):
    reorganise(before.agencies)
    renamed = Agency.objects.get(code="2.01")

    entries = Timeline(renamed).entries

    assert [(e.name, e.sign) for e in entries] == [
        ("Badan Perencanaan Pembangunan Daerah", ""),
        ("Badan Penelitian dan Pengembangan Daerah", "A"),
    ] * 2
