"""One answer under review: all that a mentor needs to decide on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from assessments.changes import changes_of
from assessments.checklist import checklist_of
from assessments.enums import AnswerStatus, Status
from assessments.models import Answer, Citation, Review
from assessments.queries import Workspace, workspace_of
from assessments.review_queue import Desk, Item, desk_of, last_decision_of
from assessments.verdicts import is_doubted, judge
from assessments.warnings import alerts_of
from evidence.enums import Showing

if TYPE_CHECKING:
    from accounts.models import User
    from assessments.changes import Changes
    from assessments.checklist import Check, Checklist
    from assessments.models import Verdict
    from assessments.warnings import Alert
    from instruments.definition import Criterion, Indicator

STRIP = 40  # items of the queue beside the answer under review


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
    def verdict(self) -> Verdict | None:
        return self.citation.verdict

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
    changes: Changes | None
    made: Review | None
    chosen: int

    @property
    def can_decide(self) -> bool:
        answer = self.work.answer
        submitted = answer.assessment.state is Status.SUBMITTED
        return submitted and answer.state is AnswerStatus.READY

    @property
    def is_doubted(self) -> bool:
        """Whether the verdicts speak against the claimed level."""
        answer = self.work.answer
        return is_doubted(
            self.work.citations, level=self.claim, round_=answer.assessment.round
        )

    @property
    def undoable(self) -> Review | None:
        """The decision of this round, while it may be taken back."""
        assessment = self.work.answer.assessment
        if assessment.state is not Status.SUBMITTED:
            return None
        return next((r for r in self.reviews if r.round == assessment.round), None)

    @property
    def jumps(self) -> tuple[tuple[Indicator, Answer], ...]:
        """Every indicator of the assessment, to go to by its number."""
        by_code = self.work.instrument.by_code
        return tuple((by_code[a.indicator.code], a) for a in self.work.siblings)

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
        return tuple(c for c in self._downwards if abs(c.level - self.claim) <= 1)

    @property
    def far(self) -> tuple[Criterion, ...]:
        return tuple(c for c in self._downwards if abs(c.level - self.claim) > 1)

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
            if floor < criterion.level <= self.claim
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
    def claim(self) -> int:
        return self.work.answer.self_level or self.work.instrument.scale_min

    @property
    def _downwards(self) -> tuple[Criterion, ...]:
        return tuple(reversed(self.work.indicator.criteria))


def dossier_of(
    answer: Answer, mentor: User, *, chosen: int = 1, cited: Citation | None = None
) -> Dossier:
    """Nineteen queries at most; `chosen` is the number of the document shown, or it is
    the one that `cited` cites."""
    work = workspace_of(answer)
    judge(work.citations, with_work=True)
    if cited in work.citations:
        chosen = work.citations.index(cited) + 1
    reviews = tuple(
        answer.reviews.standing().select_related("decided_by").order_by("-decided_at")
    )
    withdrawn = answer.citations.filter(withdrawn_at__isnull=False)
    return Dossier(
        work=work,
        desk=desk_of(mentor),
        reviews=reviews,
        last=_last_final(answer),
        alerts=alerts_of([answer], work.citations).get(answer.pk, ()),
        withdrawn=tuple(
            withdrawn.select_related("document", "withdrawn_by").order_by(
                "-withdrawn_at"
            )
        ),
        changes=changes_of(answer, reviews),
        made=last_decision_of(mentor),
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
        .with_level_in_force()
        .select_related("assessment__period", "assessment__version")
        .order_by("-assessment__period__year", "-assessment__period__quarter")
        .first()
    )
