from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts import content, tasks
from accounts.enums import NoticeKind
from accounts.models import Mailing
from accounts.notices import notify
from tests.accounts.test_audit import record, tamper
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_the_nightly_check_is_what_the_page_of_the_trail_shows():
    record()

    assert tasks.verify_audit() == 0
    assert (content.last_check().events, content.last_check().broken) == (3, ())


def test_the_nightly_check_calls_a_break_critical(caplog):
    record()
    tamper("UPDATE accounts_auditevent SET actor = 'lain' WHERE position = 2")

    assert tasks.verify_audit() == 1
    assert [line.levelname for line in caplog.records] == ["CRITICAL"]


def test_ended_sessions_are_swept():
    now = timezone.now()
    for key, days in (("lama", -1), ("baru", 1)):
        Session.objects.create(
            session_key=key, session_data="", expire_date=now + timedelta(days=days)
        )

    tasks.clear_sessions()

    assert [session.session_key for session in Session.objects.all()] == ["baru"]


def test_the_clock_writes_at_most_one_digest_of_today():
    person = UserFactory()
    notify(NoticeKind.OPENED, to=[person], text="Kabar.", url="/", key="a")
    person.notices.update(created_at=timezone.now() - timedelta(days=1))

    tasks.write_digests()
    tasks.write_digests()

    seven_is_past = timezone.localtime().hour >= 7
    assert Mailing.objects.count() == int(seven_is_past)
