"""The secretariat's calendar: plans, later deadlines, and what they show."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.enums import AgencyKind, Role
from accounts.models import AuditEvent, Notice
from assessments import actions
from assessments.models import DeadlineChange, Period, PlannedPeriod
from assessments.period_proposal import later, proposal
from lib.formats import WITA
from tests.assessments.views.test_periods import OPEN, opening
from tests.factories import (
    AgencyFactory,
    AssessmentFactory,
    MentorAssignmentFactory,
    PeriodFactory,
    UserFactory,
    small_version,
)

pytestmark = pytest.mark.django_db

PERIODS = reverse("assessments:periods")
OPENS = "2099-01-02T08:00"


@pytest.fixture
def secretary():
    return UserFactory(role=Role.SECRETARIAT, name="Sekretaris Satu")


@pytest.fixture
def client(client_for, secretary):
    return client_for(secretary)


def planning(**changes):
    return opening(start="later", opens_at=OPENS, grace_minutes="30") | changes


@pytest.fixture
def plan(secretary):
    now = timezone.now()
    days = (now + timedelta(days=n) for n in (12, 20, 30))
    return actions.plan_period(
        2027,
        1,
        version=small_version(),
        agencies=[AgencyFactory(code="1.01")],
        deadlines=actions.Deadlines(*days),
        opens_at=now + timedelta(days=2),
        by=secretary,
    )


def plan_url(plan, name="plan"):
    return reverse(f"assessments:{name}", args=[plan.pk])


def form_of(plan, **changes):
    """What the page of a plan sends."""
    moments = ("opens_at", "filling_until", "review_until", "plenary_until")
    numbers = ("revision_days", "objection_days", "objections_max", "grace_minutes")
    fields = {
        name: f"{getattr(plan, name).astimezone(WITA):%Y-%m-%dT%H:%M}"
        for name in moments
    }
    fields |= {name: getattr(plan, name) for name in (*numbers, "year", "quarter")}
    fields |= {"version": plan.version_id}
    return fields | {"agencies": [a.pk for a in plan.agencies.all()]} | changes


# Planning


def test_open_for_later_makes_a_plan_and_no_quarter(client, secretary):
    agency = AgencyFactory()

    response = client.post(OPEN, planning(agencies=[agency.pk]))

    assert response.url == PERIODS
    assert not Period.objects.exists()
    plan = PlannedPeriod.objects.get()
    assert plan.opens_at.isoformat() == "2099-01-02T00:00:00+00:00"
    assert (plan.planned_by, plan.grace_minutes, plan.carry) == (secretary, 30, False)
    assert list(plan.agencies.all()) == [agency]
    text = client.get(PERIODS).content.decode()
    assert "Triwulan I 2026" in text
    assert "Dijadwalkan" in text


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"opens_at": ""}, "opens_at", "Isi waktu pembukaan."),
        (
            {"opens_at": "2020-01-01T08:00"},
            "__all__",
            "Waktu pembukaan harus sesudah sekarang.",
        ),
        (
            {"opens_at": "2099-01-14T08:00"},
            "__all__",
            "Batas waktu harus berurutan dan belum lewat: pengisian, verifikasi, lalu pleno.",
        ),
        (
            {"grace_minutes": "4321"},
            "grace_minutes",
            "Pastikan nilai ini lebih kecil dari atau sama dengan 4320.",
        ),
    ],
)
def test_open_for_later_is_refused_kindly(client, changes, field, message):
    response = client.post(OPEN, planning(agencies=[AgencyFactory().pk]) | changes)

    assert response.status_code == 422
    assert response.context["form"].errors == {field: [message]}
    assert not PlannedPeriod.objects.exists()


def test_a_quarter_is_planned_once_and_opened_from_its_plan(client, plan):
    again = planning(year="2027", agencies=[AgencyFactory().pk])

    twice = client.post(OPEN, again)
    now = client.post(OPEN, again | {"start": "now"})

    assert twice.context["form"].non_field_errors() == [
        "Triwulan I 2027 sudah dijadwalkan."
    ]
    assert now.context["form"].non_field_errors() == [
        "Triwulan I 2027 sudah dijadwalkan. Buka dari jadwalnya."
    ]


def test_plan_is_edited_until_it_opens(client, plan):
    PlannedPeriod.objects.update(problem="Instrumen tidak dapat dipakai.")
    other = AgencyFactory(code="1.02")
    assert (
        "Instrumen tidak dapat dipakai." in client.get(plan_url(plan)).content.decode()
    )

    response = client.post(
        plan_url(plan), form_of(plan, revision_days=7, agencies=[other.pk])
    )

    assert response.url == PERIODS
    plan.refresh_from_db()
    assert (plan.revision_days, plan.problem) == (7, "")
    assert list(plan.agencies.all()) == [other]
    assert AuditEvent.objects.filter(verb="plan.changed").count() == 1


def test_plan_keeps_what_was_typed_when_it_is_refused(client, plan):
    response = client.post(plan_url(plan), form_of(plan, agencies=[], revision_days=9))

    assert response.status_code == 422
    assert response.context["form"]["revision_days"].value() == "9"


def test_plan_opens_by_a_button(client, plan, secretary):
    response = client.post(plan_url(plan, "plan_open"))

    period = Period.objects.get()
    assert response.url == reverse("assessments:period", args=[2027, 1])
    assert period.opened_by == secretary
    assert AuditEvent.objects.get(verb="period.opened").actor == secretary.username
    assert "sudah dibuka" in client.get(plan_url(plan)).content.decode()
    assert "Dijadwalkan" not in client.get(PERIODS).content.decode()


def test_plan_that_cannot_open_says_why(client, plan):
    PlannedPeriod.objects.update(opens_at=timezone.now() - timedelta(days=30))
    PlannedPeriod.objects.update(filling_until=timezone.now() - timedelta(days=1))

    page = client.post(plan_url(plan, "plan_open"), follow=True)

    assert "belum lewat" in page.content.decode()
    assert not Period.objects.exists()


def test_plan_is_cancelled_with_a_reason_and_stays_on_record(client, plan):
    without = client.post(plan_url(plan, "plan_cancel"), {"reason": " "})
    response = client.post(plan_url(plan, "plan_cancel"), {"reason": "Instrumen baru."})

    assert without.status_code == 422
    assert without.context["cancel"].errors == {"reason": ["Tulis alasan pembatalan."]}
    assert response.url == PERIODS
    assert "Dibatalkan" in client.get(PERIODS).content.decode()
    assert "“Instrumen baru.”" in client.get(plan_url(plan)).content.decode()
    again = client.post(plan_url(plan, "plan_cancel"), {"reason": "Lagi."})
    assert again.context["cancel"].non_field_errors() == [
        "Jadwal Triwulan I 2027 sudah dibatalkan, jadi tidak dapat diubah."
    ]
    assert (
        client.post(OPEN, planning(year="2027", agencies=[AgencyFactory().pk])).url
        == PERIODS
    )


# What is proposed


def opened(**changes):
    """A quarter whose days are known: Monday to Tuesday, 16.00 Wita."""
    fields = {
        "year": 2090,
        "quarter": 4,
        "opened_at": datetime(2090, 10, 2, 9, 17, tzinfo=WITA),
        "filling_until": datetime(2090, 10, 16, 16, tzinfo=WITA),
        "review_until": datetime(2090, 10, 27, 15, 30, tzinfo=WITA),
        "plenary_until": datetime(2090, 11, 4, 16, tzinfo=WITA),
    }
    return PeriodFactory(**fields | changes)


def test_proposal_copies_the_last_quarter_a_quarter_later():
    period = opened(
        revision_days=4, objection_days=6, objections_max=2, grace_minutes=45
    )
    assessment = AssessmentFactory(period=period)
    AssessmentFactory(period=period, agency__closed_on=timezone.localdate())
    AgencyFactory()

    found = proposal()

    assert (found["year"], found["quarter"], found["start"]) == (2091, 1, "later")
    assert found["opens_at"] == datetime(2091, 1, 1, 8, tzinfo=WITA)
    assert found["filling_until"] == datetime(2091, 1, 15, 16, tzinfo=WITA)
    assert found["review_until"] == datetime(2091, 1, 26, 15, 30, tzinfo=WITA)
    assert found["plenary_until"] == datetime(2091, 2, 5, 16, tzinfo=WITA)
    assert [
        found[name]
        for name in (
            "revision_days",
            "objection_days",
            "objections_max",
            "grace_minutes",
        )
    ] == [4, 6, 2, 45]
    assert list(found["agencies"]) == [assessment.agency]


def test_proposal_goes_on_after_what_is_planned(secretary):
    period = opened()
    actions.plan_period(
        2091,
        1,
        version=period.version,
        agencies=[AgencyFactory()],
        deadlines=actions.Deadlines(
            *(getattr(period, name) + timedelta(weeks=13) for name in actions.MOVABLE)
        ),
        opens_at=period.opened_at + timedelta(weeks=13),
        by=secretary,
    )

    found = proposal()

    assert (found["year"], found["quarter"]) == (2091, 2)
    assert found["filling_until"] == datetime(2091, 4, 16, 16, tzinfo=WITA)


def test_proposal_after_a_long_pause_counts_from_today():
    opened(year=2020, opened_at=datetime(2020, 10, 2, 8, tzinfo=WITA))

    found = proposal()

    assert found["start"] == "now"
    assert found["filling_until"] > timezone.now()


def test_later_leaves_the_weekend():
    saturday = datetime(2026, 10, 17, 16, tzinfo=WITA)

    assert later(saturday, 1) == datetime(2027, 1, 18, 16, tzinfo=WITA)


def test_open_proposes_every_unit_when_none_took_part(client):
    unit = AgencyFactory()
    AgencyFactory(kind=AgencyKind.PEMDA)

    assert list(client.get(OPEN).context["form"].initial["agencies"]) == [unit]


# Moving deadlines


def deadlines_url(period):
    return reverse("assessments:deadlines", args=[period.year, period.quarter])


def moving(period, **changes):
    names = tuple(actions.MOVABLE)
    fields = {
        name: f"{getattr(period, name).astimezone(WITA):%Y-%m-%dT%H:%M}"
        for name in names
    }
    return fields | {"reason": "Gangguan listrik."} | changes


def wita(moment):
    return f"{moment.astimezone(WITA):%Y-%m-%dT%H:%M}"


def test_deadlines_move_for_all_with_reason_on_record(client, secretary):
    period = PeriodFactory()
    assessment = AssessmentFactory(period=period)
    member = UserFactory(agency=assessment.agency)
    mentor = MentorAssignmentFactory(agency=assessment.agency).mentor
    assessor = UserFactory(role=Role.ASSESSOR)
    stranger = UserFactory()
    until = period.filling_until + timedelta(days=2)

    response = client.post(
        deadlines_url(period), moving(period, filling_until=wita(until))
    )

    assert response.url == PERIODS
    was = period.filling_until
    period.refresh_from_db()
    assert wita(period.filling_until) == wita(until)
    change = DeadlineChange.objects.get()
    assert (change.step.label, change.was, change.changed_by) == (
        "Pengisian",
        was,
        secretary,
    )
    assert set(Notice.objects.values_list("user", flat=True)) == {
        member.pk,
        mentor.pk,
        assessor.pk,
    }
    assert stranger.pk
    text = client.get(deadlines_url(period)).content.decode()
    assert "“Gangguan listrik.”" in text
    assert "Sekretaris Satu" in text


@pytest.mark.parametrize(
    ("days", "message"),
    [
        ({"filling_until": -1}, "Batas hanya dapat diundur"),
        ({}, "Tidak ada batas yang berubah."),
        ({"filling_until": 15}, "Batas waktu harus berurutan"),
    ],
)
def test_deadlines_are_refused_kindly(client, days, message):
    period = PeriodFactory()
    changes = {
        name: wita(getattr(period, name) + timedelta(days=n))
        for name, n in days.items()
    }

    response = client.post(deadlines_url(period), moving(period, **changes))

    assert response.status_code == 422
    assert message in response.context["form"].non_field_errors()[0]
    assert not DeadlineChange.objects.exists()


@pytest.mark.parametrize("distant", ["9999-12-31T23:59", "0001-01-01T00:00"])
def test_deadlines_of_a_year_nobody_means_are_refused(client, distant):
    period = PeriodFactory()
    names = tuple(actions.MOVABLE)

    response = client.post(
        deadlines_url(period), moving(period, **dict.fromkeys(names, distant))
    )

    assert response.status_code == 422
    said = ["Isi tahun antara 2018 dan 2101."]
    assert response.context["form"].errors == dict.fromkeys(names, said)


def test_deadlines_need_a_reason(client):
    period = PeriodFactory()

    response = client.post(deadlines_url(period), moving(period, reason=""))

    assert response.context["form"].errors == {"reason": ["Tulis alasan perubahan."]}


@pytest.mark.parametrize("count", [1, 3])
def test_periods_cost_the_same_with_more_plans(
    client, plan, secretary, count, django_assert_num_queries
):
    for quarter in range(2, count + 1):
        actions.plan_period(
            2027,
            quarter,
            version=plan.version,
            agencies=plan.agencies.all(),
            deadlines=actions.deadlines_of(plan),
            opens_at=plan.opens_at,
            by=secretary,
        )

    with django_assert_num_queries(4):
        client.get(PERIODS)


# Extensions


def test_extend_shows_who_when_and_why(client, secretary):
    assessment = AssessmentFactory()
    until = assessment.due_at + timedelta(days=1)
    url = reverse("assessments:extend", args=[assessment.pk])

    client.post(url, {"until": wita(until), "reason": "Kantor terendam."})

    text = client.get(url).content.decode()
    assert "“Kantor terendam.”" in text
    assert "Sekretaris Satu" in text
    page = client.get(reverse("assessments:detail", args=[assessment.pk]))
    assert "“Kantor terendam.”" in page.content.decode()
