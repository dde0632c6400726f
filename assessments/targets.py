"""The index that an agency aims at, beside the one it has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from assessments.models import Target

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from assessments.models import Assessment
    from assessments.queries import Overview
    from assessments.scoring import Score
    from instruments.definition import Instrument

WHOLE = ""  # Target.node_code of the index itself


@dataclass(frozen=True, slots=True)
class TargetLine:
    """One target: of the index (`code` is empty) or of a domain.

    `now` is the rounded index that it is compared with, an estimate or not.
    """

    code: str
    name: str
    target: Decimal
    now: Decimal | None

    @property
    def missing(self) -> Decimal | None:
        """Index points still lacking; None once the target is reached."""
        if self.now is not None and self.now >= self.target:
            return None
        return self.target - (self.now or 0)

    @property
    def is_reached(self) -> bool:
        return self.missing is None


def names_of(instrument: Instrument) -> dict[str, str]:
    """What may have a target: {code: name}, the index first."""
    return {WHOLE: "Indeks", **{node.code: node.name for node in instrument.nodes}}


def values_of(assessment: Assessment) -> dict[str, Decimal]:
    """{code: target}: one query."""
    rows = Target.objects.filter(assessment=assessment)
    return dict(rows.values_list("node_code", "value"))


def lines_of(
    instrument: Instrument, values: Mapping[str, Decimal], score: Score
) -> tuple[TargetLine, ...]:
    """Targets in the instrument's order, each against the score."""
    return tuple(
        TargetLine(code, name, values[code], _index(score, code))
        for code, name in names_of(instrument).items()
        if code in values
    )


def targets_of(overview: Overview) -> tuple[TargetLine, ...]:
    """Against the latest complete index, else the estimate: one query."""
    values = values_of(overview.assessment)
    score = overview.scores.best or overview.estimate
    return lines_of(overview.instrument, values, score)


def _index(score: Score, code: str) -> Decimal | None:
    if code == WHOLE:
        return score.index
    node = score.nodes.get(code)
    return node.index if node else None
