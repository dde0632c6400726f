"""My tasks, and how the work is spread."""

import html
import re
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from assessments import actions
from assessments.enums import StepState
from assessments.models import Assignment, FollowUp, Period
from tests.factories import AgencyFactory, AssessmentFactory, PeriodFactory, UserFactory

TASKS = reverse("assessments:tasks")


def today(days=0):
    return timezone.localdate() + timedelta(days=days)


def words(response):
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", html.unescape(text))


def give(quarter, code, days, person=None):
    actions.assign(
        [quarter.answer(code)],
        assignee=person or quarter.member,
        due_on=today(max(days, 0)),
        by=quarter.head,
    )
    due_on = today(days)
    Assignment.objects.filter(answer=quarter.answer(code)).update(due_on=due_on)


def test_tasks_are_mine_late_ones_first(quarter, client_for):
    give(quarter, "I1", 3)
    give(quarter, "I2", -1)
    give(quarter, "I3", 1, quarter.head)
    actions.note_obstacle(
        quarter.answer("I2"), obstacle="Menunggu SK.", by=quarter.member
    )

    response = client_for(quarter.member).get(TASKS)

    mine = response.context["mine"]
    assert [task.indicator.code for task in mine.open] == ["I2", "I1"]
    assert [task.is_late for task in mine.open] == [True, False]
    text = words(response)
    assert "2 indikator belum siap" in text
    assert "1 lewat batas" in text
    assert "Kurang tingkat, Fakta, Analisis." in text
    assert "Kendala: Menunggu SK." in text
    assert "Kerjakan indikator 2" in text


def test_what_is_ready_is_no_longer_late(quarter, client_for):
    give(quarter, "I1", -3)
    quarter.save("I1", 1)
    actions.mark_ready(quarter.answer("I1"), by=quarter.member)

    mine = client_for(quarter.member).get(TASKS).context["mine"]

    assert (mine.open, mine.late) == ([], 0)
    assert [task.indicator.code for task in mine.done] == ["I1"]


def test_tasks_without_a_day_come_last_and_determined_quarters_not_at_all(
    quarter, client_for
):
    give(quarter, "I1", 1)
    quarter.verify().finalise().determine()
    later = AssessmentFactory(
        period=PeriodFactory(year=2027, quarter=1), agency=quarter.assessment.agency
    )
    second, first, _ = later.answers.order_by("indicator__position")
    actions.assign([second], assignee=quarter.member, by=quarter.head)
    actions.assign([first], assignee=quarter.member, due_on=today(300), by=quarter.head)

    mine = client_for(quarter.member).get(TASKS).context["mine"]

    assert [task.answer for task in mine.tasks] == [first, second]


def test_my_steps_are_the_open_ones_of_every_quarter(quarter, client_for):
    quarter.verify().finalise().determine()
    answer = quarter.answer("I1")
    for step, days, state in (
        ("Nanti.", 9, StepState.PLANNED),
        ("Segera.", 1, StepState.UNDERWAY),
        ("Beres.", 1, StepState.DONE),
        ("Batal.", 1, StepState.DROPPED),
    ):
        made = actions.add_step(
            answer,
            level=4,
            step=step,
            person=quarter.member,
            due_on=today(days),
            by=quarter.head,
        )
        actions.move_step(made, state=state, seen="", by=quarter.head)
    actions.add_step(
        answer, level=4, step="Rekan.", person=quarter.head, by=quarter.head
    )
    FollowUp.objects.filter(step="Segera.").update(due_on=today(-1))

    response = client_for(quarter.member).get(TASKS)

    mine = response.context["mine"]
    assert [work.step.step for work in mine.steps] == ["Segera.", "Nanti."]
    assert mine.late == 1


def test_no_tasks_says_what_to_do(quarter, client_for):
    response = client_for(quarter.member).get(TASKS)

    assert "Tidak ada indikator yang menunggu Anda" in words(response)
    assert "?person=none" in response.content.decode()


def test_no_quarter_says_what_to_do(client_for, db):
    response = client_for(UserFactory()).get(TASKS)

    assert "Sekretariat belum membuka triwulan." in words(response)


def test_who_moved_to_another_agency_sees_nothing_of_the_old_one(quarter, client_for):
    give(quarter, "I1", 1)
    actions.add_step(
        quarter.answer("I1"), level=2, step="x", person=quarter.member, by=quarter.head
    )
    quarter.member.agency = AgencyFactory()
    quarter.member.save()

    mine = client_for(quarter.member).get(TASKS).context["mine"]

    assert (mine.tasks, mine.steps) == ([], [])


def test_tasks_cost_the_same_for_one_and_many(
    quarter, client_for, django_assert_num_queries
):
    client = client_for(quarter.member)
    give(quarter, "I1", 1)
    client.get(TASKS)
    # user, agency, indicators, steps, owned indicators, newest quarter
    with django_assert_num_queries(6):
        client.get(TASKS)
    for code in ("I2", "I3"):
        give(quarter, code, 1)
        actions.add_step(
            quarter.answer(code),
            level=2,
            step="x",
            person=quarter.member,
            by=quarter.head,
        )

    with django_assert_num_queries(6):
        client.get(TASKS)


# The spread


def test_workload_counts_per_person_and_what_is_nobodys(quarter, client_for):
    give(quarter, "I1", -1)
    give(quarter, "I2", 2)
    quarter.save("I2", 1)
    actions.mark_ready(quarter.answer("I2"), by=quarter.member)
    UserFactory(agency=quarter.assessment.agency, is_active=False)

    page = reverse("assessments:workload", args=[quarter.assessment.pk])
    response = client_for(quarter.head).get(page)

    loads = response.context["loads"]
    assert [(load.person, load.total, load.done, load.late) for load in loads] == [
        (quarter.member, 2, 1, 1),
        (quarter.head, 0, 0, 0),
        (None, 1, 0, 0),
    ]
    assert loads[0].due_on == today(-1)
    text = response.content.decode()
    assert f"?person={quarter.member.pk}" in text
    assert "?person=none" in text


def test_workload_costs_the_same_for_few_and_many(
    quarter, client_for, django_assert_num_queries
):
    page = reverse("assessments:workload", args=[quarter.assessment.pk])
    client = client_for(quarter.mentor)
    client.get(page)
    with django_assert_num_queries(4):  # user, assessment, answers, people
        client.get(page)
    for code in ("I1", "I2", "I3"):
        give(quarter, code, 1, UserFactory(agency=quarter.assessment.agency))

    with django_assert_num_queries(4):
        client.get(page)


def test_a_quarter_that_is_over_is_still_a_task(quarter, client_for):
    give(quarter, "I1", 1)
    past = timezone.now() - timedelta(days=1)
    Period.objects.update(filling_until=past)

    mine = client_for(quarter.member).get(TASKS).context["mine"]

    assert len(mine.open) == 1
