"""Messages of a thread: who may write what, who is told, what stays."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.enums import NoticeKind, Role
from accounts.models import AuditEvent, MentorAssignment, Notice
from assessments import actions
from assessments.actions import AssessmentError
from assessments.models import (
    Answer,
    Mention,
    Message,
    MessageAttachment,
    ThreadRead,
)
from assessments.queries import count_unread, talk_of, unread_threads
from evidence import actions as library
from tests.assessments.conftest import forget_notices
from tests.factories import DocumentFactory, MentorAssignmentFactory, UserFactory


@pytest.fixture
def answer(quarter):
    return quarter.answer("I1")


def send(answer, by, text="Apakah cukup?", **more):
    return actions.send_message(answer, text=text, by=by, **more)


def told():
    """Who was told what, and the end of the address that it leads to."""
    return {
        (row.user, row.kind, row.url.rpartition("answers/")[2].partition("/")[2])
        for row in Notice.objects.all()
    }


def refused(match, *args, **more):
    with pytest.raises(AssessmentError, match=match):
        send(*args, **more)
    assert not Message.objects.exists()


# Writing


def test_a_message_keeps_its_words_documents_and_mentions(quarter, answer):
    message = send(
        answer,
        quarter.member,
        "  Apakah SK ini cukup?  ",
        documents=[quarter.document],
        mentions=[quarter.mentor],
    )

    assert message.text == "Apakah SK ini cukup?"
    attachment = message.attachments.get()
    assert attachment.document == quarter.document
    assert attachment.version == quarter.document.current
    assert message.mentions.get().user == quarter.mentor
    event = AuditEvent.objects.get(verb="message.sent")
    assert event.agency_code == "1.02"
    assert "SK" not in str(event.data)


@pytest.mark.parametrize("who", ["member", "head", "mentor"])
def test_the_agency_and_its_mentors_write(quarter, answer, who):
    author = getattr(quarter, who)

    assert send(answer, author).author == author


@pytest.mark.parametrize("who", ["assessor", "secretary"])
def test_who_only_reads_does_not_write(quarter, answer, who):
    refused("tidak ikut dalam diskusi", answer, getattr(quarter, who))


@pytest.mark.parametrize("role", [Role.OPD_HEAD, Role.MENTOR])
def test_strangers_do_not_write(answer, role):
    refused("tidak ikut dalam diskusi", answer, UserFactory(role=role))


def test_a_mentor_whose_assignment_is_over_does_not_write(quarter, answer):
    MentorAssignment.objects.update(ends_on=timezone.localdate() - timedelta(days=1))

    refused("tidak ikut dalam diskusi", answer, quarter.mentor)


@pytest.mark.parametrize(
    ("text", "match"), [(" \n ", "Tulis pesan"), ("a" * 2001, "paling banyak 2000")]
)
def test_a_text_has_its_length(quarter, answer, text, match):
    refused(match, answer, quarter.member, text)


def test_the_thread_closes_with_the_determination(quarter):
    quarter.verify().finalise().determine()
    answer = quarter.answer("I1")

    refused("sudah ditetapkan", answer, quarter.member)
    assert talk_of(answer, quarter.member).count == 0


def test_a_mention_of_who_does_not_see_the_thread_is_refused(quarter, answer):
    stranger = UserFactory(role=Role.OPD_HEAD, name="Orang Lain")

    refused(
        "Orang Lain tidak dapat melihat", answer, quarter.member, mentions=[stranger]
    )
    refused("tidak dapat melihat", answer, quarter.member, mentions=[quarter.secretary])


def test_an_agency_sends_documents_of_its_own_library(quarter, answer):
    of_another, of_province = DocumentFactory(), DocumentFactory(agency=None)

    refused("tidak dapat dilampirkan", answer, quarter.member, documents=[of_another])
    refused("tidak dapat dilampirkan", answer, quarter.member, documents=[of_province])


def test_a_mentor_sends_documents_of_the_province_or_of_that_agency(quarter, answer):
    of_another, of_province = DocumentFactory(), DocumentFactory(agency=None)

    refused("tidak dapat dilampirkan", answer, quarter.mentor, documents=[of_another])
    message = send(answer, quarter.mentor, documents=[of_province, quarter.document])

    assert message.attachments.count() == 2


def test_a_withdrawn_document_is_not_sent(quarter, answer):
    library.withdraw(quarter.document, reason="Keliru", by=quarter.member)
    quarter.document.refresh_from_db()

    refused("sudah ditarik", answer, quarter.member, documents=[quarter.document])


# Who is told


def test_a_message_of_the_agency_is_told_to_its_mentors(quarter, answer):
    send(answer, quarter.member)

    assert told() == {(quarter.mentor, NoticeKind.ANSWERED, "review/#thread")}


def test_a_message_is_told_once_a_person_and_leads_where_each_may_look(quarter, answer):
    other = MentorAssignmentFactory(agency=quarter.assessment.agency).mentor
    assignee = UserFactory(agency=quarter.assessment.agency)
    UserFactory(agency=quarter.assessment.agency)
    actions.assign([answer], assignee=assignee, by=quarter.head)
    send(answer, quarter.member)
    forget_notices()

    send(answer, quarter.mentor, mentions=[quarter.head, quarter.member])

    assert told() == {
        (quarter.head, NoticeKind.MENTIONED, "#thread"),
        (quarter.member, NoticeKind.MENTIONED, "#thread"),
        (assignee, NoticeKind.ANSWERED, "#thread"),
        (other, NoticeKind.ANSWERED, "review/#thread"),
    }
    assert Notice.objects.count() == 4


def test_a_notice_names_roles_and_nobody(quarter, answer):
    send(answer, quarter.member, mentions=[quarter.mentor])

    assert Notice.objects.get().text == (
        "Anggota tim pengelola menyebut Anda dalam pesan pada indikator 1, Dinas A, "
        f"{quarter.assessment.period}."
    )


def test_a_former_mentor_who_wrote_is_told_nothing(quarter, answer):
    send(answer, quarter.mentor)
    MentorAssignment.objects.update(ends_on=timezone.localdate() - timedelta(days=1))

    send(answer, quarter.member)

    assert not Notice.objects.filter(user=quarter.mentor).exists()


# Withdrawing


def test_an_author_withdraws_a_fresh_message(quarter, answer):
    message = send(answer, quarter.member, "Keliru.")

    actions.withdraw_message(message, by=quarter.member)

    message.refresh_from_db()
    assert message.withdrawn_at is not None
    assert message.text == "Keliru."
    assert AuditEvent.objects.filter(verb="message.withdrawn").count() == 1


def test_a_message_is_withdrawn_by_its_author_once_and_in_time(quarter, answer):
    message = send(answer, quarter.member)
    with pytest.raises(AssessmentError, match="Hanya penulisnya"):
        actions.withdraw_message(message, by=quarter.head)
    with pytest.raises(AssessmentError, match="tidak ikut"):
        actions.withdraw_message(message, by=UserFactory(role=Role.MENTOR))
    actions.withdraw_message(message, by=quarter.member)
    with pytest.raises(AssessmentError, match="sudah ditarik"):
        actions.withdraw_message(message, by=quarter.member)
    old = Message.objects.create(
        answer=answer,
        author=quarter.member,
        text="Lama",
        sent_at=timezone.now() - timedelta(minutes=16),
    )
    with pytest.raises(AssessmentError, match="15 menit"):
        actions.withdraw_message(old, by=quarter.member)


def test_no_message_is_withdrawn_after_the_determination(quarter):
    quarter.verify().finalise()
    message = send(quarter.answer("I1"), quarter.member)
    quarter.determine()

    with pytest.raises(AssessmentError, match="sudah ditetapkan"):
        actions.withdraw_message(message, by=quarter.member)


# What the database keeps


@pytest.mark.parametrize(
    "write",
    [
        lambda m: Message.objects.filter(pk=m.pk).update(text="Lain"),
        lambda m: Message.objects.filter(pk=m.pk).update(
            withdrawn_at=m.sent_at + timedelta(minutes=16)
        ),
        lambda m: Message.objects.create(answer=m.answer, author=m.author, text=""),
        lambda m: MessageAttachment.objects.update(document=DocumentFactory()),
        lambda m: MessageAttachment.objects.all()._raw_delete("default"),
        lambda m: Mention.objects.all()._raw_delete("default"),
        lambda m: Message.objects.all()._raw_delete("default"),
    ],
)
def test_words_and_what_came_along_stay(quarter, answer, write):
    message = send(
        answer,
        quarter.member,
        documents=[quarter.document],
        mentions=[quarter.mentor],
    )

    with pytest.raises(IntegrityError), transaction.atomic():
        write(message)


def test_a_withdrawn_message_stays_withdrawn(quarter, answer):
    message = send(answer, quarter.member)
    actions.withdraw_message(message, by=quarter.member)

    with pytest.raises(IntegrityError, match="sudah ditarik"), transaction.atomic():
        Message.objects.update(withdrawn_at=None)


def test_no_document_of_another_agency_is_attached_around_the_action(quarter, answer):
    message, foreign = send(answer, quarter.member), DocumentFactory()

    with pytest.raises(IntegrityError, match="bukan milik"), transaction.atomic():
        MessageAttachment.objects.create(
            message=message, document=foreign, version=foreign.current
        )


def test_no_message_is_written_around_the_action_once_determined(quarter):
    quarter.verify().finalise().determine()

    with pytest.raises(IntegrityError, match="ditetapkan"), transaction.atomic():
        Message.objects.create(
            answer=quarter.answer("I1"), author=quarter.member, text="Masih?"
        )


# Who reads, and what is new to whom


def test_messages_are_visible_to_the_agency_its_mentors_and_who_reads_all(
    quarter, answer
):
    message = send(answer, quarter.member)
    auditor = UserFactory(role=Role.AUDITOR)

    for user in (quarter.head, quarter.mentor, quarter.assessor, auditor):
        assert list(Message.objects.visible_to(user)) == [message]
    for role in (Role.OPD_HEAD, Role.MENTOR, Role.ADMIN):
        assert not Message.objects.visible_to(UserFactory(role=role)).exists()


def test_a_double_click_sends_one_message(quarter, answer):
    first = send(answer, quarter.member, documents=[quarter.document])

    assert send(answer, quarter.member, documents=[quarter.document]) == first
    send(answer, quarter.head)
    send(answer, quarter.member, "Kata lain.")
    assert Message.objects.count() == 3
    assert AuditEvent.objects.filter(verb="message.sent").count() == 3


def test_the_same_words_later_or_after_a_withdrawal_are_a_new_message(
    quarter, answer, monkeypatch
):
    actions.withdraw_message(send(answer, quarter.member), by=quarter.member)

    send(answer, quarter.member)
    monkeypatch.setattr("assessments.actions.threads.ONE_PRESS", timedelta(0))
    send(answer, quarter.member)

    assert Message.objects.filter(withdrawn_at=None).count() == 2


def test_unread_counts_what_others_wrote_since_one_looked(quarter, answer):
    first = send(answer, quarter.member)
    assert talk_of(answer, quarter.mentor).unread == 1
    assert talk_of(answer, quarter.member).unread == 0

    actions.mark_read(first, by=quarter.mentor)
    second = send(answer, quarter.head)
    withdrawn = send(answer, quarter.head, "Keliru")
    actions.withdraw_message(withdrawn, by=quarter.head)

    talk = talk_of(answer, quarter.mentor)
    assert (talk.count, talk.withdrawn, talk.unread) == (3, 1, 1)
    assert talk_of(answer, quarter.secretary).unread == 0
    actions.mark_read(second, by=quarter.mentor)
    actions.mark_read(first, by=quarter.mentor)
    assert ThreadRead.objects.get().read_until == second.sent_at


@pytest.mark.parametrize("count", [1, 3])
def test_unread_costs_one_query_whatever_the_number(
    quarter, count, django_assert_num_queries
):
    answers = list(Answer.objects.filter(assessment=quarter.assessment).in_order())
    for answer in answers[:count]:
        send(answer, quarter.member)

    with django_assert_num_queries(1):
        count_unread(answers, quarter.mentor)
    with django_assert_num_queries(1):
        waiting = unread_threads(quarter.mentor)

    assert [answer.unread for answer in answers] == [1] * count + [0] * (3 - count)
    assert [answer.pk for answer in waiting] == [a.pk for a in answers[:count]][::-1]


def test_who_only_reads_has_nothing_unread(quarter, answer, django_assert_num_queries):
    send(answer, quarter.member)

    with django_assert_num_queries(0):
        count_unread([answer], quarter.secretary)

    assert answer.unread == 0
