"""Who fills what in an agency that is still filling: by the actions, as they are few."""

from datetime import timedelta

from assessments import actions
from assessments.enums import AnswerStatus
from assessments.models import Assessment
from spbe_portal.demo.people import People
from spbe_portal.demo.province import Office

BEFORE = timedelta(days=2)  # the own deadline, before that of the quarter
OBSTACLE = "Menunggu dokumen yang sedang ditandatangani."
STEP = "Menyusun dokumen yang diminta tingkat berikutnya dan menetapkannya."


def share(assessment: Assessment, office: Office, people: People) -> None:
    """What is not ready goes to member and coordinator in turn; one stands still, and
    one has a step to the next level."""
    answers = assessment.answers.exclude(status=AnswerStatus.READY).in_order()
    waiting = list(answers.select_related("indicator"))
    if not waiting or assessment.due_at is None:
        return
    member, coordinator = people.of("anggota", office), people.of("koordinator", office)
    due_on = (assessment.due_at - BEFORE).date()
    for place, person in enumerate((member, coordinator)):
        if mine := waiting[place::2]:
            actions.assign(mine, assignee=person, due_on=due_on, by=coordinator)
    actions.note_obstacle(waiting[-1], obstacle=OBSTACLE, by=member)
    begun = next((a for a in waiting if (a.self_level or 5) < 5), None)
    if begun:
        level = (begun.self_level or 0) + 1
        actions.add_step(begun, level=level, step=STEP, person=member, by=coordinator)
