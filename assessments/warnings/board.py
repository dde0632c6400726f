"""The warnings of answers, one by one and gathered for a whole assessment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from assessments.enums import AlertKind
from assessments.warnings.cases import cases_of
from assessments.warnings.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from assessments.models import Answer, Citation
    from assessments.warnings.cases import Case
    from instruments.definition import Indicator


@dataclass(frozen=True, slots=True)
class Alert:
    """One warning as a sentence, with the indicator and the citation it speaks of."""

    kind: AlertKind
    sentence: str
    answer: Answer
    indicator: Indicator
    citation: Citation | None

    @property
    def anchor(self) -> str:
        """The part of the indicator's page to look at."""
        return f"citation-{self.citation.pk}" if self.citation else self.kind.anchor


@dataclass(frozen=True, slots=True)
class Part:
    """The warnings of one kind; of a widely cited document only the first is kept."""

    kind: AlertKind
    alerts: tuple[Alert, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """All warnings of one assessment, in the order of its indicators."""

    alerts: tuple[Alert, ...]

    @property
    def parts(self) -> tuple[Part, ...]:
        found = []
        for kind in AlertKind:
            alerts = [alert for alert in self.alerts if alert.kind is kind]
            if kind is AlertKind.SPREAD:
                alerts = list({a.sentence: a for a in reversed(alerts)}.values())
                alerts.reverse()
            if alerts:
                found.append(Part(kind, tuple(alerts)))
        return tuple(found)

    @property
    def total(self) -> int:
        return sum(len(part.alerts) for part in self.parts)


def alerts_of(
    answers: Iterable[Answer], citations: Iterable[Citation] | None = None
) -> dict[UUID, tuple[Alert, ...]]:
    """The warnings of each answer by its key; those without one are left out."""
    found = {case.answer.pk: _alerts(case) for case in cases_of(answers, citations)}
    return {pk: alerts for pk, alerts in found.items() if alerts}


def board_of(answers: Iterable[Answer]) -> Board:
    """The warnings of the answers of one assessment, in their order."""
    found = alerts_of(answers)
    return Board(tuple(alert for alerts in found.values() for alert in alerts))


def _alerts(case: Case) -> tuple[Alert, ...]:
    return tuple(
        Alert(kind, said.sentence, case.answer, case.indicator, said.citation)
        for kind, rule in RULES.items()
        for said in rule(case)
    )
