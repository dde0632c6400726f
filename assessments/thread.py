"""The thread of one answer as a page shows it: messages, and decisions between them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from accounts.permissions import Permission, can
from assessments.disclosure import sees_work
from assessments.forms.threads import MessageForm
from assessments.legacy import libraries_open_to
from assessments.models import Answer, Message, Objection
from assessments.queries import Talk, mentors_of, people_around, talk_of
from evidence.models import Document
from instruments.queries import definition_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from accounts.models import User
    from instruments.definition import Indicator

PAGE_SIZE = 30
DOCUMENTS_OFFERED = 100


@dataclass(frozen=True, slots=True)
class Line:
    """A message of the thread as one reader sees it."""

    message: Message
    is_readable: bool
    can_withdraw: bool

    @property
    def at(self) -> datetime:
        return self.message.sent_at


@dataclass(frozen=True, slots=True)
class Event:
    """What was decided meanwhile; a line between the messages."""

    at: datetime
    icon: str
    text: str
    message: None = None


class Thread:
    """One page of a thread, the newest as number 1, oldest line first on each."""

    def __init__(
        self,
        answer: Answer,
        user: User,
        *,
        number: int = 1,
        form: MessageForm | None = None,
    ) -> None:
        self.answer = answer
        self.assessment = answer.assessment
        self.user = user
        self.number = number
        self._form = form

    @property
    def indicator(self) -> Indicator:
        instrument = definition_of(self.assessment.version_id)
        return instrument.by_code[self.answer.indicator.code]

    @property
    def can_write(self) -> bool:
        return self.takes_part and not self.assessment.is_settled

    @property
    def takes_part(self) -> bool:
        return can(self.user, Permission.THREAD_WRITE)

    @property
    def is_for_owner(self) -> bool:
        """Read by the people of the indicator's owner."""
        return self.answer.is_owned_by(self.user)

    @property
    def is_reviewer(self) -> bool:
        return can(self.user, Permission.REVIEW_DECIDE)

    @cached_property
    def form(self) -> MessageForm:
        return self._form or MessageForm(thread=self)

    # Who and what may be named

    @cached_property
    def own(self) -> list[User]:
        return list(people_around(self.answer))

    @cached_property
    def mentors(self) -> list[User]:
        return list(mentors_of(self.assessment.agency_id))

    @cached_property
    def documents(self) -> list[Document]:
        """What the user may send along, newest first."""
        visible = Document.objects.visible_to(self.user).in_use()
        offered = visible.filter(agency__in=libraries_open_to(self.answer, self.user))
        if not self.answer.is_of_side(self.user):
            offered = offered | visible.of_province()
        offered = offered.filter(current__isnull=False).select_related(
            "current__inspection"
        )
        shown = offered.defer("search", "current__inspection__text")
        return list(shown.order_by("-created_at", "pk")[:DOCUMENTS_OFFERED])

    # What was written

    @cached_property
    def talk(self) -> Talk:
        return talk_of(self.answer, self.user)

    @property
    def mark(self) -> str:
        """Another one whenever the lines of the thread are others."""
        closed = "x" if self.assessment.is_settled else ""
        newest = max((event.at.timestamp() for event in self._events), default=0)
        return f"{self.talk.count}-{self.talk.withdrawn}-{len(self._events)}-{newest}{closed}"

    @cached_property
    def _messages(self) -> list[Message]:
        """Those of the page and the one before them, newest first."""
        start = PAGE_SIZE * (self.number - 1)
        found = (
            self.answer.messages.select_related("author")
            .prefetch_related(
                "mentions__user", "attachments__document", "attachments__version"
            )
            .order_by("-sent_at", "-pk")
        )
        return list(found[start : start + PAGE_SIZE + 1])

    @property
    def has_older(self) -> bool:
        return len(self._messages) > PAGE_SIZE

    @property
    def older(self) -> int:
        return self.number + 1

    @property
    def newer(self) -> int:
        return self.number - 1

    @property
    def last(self) -> Message | None:
        """The newest message of the page: what was read when it was shown."""
        return self._messages[0] if self._messages else None

    @property
    def lines(self) -> list[Line | Event]:
        lines: list[Line | Event] = [
            self._line(message) for message in self._messages[:PAGE_SIZE]
        ]
        after = self._messages[PAGE_SIZE].sent_at if self.has_older else None
        before = self.last.sent_at if self.last and self.newer else None
        lines += (
            event
            for event in self._events
            if (after is None or event.at > after)
            and (before is None or event.at <= before)
        )
        return sorted(lines, key=lambda line: line.at)

    def _line(self, message: Message) -> Line:
        is_author = message.author_id == self.user.pk
        return Line(
            message,
            is_readable=message.withdrawn_at is None
            or can(self.user, Permission.TRAIL_VIEW),
            can_withdraw=self.can_write and is_author and message.is_fresh,
        )

    @cached_property
    def _events(self) -> list[Event]:
        reviews = self.answer.reviews.standing()
        if not sees_work(self.user, self.assessment):
            reviews = reviews.sent()
        decided = [
            Event(
                review.decided_at,
                review.state.icon,
                f"{review.state.label} pendamping, putaran {review.round}"
                + (f", tingkat {review.level}" if review.level else ""),
            )
            for review in reviews.order_by("decided_at")
        ]
        objections = Objection.objects.filter(answer=self.answer)
        return decided + [e for one in objections for e in _of_objection(one)]


def _of_objection(objection: Objection) -> Iterator[Event]:
    yield Event(objection.raised_at, "megaphone", "Disanggah perangkat daerah")
    if objection.withdrawn_at:
        yield Event(objection.withdrawn_at, "x-lg", "Sanggahan ditarik")
    if objection.decided_at:
        outcome = objection.get_outcome_display().lower()
        yield Event(objection.decided_at, "lock-fill", f"Sanggahan diputus: {outcome}")
