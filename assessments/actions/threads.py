"""Messages between an agency and its mentors about one indicator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts import audit
from accounts.enums import NoticeKind
from accounts.notices import notify
from accounts.permissions import Permission, can
from assessments.actions.base import ONE_PRESS, AssessmentError, lock_answer
from assessments.legacy import libraries_open_to
from assessments.models import (
    Answer,
    Assessment,
    Assignment,
    Mention,
    Message,
    MessageAttachment,
    ThreadRead,
)
from assessments.models.threads import MESSAGE_MAX
from assessments.queries import mentors_of, people_around
from evidence.models import Document

if TYPE_CHECKING:
    from collections.abc import Collection

    from accounts.models import User

WORDS = {
    NoticeKind.MENTIONED: "menyebut Anda dalam pesan",
    NoticeKind.ANSWERED: "menulis pesan",
}


@transaction.atomic
def send_message(
    answer: Answer,
    *,
    text: str,
    documents: Collection[Document] = (),
    mentions: Collection[User] = (),
    by: User,
) -> Message:
    """Write into the thread of the answer and tell those whom it concerns.

    The same words from the same person within ONE_PRESS give the message that stands.
    Raises AssessmentError for a determined quarter, an author who is neither of the
    agency nor its mentor today, an empty or long text, a document that may not be sent
    there, and a mention of somebody who does not see the thread.
    """
    answer = lock_answer(answer)
    _refuse_outsider(answer, by)
    _refuse_closed(answer.assessment)
    text = _checked(text)
    if standing := _just_sent(answer, text, by):
        return standing
    own = list(people_around(answer))
    mentors = list(mentors_of(answer.assessment.agency_id))
    _refuse_unseen(mentions, {person.pk for person in (*own, *mentors)})
    keys = [document.pk for document in documents]
    held = Document.objects.select_for_update().filter(pk__in=keys).order_by("pk")
    for document in held:
        _refuse_document(answer, document, by)
    message = Message.objects.create(
        answer=answer, author=by, text=text, sent_at=timezone.now()
    )
    MessageAttachment.objects.bulk_create(
        MessageAttachment(message=message, document=d, version=d.current) for d in held
    )
    named = {person.pk for person in mentions}
    Mention.objects.bulk_create(Mention(message=message, user_id=pk) for pk in named)
    _tell(message, own=own, mentors=mentors, named=named, by=by)
    audit.record(
        "message.sent",
        message,
        by=by,
        indicator=answer.indicator.code,
        documents=[str(document.pk) for document in held],
        mentions=sorted(person.get_username() for person in mentions),
    )
    return message


@transaction.atomic
def withdraw_message(message: Message, *, by: User) -> Message:
    """Take back one's own message while it is fresh; the row stays on record."""
    answer = lock_answer(message.answer)
    _refuse_outsider(answer, by)
    _refuse_closed(answer.assessment)
    message = Message.objects.select_for_update().get(pk=message.pk)
    message.answer = answer
    if message.author_id != by.pk:
        msg = "Hanya penulisnya yang dapat menarik pesan."
        raise AssessmentError(msg)
    if message.withdrawn_at:
        msg = "Pesan ini sudah ditarik."
        raise AssessmentError(msg)
    if not message.is_fresh:
        msg = "Pesan hanya dapat ditarik dalam 15 menit sesudah dikirim."
        raise AssessmentError(msg)
    message.withdrawn_at = timezone.now()
    message.save(update_fields=["withdrawn_at"])
    audit.record("message.withdrawn", message, by=by, indicator=answer.indicator.code)
    return message


@transaction.atomic
def mark_read(message: Message, *, by: User) -> None:
    """Everything up to `message` was seen; never less than before, and no event."""
    read, is_new = ThreadRead.objects.select_for_update().get_or_create(
        answer_id=message.answer_id,
        user=by,
        defaults={"read_until": message.sent_at},
    )
    if not is_new and read.read_until < message.sent_at:
        read.read_until = message.sent_at
        read.save(update_fields=["read_until"])


# Refusals


def _refuse_outsider(answer: Answer, by: User) -> None:
    visible = Answer.objects.visible_to(by).filter(pk=answer.pk)
    if not can(by, Permission.THREAD_WRITE) or not visible.exists():
        msg = "Anda tidak ikut dalam diskusi ini."
        raise AssessmentError(msg)


def _refuse_closed(assessment: Assessment) -> None:
    if assessment.is_determined:
        msg = "Hasil triwulan ini sudah ditetapkan, jadi diskusinya ditutup."
        raise AssessmentError(msg)
    if assessment.is_ended:
        msg = "Penilaian ini dihentikan, jadi diskusinya ditutup."
        raise AssessmentError(msg)


def _checked(text: str) -> str:
    text = text.strip()
    if not text:
        msg = "Tulis pesan."
        raise AssessmentError(msg)
    if len(text) > MESSAGE_MAX:
        msg = f"Pesan paling banyak {MESSAGE_MAX} huruf."
        raise AssessmentError(msg)
    return text


def _refuse_unseen(mentions: Collection[User], seeing: set[int]) -> None:
    unseen = [person for person in mentions if person.pk not in seeing]
    if unseen:
        names = ", ".join(map(str, unseen))
        msg = f"{names} tidak dapat melihat diskusi ini, jadi tidak dapat disebut."
        raise AssessmentError(msg)


def _just_sent(answer: Answer, text: str, by: User) -> Message | None:
    since = timezone.now() - ONE_PRESS
    return answer.messages.filter(
        author=by, text=text, sent_at__gte=since, withdrawn_at=None
    ).first()


def _refuse_document(answer: Answer, document: Document, by: User) -> None:
    libraries = libraries_open_to(answer, by)
    is_own = libraries.filter(pk=document.agency_id or 0).exists()
    of_agency = answer.is_of_side(by)
    if not is_own and (of_agency or not document.is_province):
        msg = f"“{document}” tidak dapat dilampirkan di sini."
        raise AssessmentError(msg)
    if document.withdrawn_at or document.current is None:
        msg = f"“{document}” sudah ditarik dari pustaka."
        raise AssessmentError(msg)
    if reason := document.current.citing_refusal:
        raise AssessmentError(reason)


# Notices


def _tell(
    message: Message,
    *,
    own: list[User],
    mentors: list[User],
    named: set[int],
    by: User,
) -> None:
    """One notice a person: who is named, else who wrote here, works on it or mentors."""
    answer = message.answer
    taking_part = {
        *Message.objects.filter(answer=answer).values_list("author", flat=True),
        *Assignment.objects.filter(answer=answer).values_list("assignee", flat=True),
    }
    concerned = [p for p in own if p.pk in taking_part or p.pk in named]
    assessed = answer.assessment.agency
    sides = [(concerned, "answer", assessed), (mentors, "review", assessed)]
    if answer.owner:  # a notice is about an agency that its reader sees
        ours = [p for p in concerned if answer.is_owned_by(p)]
        rest = [p for p in concerned if not answer.is_owned_by(p)]
        sides[0] = rest, "answer", assessed
        sides.append((ours, "answer", answer.owner))
    for people, view, agency in sides:
        for kind in WORDS:
            wanted = kind is NoticeKind.MENTIONED
            notify(
                kind,
                to=[p for p in people if (p.pk in named) is wanted],
                text=_sentence(kind, answer, by),
                url=reverse(f"assessments:{view}", args=[answer.pk]) + "#thread",
                key=f"message.sent:{message.pk}",
                agency=agency,
                by=by,
            )


def _sentence(kind: NoticeKind, answer: Answer, by: User) -> str:
    number = answer.indicator.code.removeprefix("I")
    assessment = answer.assessment
    return (
        f"{by.get_role_display()} {WORDS[kind]} pada indikator {number}, "
        f"{assessment.agency_name}, {assessment.period}."
    )
