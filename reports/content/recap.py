"""The recap of the province: every agency of a quarter beside the others."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from accounts.enums import AgencyKind
from assessments import queries
from instruments.queries import definition_of
from lib import bands as scale
from reports import tpp
from reports.content import shared
from reports.content.frozen import (
    decision_of,
    instrument_of,
    past_results,
    quarter_of,
    tree_of,
)
from reports.content.letterhead import identity_on, signed_on
from reports.content.minutes import Column, columns_of
from reports.content.ranking import Line, ranked
from reports.enums import Ranking, Signed

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from assessments.models import Assessment, Determination, Period, Result
    from assessments.queries import Standing
    from reports.content.shared import (
        JSON,
        Identity,
        InstrumentFacts,
        Quarter,
        Signatory,
        Value,
    )

FINAL, VERIFIED, SELF = "Akhir", "Terverifikasi", "Mandiri"


# Freezing


def recap_inputs(
    period: Period, determination: Determination | None, ranking: Ranking
) -> JSON:
    """Plain JSON: what was determined, else what stands now; as many queries for all."""
    instrument = definition_of(period.version_id)
    standings = [s for s in queries.standings_of(period) if _is_counted(s.assessment)]
    past = past_results(period, [standing.assessment.pk for standing in standings])
    results = _results(determination) if determination else {}
    on = determination.decided_on if determination else timezone.localdate()
    return {
        "identity": identity_on(on),
        "signatories": signed_on(Signed.RECAP, on),
        "period": quarter_of(period),
        "determination": decision_of(determination) if determination else None,
        "instrument": instrument_of(instrument),
        "tree": tree_of(instrument),
        "ranking": ranking.value,
        "lines": [
            _frozen(standing, results.get(standing.assessment.pk), determination)
            | {"previous": past.get(standing.assessment.agency_code)}
            for standing in standings
        ],
    }


def _is_counted(assessment: Assessment) -> bool:
    """Work units that take part to the end: a government has an instrument of its own."""
    return not assessment.agency.is_government and not assessment.is_ended


def _results(determination: Determination) -> dict[object, Result]:
    return {result.assessment_id: result for result in determination.results.all()}


def _frozen(
    standing: Standing, result: Result | None, determination: Determination | None
) -> JSON:
    assessment = standing.assessment
    said: JSON = {
        "code": assessment.agency_code,
        "name": assessment.agency_name,
        "kind": assessment.agency.kind,
        "status": assessment.state.label,
    }
    if determination:
        return said | _determined(result)
    return said | _standing_now(standing)


def _determined(result: Result | None) -> JSON:
    """An agency that was not final has no figure in a recap of what was determined."""
    if result is None or not result.is_final:
        return {"side": "", "index": None, "nodes": {}}
    nodes = {node["code"]: node["final"] for node in result.inputs["nodes"]}
    return {"side": FINAL, "index": str(result.index), "nodes": nodes}


def _standing_now(standing: Standing) -> JSON:
    """The latest of its three indices that is complete, with its name."""
    sides = (
        (FINAL, standing.scores.final),
        (VERIFIED, standing.scores.verified),
        (SELF, standing.scores.self),
    )
    side, score = next((pair for pair in sides if pair[1].index), ("", None))
    if score is None:
        return {"side": "", "index": None, "nodes": {}}
    nodes = {code: str(node.index) for code, node in score.nodes.items()}
    return {"side": side, "index": str(score.index), "nodes": nodes}


# Reading


@dataclass(frozen=True, slots=True)
class Recap:
    """`previous` is the quarter that movement is measured from, where any agency has one."""

    identity: Identity
    signatories: tuple[Signatory, ...]
    quarter: Quarter
    number: str
    decided_on: date | None
    place: str
    instrument: InstrumentFacts
    ranking: Ranking
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    previous: Quarter | None
    is_comparable: bool

    @property
    def is_draft(self) -> bool:
        return not self.number

    @property
    def known(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.index is not None)

    @property
    def unknown(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.index is None)

    @property
    def indices(self) -> tuple[Decimal, ...]:
        return tuple(line.index for line in self.lines if line.index is not None)

    @property
    def mean(self) -> Value:
        """The plain mean of the indices, rounded once, half up."""
        found = self.indices
        return tpp.half_up(Fraction(sum(found)) / len(found), 2) if found else None

    @property
    def mean_predicate(self) -> str:
        mean = self.mean
        return "" if mean is None else scale.name_of(self.instrument.bands, mean)

    @property
    def means(self) -> tuple[tuple[Column, Value], ...]:
        """The mean of each domain and aspect over the agencies that have it."""
        return tuple(
            (column, _mean([line.nodes[place] for line in self.lines]))
            for place, column in enumerate(self.columns)
        )

    @property
    def spread(self) -> tuple[tuple[str, int], ...]:
        """How many agencies have each predicate, the highest first."""
        counts = Counter(line.predicate for line in self.known)
        names = [name for name, _ in reversed(self.instrument.bands)]
        return tuple((name, counts[name]) for name in names)

    @property
    def highest(self) -> Line | None:
        return max(self.known, key=lambda line: line.index or 0, default=None)

    @property
    def lowest(self) -> Line | None:
        return min(self.known, key=lambda line: line.index or 0, default=None)

    @property
    def moved(self) -> tuple[int, int, int]:
        """How many rose, fell and stayed, of those that have both quarters."""
        changes = [line.change for line in self.lines if line.change is not None]
        rose, fell = sum(c > 0 for c in changes), sum(c < 0 for c in changes)
        return rose, fell, len(changes) - rose - fell

    @property
    def blocks(self) -> tuple[Signatory, ...]:
        return self.signatories


def _mean(values: list[Value]) -> Value:
    known = [value for value in values if value is not None]
    return tpp.half_up(Fraction(sum(known)) / len(known), 2) if known else None


def read_recap(inputs: JSON) -> Recap:
    """The recap as plain values; no query."""
    instrument = shared.instrument(inputs["instrument"])
    decision: dict[str, Any] = inputs["determination"] or {}
    columns = columns_of(inputs)
    ranking = Ranking(inputs["ranking"])
    past = [item["previous"] for item in inputs["lines"] if item["previous"]]
    newest = max(past, key=lambda p: (p["year"], p["quarter"]), default=None)
    lines = [_line(item, columns, instrument, newest) for item in inputs["lines"]]
    return Recap(
        identity=shared.identity(inputs["identity"]),
        signatories=shared.signatories(inputs["signatories"]),
        quarter=shared.quarter(inputs["period"]),
        number=decision.get("number", ""),
        decided_on=shared.day(decision.get("decided_on")),
        place=decision.get("place", ""),
        instrument=instrument,
        ranking=ranking,
        columns=columns,
        lines=ranked(lines, ranking),
        previous=shared.quarter(newest) if newest else None,
        is_comparable=all(p["instrument"] == instrument.code for p in past),
    )


def _line(
    data: JSON,
    columns: tuple[Column, ...],
    instrument: InstrumentFacts,
    newest: JSON | None,
) -> Line:
    """Movement counts from one quarter for all: an older result is not compared."""
    index, past = shared.number(data["index"]), data["previous"] or {}
    is_last = bool(newest and past) and (
        (past["year"], past["quarter"]) == (newest["year"], newest["quarter"])  # type: ignore[index]  # bool() hides it
    )
    nodes = tuple(shared.number(data["nodes"].get(c.code)) for c in columns)
    return Line(
        code=data["code"],
        name=data["name"],
        kind=AgencyKind(data["kind"]),
        status=data["status"],
        side=data["side"],
        index=index,
        predicate="" if index is None else scale.name_of(instrument.bands, index),
        nodes=nodes,
        heats=tuple(0 if n is None else scale.rank(instrument.bands, n) for n in nodes),
        heat=0 if index is None else scale.rank(instrument.bands, index),
        before=shared.number(past.get("index")) if is_last else None,
    )
