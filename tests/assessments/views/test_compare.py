import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from assessments import actions
from assessments.enums import AnswerStatus, Decision, Status
from tests.factories import (
    AgencyFactory,
    AssessmentFactory,
    MentorAssignmentFactory,
    PeriodFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def mentor():
    return UserFactory(role=Role.MENTOR)


@pytest.fixture
def client(client_for, mentor):
    return client_for(mentor)


@pytest.fixture
def period():
    return PeriodFactory(year=2026, quarter=4)


def submitted(mentor, period, level, *, facts="Fakta", **agency):
    assignment = MentorAssignmentFactory(mentor=mentor, agency=AgencyFactory(**agency))
    assessment = AssessmentFactory(
        period=period,
        agency=assignment.agency,
        status=Status.SUBMITTED,
        round=1,
        submitted_at=timezone.now(),
        submitted_by=UserFactory(agency=assignment.agency),
    )
    assessment.answers.update(
        status=AnswerStatus.READY, self_level=level, facts=facts, analysis="Analisis"
    )
    return assessment


def url(code="I1", name="compare"):
    more = {"code": code} if name == "compare" else {}
    return reverse(f"assessments:{name}", kwargs={"year": 2026, "quarter": 4} | more)


def comparison(client, code="I1", **query):
    return client.get(url(code), query).context["comparison"]


def answer_of(assessment, code="I1"):
    return assessment.answers.get(indicator__code=code)


def test_compare_orders_by_level_then_name(client, mentor, period):
    submitted(mentor, period, 2, name="Dinas C")
    submitted(mentor, period, 4, name="Dinas B")
    submitted(mentor, period, 2, name="Dinas A")

    found = comparison(client)

    assert [
        (step.level, [row.answer.assessment.agency_name for row in step.rows])
        for step in found.steps
    ] == [(4, ["Dinas B"]), (2, ["Dinas A", "Dinas C"])]
    assert found.spread == ((5, 0, 0), (4, 1, 0), (3, 0, 0), (2, 2, 0), (1, 0, 0))


def test_compare_leaves_out_drafts_other_quarters_and_other_mentors(
    client, mentor, period
):
    drafting = MentorAssignmentFactory(mentor=mentor)
    AssessmentFactory(period=period, agency=drafting.agency)
    submitted(UserFactory(role=Role.MENTOR), period, 3)
    submitted(mentor, PeriodFactory(year=2026, quarter=3), 3)
    elsewhen = submitted(mentor, period, 3)
    mentor.mentor_assignments.filter(agency=elsewhen.agency).update(
        year=2026, quarter=3
    )

    page = client.get(url())

    assert page.context["comparison"].rows == ()
    assert "Belum ada perangkat daerah dampingan Anda" in page.content.decode()


def test_compare_narrows_to_waiting_and_decided(client, mentor, period):
    waiting, decided = submitted(mentor, period, 3), submitted(mentor, period, 3)
    actions.review(
        answer_of(decided),
        decision=Decision.ADJUSTED,
        level=2,
        reason="Belum sah.",
        by=mentor,
    )

    def shown(state):
        rows = comparison(client, state=state).shown
        return [row.answer.assessment for row in rows]

    assert shown("waiting") == [waiting]
    assert shown("decided") == [decided]
    assert "“Belum sah.”" in client.get(url()).content.decode()
    assert [tab.count for tab in comparison(client).tabs] == [2, 1, 1]


def test_compare_forgets_the_reason_of_a_decision_taken_back(client, mentor, period):
    answer = answer_of(submitted(mentor, period, 3))
    made = actions.review(
        answer, decision=Decision.ADJUSTED, level=2, reason="Belum sah.", by=mentor
    )
    assert "Belum sah." in client.get(url()).content.decode()

    actions.withdraw_review(made, by=mentor)

    assert "Belum sah." not in client.get(url()).content.decode()


def test_compare_shortens_texts_and_shows_them_whole(client, mentor, period):
    submitted(mentor, period, 3, facts="Panjang. " * 60 + "<akhir>")

    page = client.get(url()).content.decode()

    assert "<details" in page
    assert "&lt;akhir&gt;" in page


def test_compare_says_who_reviews_now(client, mentor, period):
    assessment = submitted(mentor, period, 3)
    other = UserFactory(role=Role.MENTOR, name="Pendamping Dua")
    MentorAssignmentFactory(mentor=other, agency=assessment.agency)
    actions.claim(answer_of(assessment), by=other)

    assert "Ditelaah Pendamping Dua sampai" in client.get(url()).content.decode()


def test_compare_walks_through_the_indicators_and_keeps_the_filter(
    client, mentor, period
):
    page = client.get(url("I2"), {"state": "waiting"}).content.decode()

    assert f'href="{url("I1")}?state=waiting"' in page
    assert f'href="{url("I3")}?state=waiting"' in page
    assert comparison(client, "I3").next is None
    assert comparison(client, "I1").previous is None


def test_compare_of_an_unknown_indicator_is_not_found(client, period):
    assert client.get(url("I99")).status_code == 404


def test_compare_first_goes_to_the_indicator_chosen(client, period):
    first = url(name="compare_first")

    assert client.get(first).url == url("I1")
    assert client.get(first, {"code": "I3", "state": "decided"}).url == (
        f"{url('I3')}?state=decided"
    )
    assert client.get(first, {"code": "x", "state": "&a=b"}).url == url("I1")


@pytest.mark.parametrize("count", [1, 3])
def test_compare_runs_the_same_queries_for_any_number(
    client, mentor, period, count, django_assert_num_queries
):
    for _ in range(count):
        submitted(mentor, period, 3)
    client.get(url())

    with django_assert_num_queries(4):  # the user, the quarter, answers, reviews
        client.get(url())
