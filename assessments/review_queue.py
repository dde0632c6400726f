"""A mentor's queue: what waits, and how far each agency is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.timesince import timesince

from assessments.enums import AnswerStatus, Status
from assessments.models import Answer, Assessment, Period, Review
from assessments.queries import assessments_of_mentor, queue_of
from assessments.warnings import alerts_of
from instruments.queries import definition_of
from lib import formats

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from accounts.models import User
    from assessments.models import ReviewClaim
    from instruments.definition import Indicator, Node

UNDO_OFFERED = timedelta(minutes=15)
UNDER_WAY = (Status.SUBMITTED, Status.RETURNED, Status.VERIFIED)


@dataclass(frozen=True, slots=True)
class Item:
    """One answer that waits for a decision."""

    answer: Answer
    indicator: Indicator
    domain: Node
    reader: int | None = None
    alerts: int = 0  # only after with_alerts()

    @property
    def claim(self) -> ReviewClaim | None:
        """Another mentor's, while it holds."""
        claim = self.answer.live_claim
        return claim if claim and claim.mentor_id != self.reader else None

    @property
    def is_claimed(self) -> bool:
        return self.claim is not None

    @property
    def held_by(self) -> str:
        """As "Sedang ditelaah oleh Pendamping 2 sampai 10.42 Wita"; empty when free."""
        if self.claim is None:
            return ""
        until = formats.clock(self.claim.expires_at)
        return f"Sedang ditelaah oleh {self.claim.mentor} sampai {until}"

    @property
    def is_dropped(self) -> bool:
        """The claim is lower than what the last quarter ended with."""
        last, level = self.answer.last_level, self.answer.self_level
        return last is not None and level is not None and level < last

    @property
    def is_mended(self) -> bool:
        """Returned in an earlier round, and sent again."""
        return self.answer.assessment.round > 1

    @property
    def waited(self) -> str:
        return timesince(self.answer.assessment.submitted_at or timezone.now(), depth=1)


@dataclass(frozen=True, slots=True)
class Line:
    """How far one agency's assessment is."""

    assessment: Assessment
    waiting: int
    returned: int
    total: int

    @property
    def decided(self) -> int:
        return self.total - self.waiting

    @property
    def can_close(self) -> bool:
        return self.assessment.state is Status.SUBMITTED and not self.waiting

    @property
    def outcome(self) -> str:
        """What closing the round will do, before it is done."""
        period = self.assessment.period
        if self.returned:
            due = formats.moment(timezone.now() + timedelta(days=period.revision_days))
            return (
                f"{self.returned} indikator dikembalikan. Perangkat daerah "
                f"memperbaikinya sampai {due}."
            )
        due = formats.moment(timezone.now() + timedelta(days=period.objection_days))
        return (
            "Tidak ada yang dikembalikan. Hasil menjadi terverifikasi dan masa sanggah "
            f"berjalan sampai {due}."
        )


@dataclass(frozen=True, slots=True)
class Desk:
    """A mentor's queue, mended first, oldest first in each group."""

    lines: tuple[Line, ...]
    items: tuple[Item, ...]

    @property
    def mended(self) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.is_mended)

    @property
    def first_round(self) -> tuple[Item, ...]:
        return tuple(item for item in self.items if not item.is_mended)

    @property
    def next(self) -> Item | None:
        """Where to go on: the first that nobody else reviews now."""
        free = (item for item in self.items if not item.is_claimed)
        return next(free, self.items[0] if self.items else None)

    @property
    def submitted(self) -> tuple[Line, ...]:
        return tuple(
            line for line in self.lines if line.assessment.state is Status.SUBMITTED
        )

    @property
    def total(self) -> int:
        return sum(line.total for line in self.submitted)

    @property
    def decided(self) -> int:
        return sum(line.decided for line in self.submitted)


def last_decision_of(mentor: User) -> Review | None:
    """What the mentor decided a moment ago, while it may be taken back."""
    return (
        Review.objects.in_work()
        .filter(decided_by=mentor, decided_at__gt=timezone.now() - UNDO_OFFERED)
        .filter(answer__in=Answer.objects.visible_to(mentor))
        .select_related("answer__indicator", "answer__assessment")
        .order_by("-decided_at")
        .first()
    )


def desk_of(mentor: User) -> Desk:
    """Three queries, and the instruments where not yet read."""
    newest = Period.objects.newest_first().first()
    assessments: QuerySet[Any] = (  # with the three counts
        assessments_of_mentor(mentor)
        .with_context()
        .filter(Q(status__in=UNDER_WAY) | Q(period=newest))
        .annotate(
            waiting=Count("answers", filter=Q(answers__status=AnswerStatus.READY)),
            returned=Count("answers", filter=Q(answers__status=AnswerStatus.RETURNED)),
            total=Count("answers"),
        )
        .order_by("agency_name", "-period__year", "-period__quarter")
    )
    lines = tuple(Line(a, a.waiting, a.returned, a.total) for a in assessments)
    waiting = [a for a in queue_of(assessments) if not a.is_owned_by(mentor)]
    items = _items(waiting, mentor)
    return Desk(lines, tuple(sorted(items, key=lambda item: not item.is_mended)))


def with_alerts(items: Iterable[Item]) -> tuple[Item, ...]:
    """A page of items with the number of their warnings: seven queries at most."""
    items = tuple(items)
    if not items:
        return ()
    keys = [item.answer.pk for item in items]
    found = alerts_of(Answer.objects.filter(pk__in=keys).with_context())
    return tuple(
        replace(item, alerts=len(found.get(item.answer.pk, ()))) for item in items
    )


def _items(answers: list[Answer], mentor: User) -> list[Item]:
    roots: dict[int, dict[str, Node]] = {}
    items = []
    for answer in answers:
        version = answer.assessment.version_id
        instrument = definition_of(version)
        if version not in roots:
            roots[version] = {
                leaf.code: root for root in instrument.nodes for leaf in root.leaves
            }
        code = answer.indicator.code
        items.append(
            Item(answer, instrument.by_code[code], roots[version][code], mentor.pk)
        )
    return items
