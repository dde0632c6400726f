"""How much was written about an indicator, and what of it somebody has not read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Max, Q

from accounts.permissions import Permission, can
from assessments.models import Answer, Message

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from accounts.models import User


@dataclass(frozen=True, slots=True)
class Talk:
    """The thread of one answer in figures; `unread` is none for who only looks on."""

    count: int
    withdrawn: int
    unread: int


def talk_of(answer: Answer, user: User) -> Talk:
    """One query."""
    unread = Message.objects.filter(answer=answer).unread_by(user)
    found = Message.objects.filter(answer=answer).aggregate(
        count=Count("pk"),
        withdrawn=Count("pk", filter=Q(withdrawn_at__isnull=False)),
        unread=Count("pk", filter=Q(pk__in=unread.values("pk"))),
    )
    if not can(user, Permission.THREAD_WRITE):
        found["unread"] = 0
    return Talk(**found)


def count_unread(answers: Iterable[Answer], user: User) -> None:
    """Set `unread` of each answer: one query, none for who takes no part."""
    if not can(user, Permission.THREAD_WRITE):
        return
    by_pk = {answer.pk: answer for answer in answers}
    unread = Message.objects.filter(answer__in=by_pk).unread_by(user)
    counts = unread.order_by().values_list("answer").annotate(Count("pk"))
    for pk, count in counts:
        by_pk[pk].unread = count


def unread_threads(user: User) -> list[Answer]:
    """The answers that have messages for the user, newest message first: one query."""
    unread = Message.objects.unread_by(user)
    found: QuerySet[Any] = (  # with the count
        Answer.objects.visible_to(user)
        .with_context()
        .filter(messages__in=unread)
        .annotate(waiting=Count("messages"), latest=Max("messages__sent_at"))
        .order_by("-latest", "pk")
    )
    answers: list[Answer] = []
    for answer in found:
        answer.unread = answer.waiting
        answers.append(answer)
    return answers
