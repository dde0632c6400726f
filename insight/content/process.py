"""How a quarter was worked: evidence accepted at first try, days in each stage."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from assessments.enums import Decision, Outcome, Status
from assessments.models import Review, Transition, Verdict
from insight.content.determined import median
from lib import formats
from lib.charts import Amount

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import timedelta
    from uuid import UUID

    from assessments.models import Assessment, Period

STAGES = (
    (Status.FILLING, "Pengisian"),
    (Status.SUBMITTED, "Telaah"),
    (Status.RETURNED, "Perbaikan"),
    (Status.VERIFIED, "Sanggah dan pleno"),
    (Status.FINAL, "Menunggu penetapan"),
)
DAY = 86_400


@dataclass(frozen=True, slots=True)
class FirstTry:
    """What the first look said of answers and of citations, {member: count}."""

    answers: Counter[str]
    citations: Counter[str]

    @property
    def answer_total(self) -> int:
        return self.answers.total()

    @property
    def citation_total(self) -> int:
        return self.citations.total()

    @property
    def accepted(self) -> int:
        return self.answers[Decision.ACCEPTED]

    @property
    def supported(self) -> int:
        return self.citations[Outcome.YES]

    @property
    def answer_rows(self) -> list[tuple[Decision, int]]:
        return [(decision, self.answers[decision]) for decision in Decision]

    @property
    def citation_rows(self) -> list[tuple[Outcome, int]]:
        return [(outcome, self.citations[outcome]) for outcome in Outcome]

    @property
    def answer_segments(self) -> list[tuple[str, int, str]]:
        return [(d.label, count, d.tone) for d, count in self.answer_rows]

    @property
    def citation_segments(self) -> list[tuple[str, int, str]]:
        return [(o.label, count, o.tone) for o, count in self.citation_rows]


def first_try_of(assessments: Iterable[Assessment]) -> FirstTry:
    """The first decision of each answer and the first verdict of each citation, of the
    rounds that were sent: two queries."""
    keys = [assessment.pk for assessment in assessments]
    reviews = (
        Review.objects.sent()
        .filter(answer__assessment__in=keys)
        .order_by("answer", "round", "pk")
        .distinct("answer")
        .values_list("decision", flat=True)
    )
    # of one round the later word counts, of the rounds the first
    verdicts = (
        Verdict.objects.sent()
        .filter(
            citation__answer__assessment__in=keys, citation__withdrawn_at__isnull=True
        )
        .order_by("citation", "round", "-pk")
        .distinct("citation")
        .values_list("outcome", flat=True)
    )
    return FirstTry(Counter(reviews), Counter(verdicts))


@dataclass(frozen=True, slots=True)
class StageTime:
    """The days that agencies spent in one stage, those who have left it."""

    name: str
    count: int
    median: Decimal | None
    longest: Decimal | None
    slowest: Assessment | None

    @property
    def amount(self) -> Amount:
        said = "belum ada" if self.median is None else days_said(self.median)
        return Amount(self.name, self.median or 0, said)


def stage_times_of(
    period: Period, assessments: Sequence[Assessment]
) -> tuple[StageTime, ...]:
    """All rounds of a stage together, from the moves of the timeline: one query."""
    by_key = {assessment.pk: assessment for assessment in assessments}
    spent = _spent(period, by_key)
    return tuple(_stage(label, spent[status], by_key) for status, label in STAGES)


def _spent(
    period: Period, by_key: dict[UUID, Assessment]
) -> dict[Status, dict[UUID, timedelta]]:
    moves: dict[UUID, list[Transition]] = defaultdict(list)
    rows = Transition.objects.filter(assessment__in=by_key).order_by("moved_at", "pk")
    for move in rows:
        moves[move.assessment_id].append(move)
    spent: dict[Status, dict[UUID, timedelta]] = defaultdict(dict)
    for key, found in moves.items():
        spans = [(Status(found[0].old), found[0].moved_at - period.opened_at)]
        spans += [(a.state, b.moved_at - a.moved_at) for a, b in pairwise(found)]
        for status, span in spans:
            known = spent[status].get(key)
            spent[status][key] = span if known is None else known + span
    return spent


def _stage(
    label: str, spans: dict[UUID, timedelta], by_key: dict[UUID, Assessment]
) -> StageTime:
    found = {key: _days(span) for key, span in spans.items()}
    slowest = max(found, key=lambda key: found[key], default=None)
    return StageTime(
        label,
        len(found),
        median(found.values()),
        found[slowest] if slowest else None,
        by_key[slowest] if slowest else None,
    )


def _days(span: timedelta) -> Decimal:
    return max(Decimal(0), Decimal(int(span.total_seconds())) / DAY)


def days_said(days: Decimal) -> str:
    return f"{formats.decimal(days, 1)} hari"
