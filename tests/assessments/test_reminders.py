from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.enums import NoticeKind, Role
from accounts.models import AuditEvent, Notice
from assessments import actions
from assessments.actions import AssessmentError
from assessments.enums import Decision
from assessments.models import Reminder
from tests.assessments.conftest import forget_notices
from tests.factories import AgencyFactory, AssessmentFactory, UserFactory

RETURNED = (Decision.RETURNED, None, "Kurang.")


def told():
    return set(Notice.objects.values_list("user", flat=True))


def remind(quarter, **more):
    return actions.remind(
        quarter.assessment.period, [quarter.assessment], by=quarter.secretary, **more
    )


def test_remind_tells_the_team_while_it_fills(quarter):
    done = remind(quarter, text="  Mohon\n segera. ")

    notice = Notice.objects.get(user=quarter.head)
    assert told() == {quarter.member.pk, quarter.head.pk}
    assert notice.kind == NoticeKind.REMINDED
    assert notice.text.endswith("Pesan sekretariat: Mohon segera.")
    assert notice.agency == quarter.assessment.agency
    assert done.sent == (quarter.assessment,)
    assert done.people == 2


def test_remind_tells_the_mentors_while_they_review(quarter):
    quarter.fill().submit()
    forget_notices()

    remind(quarter)

    assert told() == {quarter.mentor.pk}


def test_remind_tells_the_head_while_objections_are_open(quarter):
    quarter.fill().submit().review().close()
    forget_notices()

    remind(quarter)

    assert told() == {quarter.head.pk}


def test_remind_tells_assessors_of_other_agencies_before_the_plenary(quarter):
    quarter.verify()
    UserFactory(role=Role.ASSESSOR, agency=quarter.assessment.agency)
    forget_notices()

    remind(quarter)

    assert told() == {quarter.assessor.pk}


def test_remind_is_on_record(quarter):
    remind(quarter, text="Segera.")

    reminder = Reminder.objects.get()
    event = AuditEvent.objects.get(verb="period.reminded")
    assert (reminder.status, reminder.text, reminder.recipients) == (
        "FILLING",
        "Segera.",
        2,
    )
    assert event.data == {"agencies": ["1.02"], "text": "Segera."}


def test_remind_leaves_out_who_was_reminded_lately(quarter):
    remind(quarter)
    other = AssessmentFactory(period=quarter.assessment.period)
    UserFactory(role=Role.OPD_HEAD, agency=other.agency)

    done = actions.remind(
        quarter.assessment.period,
        [quarter.assessment, other],
        by=quarter.secretary,
    )

    assert done.sent == (other,)
    assert [a for a, _ in done.skipped] == [quarter.assessment]
    assert "sudah diingatkan" in done.skipped[0][1]


def test_remind_again_after_the_state_has_changed(quarter):
    remind(quarter)
    quarter.fill().submit()

    assert remind(quarter).sent == (quarter.assessment,)


def test_remind_again_after_twelve_hours(quarter, monkeypatch):
    remind(quarter)
    later = timezone.now() + timedelta(hours=12, seconds=1)
    monkeypatch.setattr(timezone, "now", lambda: later)

    assert remind(quarter).sent == (quarter.assessment,)
    assert Notice.objects.filter(user=quarter.head).count() == 2


def test_remind_refuses_when_nobody_is_left(quarter):
    quarter.verify().finalise()

    with pytest.raises(AssessmentError, match="Dinas A: sudah final"):
        remind(quarter)
    assert not Reminder.objects.exists()


def test_remind_refuses_where_nobody_has_an_account(quarter):
    empty = AssessmentFactory(
        period=quarter.assessment.period, agency=AgencyFactory(name="Dinas B")
    )

    with pytest.raises(AssessmentError, match="Dinas B: belum ada akun"):
        actions.remind(empty.period, [empty], by=quarter.secretary)


def test_remind_refuses_none_and_those_of_another_quarter(quarter):
    other = AssessmentFactory()

    with pytest.raises(AssessmentError, match="Pilih sekurangnya satu"):
        actions.remind(quarter.assessment.period, [other], by=quarter.secretary)


def test_a_reminder_stays_as_sent(quarter):
    remind(quarter)

    with pytest.raises(IntegrityError, match="Pengingat"), transaction.atomic():
        Reminder.objects.update(text="lain")
    with pytest.raises(IntegrityError, match="Pengingat"), transaction.atomic():
        Reminder.objects.get().delete()
