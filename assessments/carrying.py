"""A new quarter begins where the last determined one ended.

Rows are made here and written by whoever opens the quarter. An indicator carries its
answer when code and name are the same in both instruments and the level is one of the
new scale. A citation comes along while its document can be relied on that day.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Count, Prefetch, Q

from assessments.checklist import known_codes
from assessments.enums import AnswerStatus
from assessments.history import inherited_results, last_results
from assessments.models import Answer, AnswerRevision, Citation, FollowUp
from evidence.enums import DocumentState
from evidence.queries import is_open
from instruments.queries import definition_of
from lib import formats

if TYPE_CHECKING:
    from collections.abc import Container, Iterable
    from datetime import datetime
    from uuid import UUID

    from django.db.models import QuerySet

    from accounts.models import Agency, User
    from assessments.models import Assessment, Period
    from evidence.models import Document
    from instruments.definition import Indicator

Key = tuple[int, str, str]  # agency, code and name of the indicator
FIRST = 1


def sources_of(period: Period) -> dict[Key, Answer]:
    """What was determined last before this quarter, of every agency that takes part.

    An agency that was never assessed goes on with what the one that leads into it had.
    """
    last = dict(last_results(period).values_list("assessment__agency", "assessment"))
    for agency, assessment in inherited_results(period):
        last.setdefault(agency, assessment)
    determined = Answer.objects.filter(
        assessment__in=set(last.values()), final_level__isnull=False
    )
    of_assessment: dict[UUID, list[Answer]] = defaultdict(list)
    for answer in _with_rows(determined.with_level_in_force()):
        of_assessment[answer.assessment_id].append(answer)
    return {
        _key(answer, agency): answer
        for agency, assessment in last.items()
        for answer in of_assessment[assessment]
    }


def open_sources_of(assessment: Assessment, agency: Agency) -> dict[Key, Answer]:
    """What an agency that is no more had written, for `agency` to go on with."""
    written = Answer.objects.filter(assessment=assessment).exclude(
        status=AnswerStatus.EMPTY
    )
    answers = _with_rows(written.with_written_level())
    return {_key(answer, agency.pk): answer for answer in answers}


def _key(answer: Answer, agency_id: int) -> Key:
    return agency_id, answer.indicator.code, answer.indicator.name


def _with_rows(answers: QuerySet[Answer]) -> QuerySet[Answer]:
    """With what is cited and what is still to be done: two queries more."""
    return answers.select_related("indicator", "assessment__period").prefetch_related(
        Prefetch(
            "citations",
            Citation.objects.standing().select_related("document__current__inspection"),
            to_attr="standing",
        ),
        Prefetch("follow_ups", FollowUp.objects.open(), to_attr="open_steps"),
    )


def said_of(period: Period) -> str:
    """How many answers of the quarter began as the last one ended, in a sentence."""
    counts = Answer.objects.filter(assessment__period=period).aggregate(
        total=Count("pk"),
        carried=Count("pk", filter=Q(carried_from__isnull=False)),
        agencies=Count(
            "assessment", filter=Q(carried_from__isnull=False), distinct=True
        ),
    )
    carried, total = counts["carried"], counts["total"]
    if not carried:
        return "Semua isian mulai kosong."
    return (
        f"{formats.integer(carried)} isian dari {counts['agencies']} perangkat daerah "
        f"dibawa dari triwulan lalu dan harus diperiksa, "
        f"{formats.integer(total - carried)} mulai kosong."
    )


def can_come_along(document: Document) -> bool:
    """Whether a document can be cited today: not withdrawn, not expired, file open."""
    if document.current is None or document.state is not DocumentState.IN_USE:
        return False
    return is_open(document.current)


@dataclass(slots=True)
class _Tally:
    """What one assessment brought along, for its event."""

    source: Assessment
    indicators: list[str] = field(default_factory=list)
    citations: int = 0
    to_renew: int = 0
    steps: int = 0


@dataclass
class Carrying:
    """The rows that begin a quarter: `fill` answers, write those, then the rest."""

    sources: dict[Key, Answer]
    at: datetime
    by: User
    revisions: list[AnswerRevision] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    steps: list[FollowUp] = field(default_factory=list)
    assessments: list[Assessment] = field(default_factory=list)
    with_open: bool = False  # whether texts come along that have no level yet
    tallies: dict[Assessment, _Tally] = field(default_factory=dict)
    empty: dict[Assessment, int] = field(default_factory=lambda: defaultdict(int))

    def fill(self, answers: Iterable[Answer]) -> None:
        """Begin each answer as its source ended; one without a source stays empty."""
        for answer in answers:
            assessment, indicator = answer.assessment, answer.indicator
            key = (assessment.agency_id, indicator.code, indicator.name)
            definition = definition_of(assessment.version_id)
            source = self.sources.get(key)
            if source is None or not self._fits(source, definition.levels):
                self.empty[assessment] += 1
                continue
            self._begin(answer, source, definition.by_code[indicator.code])

    def _fits(self, source: Answer, levels: Container[int]) -> bool:
        if source.level_in_force is None:
            return self.with_open
        return source.level_in_force in levels

    def write(self) -> None:
        """After the answers: their first revision, citations, and open steps."""
        AnswerRevision.objects.bulk_create(self.revisions, batch_size=1000)
        Citation.objects.bulk_create(self.citations, batch_size=1000)
        FollowUp.objects.bulk_create(self.steps, batch_size=1000)

    def told(self) -> list[tuple[Assessment, dict[str, object]]]:
        """The data of one event for each assessment that brought something along."""
        return [
            (
                assessment,
                {
                    "source": str(tally.source.period),
                    "source_assessment": str(tally.source.pk),
                    "answers": len(tally.indicators),
                    "indicators": tally.indicators,
                    "empty": self.empty[assessment],
                    "citations": tally.citations,
                    "to_renew": tally.to_renew,
                    "steps": tally.steps,
                },
            )
            for assessment, tally in self.tallies.items()
        ]

    def _begin(self, answer: Answer, source: Answer, indicator: Indicator) -> None:
        """`saved_at` stays empty: nobody of the agency wrote in this quarter yet."""
        known = known_codes(indicator)
        answer.self_level = source.level_in_force
        answer.facts, answer.analysis = source.facts, source.analysis
        answer.checked = sorted(known.intersection(source.checked))
        answer.status, answer.carried_from = AnswerStatus.DRAFT, source
        answer.version = FIRST
        self.revisions.append(
            AnswerRevision(
                answer=answer,
                number=FIRST,
                self_level=answer.self_level,
                facts=answer.facts,
                analysis=answer.analysis,
                checked=answer.checked,
                saved_at=self.at,
                saved_by=self.by,
            )
        )
        tally = self.tallies.setdefault(answer.assessment, _Tally(source.assessment))
        tally.indicators.append(indicator.code)
        self._cite(answer, source, known, tally)
        self._plan(answer, source, tally)

    def _cite(
        self, answer: Answer, source: Answer, known: frozenset[str], tally: _Tally
    ) -> None:
        """In the version that is current now; page and note as they were."""
        for citation in source.standing:  # type: ignore[attr-defined]  # of the prefetch
            document = citation.document
            if not can_come_along(document):
                tally.to_renew += 1
                continue
            tally.citations += 1
            self.citations.append(
                Citation(
                    answer=answer,
                    document=document,
                    version=document.current,
                    page=citation.page,
                    note=citation.note,
                    items=sorted(known.intersection(citation.items)),
                    carried_from=citation,
                    cited_at=self.at,
                    cited_by=self.by,
                )
            )

    def _plan(self, answer: Answer, source: Answer, tally: _Tally) -> None:
        for step in source.open_steps:  # type: ignore[attr-defined]  # of the prefetch
            tally.steps += 1
            self.steps.append(
                FollowUp(
                    answer=answer,
                    level=step.level,
                    step=step.step,
                    person_id=step.person_id,
                    due_on=step.due_on,
                    state=step.state,
                    carried_from=step,
                    added_at=self.at,
                    added_by=self.by,
                )
            )
