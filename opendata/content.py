"""What a release says, built once from a determination.

SCHEMA 1 is {"schema": 1, "period": {year, quarter}, "determination": {number, revision,
decided_on, inputs_sha256}, "province", "instrument": code, "instruments": {code: {title,
label, bands: [{name, from}], nodes: [{code, name, kind, weight, depth}]}}, "agencies":
[{code, name, kind, instrument, index, predicate, nodes: {code: index}, former: [code]}],
"not_final": count}; `former` are the agencies that one follows, where it follows any.
Indices are text with two decimals. No level of an indicator, no reason, no
evidence and no person is in it; an agency without a final result is counted, not named.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings

from accounts.models import Succession
from instruments.queries import definition_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from assessments.models import Determination, Result
    from instruments.definition import Instrument, Node

SCHEMA = 1


def content_of(determination: Determination) -> dict[str, Any]:
    """Four queries and one an instrument, whatever the number of agencies."""
    results = list(
        determination.results.select_related(
            "assessment__agency", "assessment__version"
        ).order_by("agency_code")
    )
    final = [result for result in results if result.is_final]
    versions = {r.assessment.version.code: r.assessment.version_id for r in final}
    former = _former(result.assessment.agency_id for result in final)
    period = determination.period
    versions.setdefault(period.version.code, period.version_id)
    return {
        "schema": SCHEMA,
        "province": settings.PROVINCE,
        "period": {"year": period.year, "quarter": period.quarter},
        "determination": {
            "number": determination.number,
            "revision": determination.revision,
            "decided_on": determination.decided_on.isoformat(),
            "inputs_sha256": determination.inputs_sha256,
        },
        "instrument": period.version.code,
        "instruments": {
            code: _instrument(definition_of(pk))
            for code, pk in sorted(versions.items())
        },
        "agencies": [_agency(result, former) for result in final],
        "not_final": len(results) - len(final),
    }


def _instrument(instrument: Instrument) -> dict[str, Any]:
    return {
        "title": instrument.title,
        "label": instrument.status_label,
        "bands": [
            {"name": b.name, "from": str(b.from_index)} for b in instrument.bands
        ],
        "nodes": [
            {
                "code": node.code,
                "name": node.name,
                "kind": node.kind,
                "weight": str(node.weight),
                "depth": depth,
            }
            for node, depth in _walk(instrument.nodes, 1)
        ],
    }


def _walk(nodes: tuple[Node, ...], depth: int) -> Iterator[tuple[Node, int]]:
    for node in nodes:
        yield node, depth
        yield from _walk(node.nodes, depth + 1)


def _former(agencies: Iterable[int]) -> dict[int, list[str]]:
    """The codes of the agencies before each, by code."""
    found: dict[int, list[str]] = {}
    successions = Succession.objects.filter(successor__in=list(agencies))
    pairs = successions.order_by("predecessor__code")
    for successor, code in pairs.values_list("successor", "predecessor__code"):
        found.setdefault(successor, []).append(code)
    return found


def _agency(result: Result, former: Mapping[int, list[str]]) -> dict[str, Any]:
    before = former.get(result.assessment.agency_id)
    return {
        "code": result.agency_code,
        "name": result.agency_name,
        "kind": result.assessment.agency.kind,
        "instrument": result.inputs["instrument"],
        "index": str(result.index),
        "predicate": result.predicate,
        "nodes": {
            node["code"]: node["final"]
            for node in result.inputs["nodes"]
            if node.get("final") is not None
        },
        **({"former": before} if before else {}),
    }
