"""What no row of the record of mail may be or become."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.enums import DIGEST, MailState, NoticeKind, Role
from accounts.models import Mailing, Notice, NoticePreference
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def notice():
    return Notice.objects.create(
        user=UserFactory(), kind=NoticeKind.RETURNED, key="a", text="Kabar.", url="/"
    )


def mailing(told, **fields):
    given = {"user": told.user, "kind": told.kind, "notice": told} | fields
    return Mailing.objects.create(**given)


def test_a_notice_has_one_mail(notice):
    mailing(notice)

    with pytest.raises(IntegrityError, match="notice_id"):
        mailing(notice)


def test_a_person_has_one_digest_a_day():
    fields = {"user": UserFactory(), "kind": DIGEST, "day": timezone.localdate()}
    Mailing.objects.create(**fields)

    with pytest.raises(IntegrityError, match="one_digest_a_day"):
        Mailing.objects.create(**fields)


@pytest.mark.parametrize(
    "fields", [{"kind": DIGEST}, {"notice": None}, {"day": "2026-11-26"}]
)
def test_a_mail_is_of_a_notice_or_of_a_day(notice, fields):
    with pytest.raises(IntegrityError, match="notice_or_day"):
        mailing(notice, **fields)


@pytest.mark.parametrize(
    "fields",
    [
        {"state": MailState.SENT},
        {"state": MailState.SENT, "sent_at": timezone.now(), "subject": "a"},
        {"sent_at": timezone.now()},
    ],
)
def test_a_sent_mail_has_its_time_address_and_subject(notice, fields):
    with pytest.raises(IntegrityError, match="sent_to_somewhere"):
        mailing(notice, **fields)


@pytest.mark.parametrize("state", [MailState.FAILED, MailState.DROPPED])
def test_a_settled_mail_stays_as_it_is(notice, state):
    row = mailing(notice, state=state)

    with transaction.atomic(), pytest.raises(IntegrityError, match="sudah selesai"):
        Mailing.objects.filter(pk=row.pk).update(state=MailState.QUEUED)


def test_no_mail_is_deleted(notice):
    row = mailing(notice)

    with pytest.raises(IntegrityError, match="sudah selesai"):
        row.delete()


def test_the_record_is_not_truncated():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_trigger WHERE tgname = 'not_truncated'"
            " AND tgrelid = 'accounts_mailing'::regclass"
        )
        assert cursor.fetchone() == (1,)


def test_a_preference_is_one_a_kind_and_a_known_channel():
    person = UserFactory()
    fields = {"user": person, "kind": NoticeKind.OPENED}
    NoticePreference.objects.create(channel="NONE", **fields)

    with transaction.atomic(), pytest.raises(IntegrityError, match="once_a_kind"):
        NoticePreference.objects.create(channel="DIGEST", **fields)
    with pytest.raises(IntegrityError, match="known_channel"):
        NoticePreference.objects.update(channel="SMS")


def test_the_record_is_seen_by_secretariat_and_auditor_others_see_their_own(notice):
    mailing(notice)

    def seen(user):
        return Mailing.objects.visible_to(user).count()

    assert {role: seen(UserFactory(role=role)) for role in Role} == {
        role: int(role in {Role.SECRETARIAT, Role.AUDITOR}) for role in Role
    }
    assert seen(notice.user) == 1
