"""The page on which the lead sees how evenly a quarter was judged."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from assessments.consistency import (
    FarOff,
    Judgement,
    MentorMean,
    Spread,
    far_off,
    mentor_means,
    spreads_of,
)
from assessments.models import Answer
from instruments.queries import definition_of

if TYPE_CHECKING:
    from fractions import Fraction

    from accounts.models import User
    from assessments.models import Period
    from instruments.definition import Indicator, Instrument


def two_places(value: Fraction | float | None) -> Decimal | None:
    """For people: what `decimal` and `delta` round half up to two places."""
    if value is None:
        return None
    numerator, denominator = value.as_integer_ratio()
    return Decimal(numerator) / Decimal(denominator)


@dataclass(frozen=True, slots=True)
class Row:
    """One indicator: how its verified levels spread."""

    indicator: Indicator
    spread: Spread
    levels: tuple[int, ...]

    @property
    def counts(self) -> list[tuple[int, int]]:
        """(level, agencies) for every level of the scale."""
        found = self.spread.counts
        return [(level, found[level]) for level in self.levels]

    @property
    def total(self) -> int:
        return len(self.spread.judgements)

    @property
    def level(self) -> Decimal | None:
        return two_places(self.spread.level)

    @property
    def mean_change(self) -> Decimal | None:
        return two_places(self.spread.mean_change)

    @property
    def range(self) -> Decimal | None:
        return two_places(self.spread.range)


@dataclass(frozen=True, slots=True)
class Outlier:
    """One decision to look at before the plenary."""

    answer: Answer
    indicator: Indicator
    far: FarOff

    @property
    def change(self) -> Decimal | None:
        return two_places(self.far.spread.change)

    @property
    def own_change(self) -> int:
        return self.far.judgement.change


@dataclass(frozen=True, slots=True)
class MentorRow:
    name: str
    mean: MentorMean

    @property
    def change(self) -> Decimal | None:
        return two_places(self.mean.mean)

    @property
    def apart(self) -> Decimal | None:
        return two_places(self.mean.apart)


@dataclass(frozen=True, slots=True)
class Consistency:
    period: Period
    instrument: Instrument
    rows: tuple[Row, ...]
    outliers: tuple[Outlier, ...]
    mentors: tuple[MentorRow, ...]

    @property
    def total(self) -> int:
        return sum(row.total for row in self.rows)


def consistency_of(period: Period, user: User) -> Consistency:
    """Over the work units that the user sees: one query."""
    instrument = definition_of(period.version_id)
    answers = {
        answer.pk: answer
        for answer in Answer.objects.visible_to(user)
        .filter(
            assessment__period=period,
            verified_level__isnull=False,
            self_level__isnull=False,
        )
        .of_units()
        .select_related("indicator", "assessment", "verified_by")
        .order_by("indicator__position", "assessment__agency_code")
    }
    judgements = [_judgement(answer) for answer in answers.values()]
    spreads = spreads_of(judgements)
    names = {a.verified_by_id: str(a.verified_by) for a in answers.values()}
    return Consistency(
        period=period,
        instrument=instrument,
        rows=tuple(
            Row(instrument.by_code[code], spread, tuple(instrument.levels))
            for code, spread in spreads.items()
        ),
        outliers=tuple(
            Outlier(
                answers[row.judgement.answer],  # type: ignore[index]
                instrument.by_code[row.judgement.code],
                row,
            )
            for row in far_off(spreads.values())
        ),
        mentors=tuple(
            MentorRow(names[mean.mentor], mean)  # type: ignore[index]
            for mean in mentor_means(judgements)
        ),
    )


def _judgement(answer: Answer) -> Judgement:
    assert answer.self_level is not None  # noqa: S101 the query asks for it
    assert answer.verified_level is not None  # noqa: S101 the query asks for it
    return Judgement(
        answer=answer.pk,
        agency=answer.assessment.agency_id,
        mentor=answer.verified_by_id,
        code=answer.indicator.code,
        self_level=answer.self_level,
        verified_level=answer.verified_level,
    )
