"""The figures of one agency: from what is frozen of it and a rule, without a query."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from reports import tpp
from reports.content import shared
from reports.enums import NotFinal

if TYPE_CHECKING:
    from reports.content.shared import JSON, Value
    from reports.models import ExportLine


@dataclass(frozen=True, slots=True)
class PartFigure:
    """One component of one agency; empty where no score was imported."""

    name: str
    value: Value
    score: Value
    weighted: Value

    def as_json(self) -> dict[str, str | None]:
        numbers = (("value", self.value), ("score", self.score))
        found: dict[str, str | None] = {"name": self.name}
        for name, number in (*numbers, ("weighted", self.weighted)):
            found[name] = None if number is None else str(number)
        return found


@dataclass(frozen=True, slots=True)
class Figure:
    """Score (0 to 100) and weighted value; empty where nothing is final.

    `source` names the quarter of a result that is not of this one. `total` is the sum
    of the weighted values, empty while one of them is.
    """

    index: Value
    predicate: str
    score: Value
    weighted: Value
    source: str
    parts: tuple[PartFigure, ...]
    total: Value

    def as_fields(self) -> dict[str, Any]:
        """What an `ExportLine` keeps."""
        return {
            "index": self.index,
            "predicate": self.predicate,
            "score": self.score,
            "weighted": self.weighted,
            "source": self.source,
            "parts": [part.as_json() for part in self.parts],
            "total": self.total,
        }


def figure_of(item: JSON, rule: tpp.Rule, not_final: str) -> Figure:
    """Computed anew. Raises tpp.RuleError for values that can't be computed with."""
    source = _source(item, not_final)
    index = shared.number(source["index"]) if source else None
    found = None if index is None else tpp.points(rule, index)
    scores = item.get("scores", {})
    parts = tuple(
        _part(part, shared.number(scores.get(part.name)), rule.places)
        for part in rule.components
    )
    weighted = found.weighted if found else None
    return Figure(
        index=index,
        predicate=source["predicate"] if source else "",
        score=found.score if found else None,
        weighted=weighted,
        source="" if item["is_final"] or not source else source["quarter_name"],
        parts=parts,
        total=tpp.total([weighted, *(part.weighted for part in parts)]),
    )


def stored_figure(line: ExportLine, places: int) -> Figure:
    """As an export keeps it; the score with the places of its rule."""
    score = line.score
    return Figure(
        index=line.index,
        predicate=line.predicate,
        score=None if score is None else score.quantize(Decimal(1).scaleb(-places)),
        weighted=line.weighted,
        source=line.source,
        parts=tuple(
            PartFigure(
                part["name"],
                shared.number(part["value"]),
                shared.number(part["score"]),
                shared.number(part["weighted"]),
            )
            for part in line.parts
        ),
        total=line.total,
    )


def _part(component: tpp.Component, value: Value, places: int) -> PartFigure:
    if value is None:
        return PartFigure(component.name, None, None, None)
    found = tpp.component_points(component, value, places)
    return PartFigure(component.name, value, found.score, found.weighted)


def _source(item: JSON, not_final: str) -> JSON | None:
    """Where the figures come from: this quarter, an earlier one, or nowhere."""
    if item["is_final"]:
        return {"index": item["final"], "predicate": item["predicate"]}
    previous = item["previous"]
    if not_final != NotFinal.LAST_FINAL or previous is None:
        return None
    return {**previous, "quarter_name": str(shared.quarter(previous))}
