"""A mentor's desk: what waits, how far each agency is, one answer under review."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.timesince import timesince

from assessments.checklist import checklist_of
from assessments.enums import AnswerStatus, Status
from assessments.models import Answer, Assessment, Citation, Period, Review
from assessments.queries import Workspace, queue_of, workspace_of
from assessments.warnings import alerts_of
from evidence.enums import Showing
from instruments.queries import definition_of
from lib import formats

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import User
    from assessments.checklist import Check, Checklist
    from assessments.warnings import Alert
    from instruments.definition import Criterion, Indicator, Node

STRIP = 40  # items of the queue beside the answer under review
UNDER_WAY = (Status.SUBMITTED, Status.RETURNED, Status.VERIFIED)


# The queue


@dataclass(frozen=True, slots=True)
class Item:
    """One answer that waits for a decision."""

    answer: Answer
    indicator: Indicator
    domain: Node

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

    @property
    def domains(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(item.domain.name for item in self.items))

    def filtered(self, *, agency: str, domain: str) -> Desk:
        """The items of one agency code and one domain name; empty means all."""
        items = (
            item
            for item in self.items
            if agency in {"", item.answer.assessment.agency_code}
            and domain in {"", item.domain.name}
        )
        return Desk(self.lines, tuple(items))


def desk_of(mentor: User) -> Desk:
    """Three queries, and the instruments where not yet read."""
    newest = Period.objects.newest_first().first()
    assessments: QuerySet[Any] = (  # with the three counts
        Assessment.objects.visible_to(mentor)
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
    items = sorted(_items(queue_of(assessments)), key=lambda item: not item.is_mended)
    return Desk(lines, tuple(items))


def _items(answers: list[Answer]) -> list[Item]:
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
        items.append(Item(answer, instrument.by_code[code], roots[version][code]))
    return items


# One answer


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One cited document as a tab of the review page."""

    number: int
    citation: Citation

    @property
    def before(self) -> int:
        return self.number - 1

    @property
    def after(self) -> int:
        return self.number + 1

    @property
    def is_pdf(self) -> bool:
        """Shown as a PDF: uploaded as one, or an office document as the worker's copy."""
        return self.citation.version.showing is Showing.PDF

    @property
    def fragment(self) -> str:
        """Where a PDF viewer opens: the first page that the citation names."""
        page = self.citation.first_page
        return f"#page={page}" if page and self.is_pdf else ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the claim asks of one level: each item with the exhibits cited for it."""

    criterion: Criterion
    rows: tuple[tuple[Check, tuple[Exhibit, ...]], ...]
    conditions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dossier:
    """All that a mentor needs to decide on one answer."""

    work: Workspace
    desk: Desk
    reviews: tuple[Review, ...]
    last: Answer | None
    alerts: tuple[Alert, ...]
    withdrawn: tuple[Citation, ...]
    chosen: int

    @property
    def can_decide(self) -> bool:
        answer = self.work.answer
        submitted = answer.assessment.state is Status.SUBMITTED
        return submitted and answer.state is AnswerStatus.READY

    # The queue

    @property
    def _at(self) -> int | None:
        keys = [item.answer.pk for item in self.desk.items]
        return keys.index(self.work.answer.pk) if self.work.answer.pk in keys else None

    @property
    def strip(self) -> Desk:
        """The part of the queue that surrounds this answer."""
        start = max(0, (self._at or 0) - STRIP // 4)
        return Desk(self.desk.lines, self.desk.items[start : start + STRIP])

    @property
    def previous(self) -> Item | None:
        return self.desk.items[self._at - 1] if self._at else None

    @property
    def next(self) -> Item | None:
        """The item that follows; after the last one the first that is left."""
        others = [i for i in self.desk.items if i.answer.pk != self.work.answer.pk]
        if not others:
            return None
        return others[self._at] if self._at and self._at < len(others) else others[0]

    # The evidence

    @property
    def exhibits(self) -> tuple[Exhibit, ...]:
        return tuple(Exhibit(n, c) for n, c in enumerate(self.work.citations, start=1))

    @property
    def exhibit(self) -> Exhibit | None:
        at = self.chosen if 1 <= self.chosen <= len(self.exhibits) else 1
        return self.exhibits[at - 1] if self.exhibits else None

    # The criteria

    @property
    def near(self) -> tuple[Criterion, ...]:
        """The claimed level between its neighbours, highest first."""
        return tuple(c for c in self._downwards if abs(c.level - self._claim) <= 1)

    @property
    def far(self) -> tuple[Criterion, ...]:
        return tuple(c for c in self._downwards if abs(c.level - self._claim) > 1)

    @property
    def checklist(self) -> Checklist:
        return checklist_of(
            self.work.indicator,
            ticked=self.work.answer.checked,
            citations=self.work.citations,
            floor=self.work.instrument.scale_min,
        )

    @property
    def asked(self) -> tuple[Asked, ...]:
        """The levels that the claim rests on, lowest first; levels are cumulative."""
        exhibits = {exhibit.citation.pk: exhibit for exhibit in self.exhibits}
        floor, conditions = self.checklist.floor, self.work.indicator.incomplete_if
        return tuple(
            Asked(
                criterion,
                tuple(
                    (check, tuple(exhibits[c.pk] for c in check.citations))
                    for check in self.checklist.at(criterion.level)
                ),
                tuple(c.text for c in conditions if c.level == criterion.level),
            )
            for criterion in self.work.indicator.criteria
            if floor < criterion.level <= self._claim
        )

    @property
    def warned(self) -> tuple[tuple[Alert, Exhibit | None], ...]:
        """The warnings, each with the exhibit that it speaks of."""
        exhibits = {exhibit.citation.pk: exhibit for exhibit in self.exhibits}
        return tuple(
            (alert, exhibits.get(alert.citation.pk) if alert.citation else None)
            for alert in self.alerts
        )

    @property
    def _claim(self) -> int:
        return self.work.answer.self_level or self.work.instrument.scale_min

    @property
    def _downwards(self) -> tuple[Criterion, ...]:
        return tuple(reversed(self.work.indicator.criteria))


def dossier_of(answer: Answer, mentor: User, *, chosen: int = 1) -> Dossier:
    """Thirteen queries at most; `chosen` is the number of the document shown."""
    work = workspace_of(answer)
    withdrawn = answer.citations.filter(withdrawn_at__isnull=False)
    return Dossier(
        work=work,
        desk=desk_of(mentor),
        reviews=tuple(
            answer.reviews.select_related("decided_by").order_by("-decided_at")
        ),
        last=_last_final(answer),
        alerts=alerts_of([answer], work.citations).get(answer.pk, ()),
        withdrawn=tuple(
            withdrawn.select_related("document", "withdrawn_by").order_by(
                "-withdrawn_at"
            )
        ),
        chosen=chosen,
    )


def _last_final(answer: Answer) -> Answer | None:
    """The same indicator in the agency's last quarter that has a final level."""
    period = answer.assessment.period
    earlier = Q(assessment__period__year__lt=period.year) | Q(
        assessment__period__year=period.year,
        assessment__period__quarter__lt=period.quarter,
    )
    return (
        Answer.objects.filter(
            earlier,
            assessment__agency=answer.assessment.agency_id,
            indicator__code=answer.indicator.code,
            final_level__isnull=False,
        )
        .select_related("assessment__period", "assessment__version")
        .order_by("-assessment__period__year", "-assessment__period__quarter")
        .first()
    )
