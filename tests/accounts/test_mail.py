"""Mail to a real SMTP server on this machine: once each, to who may know, and no more."""

import asyncio
import socket
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from threading import Barrier

import pytest
from aiosmtpd.controller import Controller
from django.db import connection, transaction
from django.utils import timezone

from accounts import mailing, tasks
from accounts.enums import Channel, MailState, NoticeKind, Role
from accounts.models import Mailing, MentorAssignment, Notice, User
from accounts.notices import notify, prefer
from lib.formats import WITA
from tests.factories import AgencyFactory, MentorAssignmentFactory, UserFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


class Mailbox:
    """Takes every mail, or refuses it with an answer of `refusal`."""

    def __init__(self):
        self.mails = []
        self.refusal = ""
        self.delay = 0.0

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 named by the library
        if self.refusal:
            return self.refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 the same
        await asyncio.sleep(self.delay)
        self.mails.append(message_from_bytes(envelope.content, policy=default))
        return "250 OK"

    @property
    def receivers(self):
        return sorted(mail["To"] for mail in self.mails)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def serve(box, port):
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    return server


@pytest.fixture
def port(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    settings.BASE_URL = "https://spbe.example.go.id"
    return settings.EMAIL_PORT


@pytest.fixture
def box(port):
    box = Mailbox()
    server = serve(box, port)
    yield box
    server.stop()


@pytest.fixture
def no_broker(monkeypatch):
    """Nothing is sent after a commit: only what a test starts itself."""
    monkeypatch.setattr(mailing, "send", lambda pks: None)


def tell(
    *people, kind=NoticeKind.RETURNED, key="a", text="3 indikator dikembalikan.", **more
):
    with transaction.atomic():
        notify(kind, to=people, text=text, url="/assessments/", key=key, **more)


def at_seven(days=0):
    """07.00 Wita of today, or of so many days later."""
    seven = datetime.combine(timezone.localdate(), datetime.min.time(), WITA)
    return seven + timedelta(days=days, hours=7)


def states():
    return sorted(Mailing.objects.values_list("state", flat=True))


def test_a_notice_of_an_immediate_kind_is_mailed_after_the_commit(box):
    person = UserFactory(email="kepala@example.invalid")

    tell(person)

    row = Mailing.objects.get()
    assert box.receivers == ["kepala@example.invalid"]
    assert (row.state, row.attempts, row.address) == ("SENT", 1, person.email)
    assert row.subject == "Portal SPBE: Indikator dikembalikan"
    assert row.notice.user == person


def test_the_mail_has_both_parts_its_headers_and_a_whole_address(box):
    tell(UserFactory(), agency=None, text="Perbaiki <3> indikator & kirim.")

    (mail,) = box.mails
    row = Mailing.objects.get()
    text = mail.get_body(("plain",)).get_content()
    page = mail.get_body(("html",)).get_content()
    assert mail["Subject"] == "Portal SPBE: Indikator dikembalikan"
    assert mail["Message-ID"] == f"<{row.pk}@spbe.example.go.id>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Unsubscribe"] == (
        "<https://spbe.example.go.id/accounts/preferences/>"
    )
    assert "Perbaiki <3> indikator & kirim." in text
    assert "https://spbe.example.go.id/assessments/" in text.splitlines()
    assert "karena Anda memilih kabar jenis ini dikirim segera" in text
    assert "<h1>Perbaiki &lt;3&gt; indikator &amp; kirim.</h1>" in page
    assert 'href="https://spbe.example.go.id/assessments/"' in page
    assert 'href="https://spbe.example.go.id/accounts/preferences/"' in page


def test_answers_go_where_the_settings_say(box, settings):
    settings.EMAIL_REPLY_TO = ["sekretariat@example.go.id"]

    tell(UserFactory())

    assert box.mails[0]["Reply-To"] == "sekretariat@example.go.id"


def test_what_was_rolled_back_or_told_before_is_not_mailed(box):
    person = UserFactory()

    with transaction.atomic():
        tell(person)
        transaction.set_rollback(True)
    tell(person, key="b")
    tell(person, key="b")

    assert len(box.mails) == Mailing.objects.count() == 1


def test_mail_goes_by_the_choice_of_each_person_and_kind(box):
    plain, calm, silent = (UserFactory() for _ in range(3))
    prefer({NoticeKind.RETURNED: Channel.DIGEST}, by=calm)
    prefer({NoticeKind.RETURNED: Channel.NONE}, by=silent)
    prefer({NoticeKind.SUBMITTED: Channel.IMMEDIATE}, by=calm)

    tell(plain, calm, silent)
    tell(plain, calm, silent, kind=NoticeKind.SUBMITTED, key="b")

    assert box.receivers == sorted([plain.email, calm.email])


def test_a_task_that_runs_twice_sends_once(box, no_broker):
    tell(UserFactory())
    pk = str(Mailing.objects.get().pk)

    tasks.send_mail(pk)
    tasks.send_mail(pk)

    assert len(box.mails) == 1


def test_workers_at_the_same_mail_send_it_once(box, no_broker):
    box.delay = 0.2
    tell(UserFactory())
    pk = str(Mailing.objects.get().pk)
    barrier = Barrier(4)

    def work():
        barrier.wait()
        try:
            tasks.send_mail(pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: work(), range(4)))

    assert len(box.mails) == 1
    assert (states(), Mailing.objects.get().attempts) == (["SENT"], 1)


def test_a_refused_connection_is_tried_again_later_and_sent_once(port, caplog):
    tell(UserFactory())
    row = Mailing.objects.get()
    assert (row.state, row.attempts, row.reason) == (
        "QUEUED",
        1,
        "ConnectionRefusedError",
    )
    assert row.next_at > timezone.now() + timedelta(seconds=50)
    assert f"Mail {row.pk} could not be sent, attempt 1" in caplog.text
    assert tasks.send_due_mail() == 0  # not yet

    box = Mailbox()
    server = serve(box, port)
    Mailing.objects.update(next_at=timezone.now() - mailing.GRACE)
    assert [tasks.send_due_mail(), tasks.send_due_mail()] == [1, 0]
    server.stop()

    row.refresh_from_db()
    assert (len(box.mails), row.state, row.attempts) == (1, "SENT", 2)
    assert row.reason == ""


def test_pauses_double_until_the_mail_is_given_up(port, no_broker, caplog):
    tell(UserFactory())
    row = Mailing.objects.get()
    pauses = []

    while row.state == MailState.QUEUED:
        Mailing.objects.update(next_at=timezone.now())
        before = timezone.now()
        tasks.send_mail(str(row.pk))
        row.refresh_from_db()
        pauses.append(round((row.next_at - before).total_seconds() / 60))

    assert pauses[:4] == [1, 2, 4, 8]
    assert (row.state, row.attempts) == ("FAILED", mailing.ATTEMPTS)
    assert f"Mail {row.pk} is given up: ConnectionRefusedError" in caplog.text


def test_an_address_that_will_never_be_taken_is_given_up_at_once(box, caplog):
    box.refusal = "550 No such user"
    tell(UserFactory())
    box.refusal = "450 Try later"
    tell(UserFactory(), key="b")

    assert sorted(Mailing.objects.values_list("state", "attempts")) == [
        ("FAILED", 1),
        ("QUEUED", 1),
    ]
    assert box.mails == []


def test_a_lost_broker_loses_no_mail(box, no_broker):
    tell(UserFactory(), UserFactory())
    assert box.mails == []

    Mailing.objects.update(next_at=timezone.now() - mailing.GRACE)
    for pk in mailing.due():
        tasks.send_mail(str(pk))

    assert states() == ["SENT", "SENT"]
    assert len(box.mails) == 2


def test_a_broker_out_of_reach_is_an_error_in_the_log(box, caplog):
    from kombu.exceptions import OperationalError

    from spbe_portal.celery import app

    tell(UserFactory(), kind=NoticeKind.SUBMITTED)
    with pytest.MonkeyPatch.context() as patch:

        def away(*args, **options):
            raise OperationalError

        patch.setattr(app, "send_task", away)
        patch.setattr("celery.canvas.Signature.apply_async", away)
        tell(UserFactory(), key="b")

    assert (states(), box.mails) == (["QUEUED"], [])
    assert "No broker for mail" in caplog.text


def test_a_worker_that_was_lost_leaves_the_mail_to_the_next(box, no_broker, caplog):
    tell(UserFactory())
    row = Mailing.objects.get()
    taken = mailing.begin(row.pk)

    assert (taken.attempts, mailing.begin(row.pk)) == (1, None)
    Mailing.objects.update(next_at=timezone.now())
    tasks.send_mail(str(row.pk))

    row.refresh_from_db()
    assert (len(box.mails), row.state, row.attempts) == (1, "SENT", 2)
    mailing.fail(taken, "late")  # the first worker wakes up
    row.refresh_from_db()
    assert row.state == "SENT"


def test_a_mail_whose_workers_always_die_is_given_up(box, no_broker, caplog):
    tell(UserFactory())
    Mailing.objects.update(attempts=mailing.ATTEMPTS)

    tasks.send_mail(str(Mailing.objects.get().pk))

    assert (states(), box.mails) == (["FAILED"], [])
    assert Mailing.objects.get().reason == "Pengiriman tidak selesai"


# Who may know


def test_nothing_is_sent_to_a_mentor_whose_assignment_ended(box, no_broker):
    assignment = MentorAssignmentFactory(starts_on=date(2026, 1, 1))
    tell(assignment.mentor, agency=assignment.agency)
    yesterday = timezone.localdate() - timedelta(days=1)
    MentorAssignment.objects.update(ends_on=yesterday)

    tasks.send_mail(str(Mailing.objects.get().pk))

    assert (states(), box.mails) == (["DROPPED"], [])


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"is_active": False}, "Akun nonaktif"),
        ({"email": ""}, "Akun tanpa alamat surel"),
    ],
)
def test_nothing_is_sent_to_who_left(box, no_broker, change, reason):
    person = UserFactory()
    tell(person)
    User.objects.filter(pk=person.pk).update(**change)

    tasks.send_mail(str(Mailing.objects.get().pk))

    assert (states(), box.mails) == (["DROPPED"], [])
    assert Mailing.objects.get().reason == reason


def test_nothing_is_sent_to_who_changed_their_mind(box, no_broker):
    person = UserFactory()
    tell(person)
    prefer({NoticeKind.RETURNED: Channel.NONE}, by=person)

    tasks.send_mail(str(Mailing.objects.get().pk))

    assert (states(), box.mails) == (["DROPPED"], [])


def test_the_address_is_that_of_the_time_of_sending(box, no_broker):
    person = UserFactory(email="lama@example.invalid")
    tell(person)
    User.objects.filter(pk=person.pk).update(email="baru@example.invalid")

    tasks.send_mail(str(Mailing.objects.get().pk))

    assert box.receivers == ["baru@example.invalid"]


# The digest


def told_at(moment, person, key, kind=NoticeKind.SUBMITTED, **more):
    tell(person, kind=kind, key=key, text=f"Kabar {key}.", **more)
    Notice.objects.filter(user=person, key=key).update(created_at=moment)


def test_a_digest_holds_what_is_unread_and_a_person_gets_one_a_day(box):
    person, other = UserFactory(), UserFactory()
    for key in ("satu", "dua", "dibaca"):
        told_at(at_seven(-1), person, key)
    Notice.objects.filter(key="dibaca").update(read_at=timezone.now())
    told_at(at_seven() + timedelta(minutes=1), other, "esok")

    assert [
        mailing.write_digests(at_seven() + timedelta(minutes=10)),
        mailing.write_digests(at_seven() + timedelta(minutes=10)),
    ] == [1, 0]

    (mail,) = box.mails
    text = mail.get_body(("plain",)).get_content()
    assert (mail["To"], mail["Subject"]) == (
        person.email,
        "Portal SPBE: 2 pemberitahuan baru",
    )
    assert [key for key in ("satu", "dua", "dibaca") if f"Kabar {key}." in text] == [
        "satu",
        "dua",
    ]
    assert "karena Anda memilih ringkasan harian" in text


def test_no_digest_before_seven_and_a_missed_hour_is_caught_up(box):
    person = UserFactory()
    told_at(at_seven(-1), person, "a")

    assert mailing.write_digests(at_seven() - timedelta(minutes=1)) == 0
    assert mailing.write_digests(at_seven() + timedelta(hours=5)) == 1

    assert len(box.mails) == 1


def test_the_next_digest_does_not_repeat_the_last(box):
    person = UserFactory()
    told_at(at_seven(-1), person, "lama")
    mailing.write_digests(at_seven())
    told_at(at_seven() + timedelta(hours=1), person, "baru")

    mailing.write_digests(at_seven(1))

    texts = [mail.get_body(("plain",)).get_content() for mail in box.mails]
    assert [("Kabar lama." in t, "Kabar baru." in t) for t in texts] == [
        (True, False),
        (False, True),
    ]


def test_a_digest_leaves_out_what_was_mailed_at_once_and_what_is_not_wanted(box):
    person = UserFactory()
    prefer({NoticeKind.ASSIGNED: Channel.NONE}, by=person)
    told_at(at_seven(-1), person, "segera", kind=NoticeKind.RETURNED)
    told_at(at_seven(-1), person, "tidak", kind=NoticeKind.ASSIGNED)
    box.mails.clear()

    assert mailing.write_digests(at_seven()) == 0
    assert box.mails == []


def test_a_digest_tells_nobody_of_an_agency_no_longer_seen(box):
    seen, ended = AgencyFactory(), AgencyFactory()
    mentor = UserFactory(role=Role.MENTOR)
    MentorAssignmentFactory(mentor=mentor, agency=seen)
    told_at(at_seven(-1), mentor, "lihat", agency=seen)
    told_at(at_seven(-1), mentor, "rahasia", agency=ended)

    mailing.write_digests(at_seven())

    text = box.mails[0].get_body(("plain",)).get_content()
    assert ("Kabar lihat." in text, "Kabar rahasia." in text) == (True, False)
    assert box.mails[0]["Subject"] == "Portal SPBE: 1 pemberitahuan baru"


def test_a_digest_that_was_read_before_it_was_sent_is_dropped(box, no_broker):
    person = UserFactory()
    told_at(at_seven(-1), person, "a")
    mailing.write_digests(at_seven())
    Notice.objects.update(read_at=at_seven())

    tasks.send_mail(str(Mailing.objects.get().pk))

    assert (states(), box.mails) == (["DROPPED"], [])


def test_two_clocks_write_one_digest(box):
    person = UserFactory()
    told_at(at_seven(-1), person, "a")
    barrier = Barrier(3)

    def work():
        barrier.wait()
        try:
            return mailing.write_digests(at_seven())
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        written = sum(pool.map(lambda _: work(), range(3)))

    assert (written, len(box.mails), Mailing.objects.count()) == (1, 1, 1)


def test_a_long_digest_lists_fifty_and_counts_the_rest(box):
    person = UserFactory()
    Notice.objects.bulk_create(
        Notice(
            user=person,
            kind=NoticeKind.SUBMITTED,
            key=str(number),
            text=f"Kabar {number}.",
            url="/",
            created_at=at_seven(-1),
        )
        for number in range(53)
    )

    mailing.write_digests(at_seven())

    text = box.mails[0].get_body(("plain",)).get_content()
    assert (text.count("* Kabar"), "Dan 3 lainnya di portal." in text) == (50, True)
