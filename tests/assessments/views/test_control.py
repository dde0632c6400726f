"""The control room: its stages, its sheet, its reminders, and how evenly was judged."""

import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from accounts.enums import Role
from accounts.models import Notice
from assessments import actions
from assessments.control_matrix import matrix_of
from assessments.control_room import room_of
from assessments.control_stages import staged
from assessments.enums import Decision, Status
from assessments.models import Reminder
from tests.assessments.views.test_periods import final
from tests.factories import (
    AssessmentFactory,
    MentorAssignmentFactory,
    PeriodFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def url_of(name, period):
    return reverse(f"assessments:{name}", args=[period.year, period.quarter])


@pytest.fixture
def client(client_for):
    return client_for(Role.SECRETARIAT)


def cells(period):
    room = room_of(period)
    return [
        [(cell.state, cell.text) for cell in row.cells]
        for row in staged(room, room.lines)
    ]


# Stages


def test_stages_while_filling(quarter):
    quarter.save("I1")

    assert cells(quarter.assessment.period) == [
        [("now", "0 dari 3 siap"), *[("ahead", "")] * 5]
    ]


def test_stages_after_the_deadline_of_filling(quarter):
    period = quarter.assessment.period
    period.filling_until = timezone.now() - timedelta(seconds=1)
    period.save()

    assert cells(period)[0][0] == ("late", "0 dari 3 siap")


def test_stages_follow_a_quarter_to_its_end(quarter):
    period = quarter.assessment.period
    returned = {"I1": (Decision.RETURNED, None, "Kurang.")}

    quarter.fill().submit()
    assert cells(period)[0][1] == ("now", "putaran 1, 0 dari 3 diputus")
    quarter.review(**returned).close()
    assert cells(period)[0][1:3] == [
        ("ahead", "menunggu perbaikan putaran 1"),
        ("now", "1 indikator"),
    ]
    quarter.save("I1", level=2)
    actions.mark_ready(quarter.answer("I1"), by=quarter.member)
    quarter.submit()
    assert cells(period)[0][1] == ("now", "putaran 2, 2 dari 3 diputus")
    actions.review(quarter.answer("I1"), decision=Decision.ACCEPTED, by=quarter.mentor)
    quarter.close()
    assert cells(period)[0][2:5] == [
        ("done", "1 kali"),
        ("now", "tanpa sanggahan"),
        ("ahead", ""),
    ]
    actions.raise_objection(quarter.answer("I2"), reason="Sudah.", by=quarter.head)
    actions.accept_verification(quarter.assessment, by=quarter.head)
    assert cells(period)[0][3:5] == [
        ("done", "1 sanggahan"),
        ("now", "menunggu putusan"),
    ]


def test_stages_of_a_final_agency_wait_for_the_determination():
    period = PeriodFactory()
    final(period)

    states = [state for state, _ in cells(period)[0]]

    assert states == ["done", "done", "skipped", "done", "done", "now"]


def test_period_shows_stages_or_values_and_keeps_the_filters(client):
    period = PeriodFactory()
    AssessmentFactory(period=period, agency__name="Dinas Sosial")
    AssessmentFactory(period=period, agency__name="Dinas Kesehatan")

    response = client.get(url_of("period", period), {"view": "stages", "q": "sosial"})

    assert [row.line.assessment.agency_name for row in response.context["rows"]] == [
        "Dinas Sosial"
    ]
    assert response.context["matrix"].value_query == "q=sosial"
    assert "0 dari 3 siap" in response.content.decode()


def test_period_filters_by_kind_and_mentor(client):
    period = PeriodFactory(year=2026, quarter=4)
    health = AssessmentFactory(period=period, agency__kind="RSUD")
    other = AssessmentFactory(period=period)
    mentor = MentorAssignmentFactory(agency=other.agency, year=2026, quarter=4).mentor
    MentorAssignmentFactory(agency=health.agency, year=2026, quarter=3)

    def found(**query):
        page = client.get(url_of("period", period), query).context["matrix"].page
        return [line.assessment for line in page]

    assert found(kind="RSUD") == [health]
    assert found(mentor=str(mentor.uuid)) == [other]
    assert found(mentor="bukan-uuid") == []


def test_period_counts_the_load_of_each_mentor(quarter, client):
    quarter.fill().submit()
    idle = MentorAssignmentFactory(is_lead=True).mentor
    AssessmentFactory(
        period=quarter.assessment.period,
        agency=idle.mentor_assignments.get().agency,
    )

    loads = client.get(url_of("period", quarter.assessment.period)).context["loads"]

    assert [(x.mentor, x.agencies, x.led, x.waiting, x.decided) for x in loads] == [
        (quarter.mentor, 1, 0, 3, 0),
        (idle, 1, 1, 0, 0),
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_stages_run_the_same_queries_for_any_number(
    client, count, django_assert_num_queries
):
    period = PeriodFactory()
    for _ in range(count):
        MentorAssignmentFactory(agency=AssessmentFactory(period=period).agency)
    client.get(url_of("period", period), {"view": "stages"})

    with django_assert_num_queries(11):
        client.get(url_of("period", period), {"view": "stages"})


# The sheet


def test_the_sheet_holds_what_the_page_shows(client, quarter):
    period = quarter.assessment.period
    done = final(period, levels=(2, 3, 4), code="1.01", name="=Dinas Sosial")

    response = client.get(url_of("control_xlsx", period))
    sheet = load_workbook(io.BytesIO(response.content)).active

    rows = {row[1].value: row for row in sheet.iter_rows(min_row=6)}
    assert sheet["A1"].value == f"Ruang kendali penilaian SPBE, {period}"
    assert "Instrumen rujukan, belum ditetapkan" in sheet["A2"].value
    assert set(rows) == {"1.01", "1.02"}
    values = [cell.value for cell in rows["1.01"]]
    titles = [cell.value for cell in sheet[5]]
    found = dict(zip(titles, values, strict=True))
    assert found["Perangkat daerah"] == done.agency_name
    assert rows["1.01"][2].quotePrefix
    assert (found["Akhir"], found["Tata Kelola"]) == (3.0, 2.33)
    assert found["Penetapan"] == "berjalan, menunggu Berita Acara"
    assert rows["1.02"][titles.index("Akhir")].value is None


def test_the_sheet_keeps_the_filters(client):
    period = PeriodFactory()
    final(period)
    AssessmentFactory(period=period)

    response = client.get(url_of("control_xlsx", period), {"status": "FINAL"})

    assert load_workbook(io.BytesIO(response.content)).active.max_row == 6


# Reminders


def test_remind_tells_people_and_returns_to_the_view(client, quarter):
    period = quarter.assessment.period

    response = client.post(
        f"{url_of('remind', period)}?view=stages",
        {"assessments": [quarter.assessment.pk], "text": "Segera."},
        follow=True,
    )

    assert response.redirect_chain[0][0].endswith("?view=stages")
    assert "1 perangkat daerah diingatkan, 2 orang." in response.content.decode()
    assert Reminder.objects.get().text == "Segera."


@pytest.mark.parametrize(
    ("ids", "said"),
    [
        ([], "Centang sekurangnya satu perangkat daerah."),
        (["a"], "Perangkat daerah yang dicentang tidak ada pada triwulan ini."),
        (
            ["00000000-0000-4000-8000-000000000000"],
            "Perangkat daerah yang dicentang tidak ada pada triwulan ini.",
        ),
    ],
)
def test_remind_refuses_what_is_not_of_the_quarter(client, quarter, ids, said):
    response = client.post(
        url_of("remind", quarter.assessment.period), {"assessments": ids}
    )

    assert response.status_code == 422
    assert said in response.content.decode()
    assert not Notice.objects.exists()


def test_remind_keeps_what_was_typed_when_it_is_refused(client, quarter):
    response = client.post(
        url_of("remind", quarter.assessment.period),
        {"assessments": [quarter.assessment.pk], "text": "x" * 201},
    )

    page = response.content.decode()
    assert response.status_code == 422
    assert "x" * 201 in page
    assert response.context["ticked"] == {str(quarter.assessment.pk)}


def test_only_the_secretariat_sees_boxes(client, client_for, quarter):
    url = url_of("period", quarter.assessment.period)

    assert 'name="assessments"' in client.get(url).content.decode()
    assert (
        'name="assessments"' not in client_for(Role.AUDITOR).get(url).content.decode()
    )


# Consistency


def judged(period, *levels, mentor=None):
    """One agency whose mentor verified (self, verified) for each indicator."""
    assessment = final(period, status=Status.VERIFIED)
    mentor = mentor or UserFactory(role=Role.MENTOR)
    pairs = zip(assessment.answers.in_order(), levels, strict=True)
    for answer, (own, verified) in pairs:
        answer.self_level, answer.verified_level = own, verified
        answer.verified_reason, answer.verified_by = "Bukti kurang.", mentor
        answer.final_level = answer.final_at = answer.final_by = None
        answer.save()
    return assessment


def test_consistency_names_the_decision_that_lies_far_off(client):
    period = PeriodFactory()
    for _ in range(3):
        judged(period, (3, 3), (3, 3), (3, 3))
    odd = judged(period, (5, 2), (3, 3), (3, 3))

    response = client.get(url_of("consistency", period))

    page = response.context["page"]
    assert [(o.answer.assessment, o.indicator.code) for o in page.outliers] == [
        (odd, "I1")
    ]
    assert page.rows[0].counts == [(1, 0), (2, 1), (3, 3), (4, 0), (5, 0)]
    assert "Bukti kurang." in response.content.decode()


def test_consistency_without_decisions_says_so(client):
    period = AssessmentFactory().period

    text = client.get(url_of("consistency", period)).content.decode()

    assert "Belum ada yang diverifikasi" in text


def test_consistency_is_for_the_lead_alone_among_mentors(client_for):
    period = PeriodFactory(year=2026, quarter=4)
    seen, hidden = (judged(period, (3, 3), (3, 3), (3, 3)) for _ in range(2))
    mentor = MentorAssignmentFactory(agency=seen.agency).mentor
    client = client_for(mentor)

    assert client.get(url_of("consistency", period)).status_code == 403

    mentor.mentor_assignments.update(is_lead=True)
    page = client.get(url_of("consistency", period)).context["page"]
    assert page.total == 3
    assert hidden.agency_name not in str(page)


@pytest.mark.parametrize("count", [1, 3])
def test_consistency_runs_the_same_queries_for_any_number(
    client, count, django_assert_num_queries
):
    period = PeriodFactory()
    for _ in range(count):
        judged(period, (3, 3), (3, 2), (3, 3))
    client.get(url_of("consistency", period))

    with django_assert_num_queries(3):
        client.get(url_of("consistency", period))


def test_matrix_of_ignores_an_unknown_view(quarter):
    room = room_of(quarter.assessment.period)

    assert not matrix_of(room, {"view": "nonsense"}).shows_stages
