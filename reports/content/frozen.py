"""The inputs of a document, read once and frozen: plain JSON, no float.

Results come from the determination in force, never from live answers; only a draft
report reads what stands in the assessment at that moment.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from accounts.models import Succession
from assessments.enums import ObjectionOutcome, Status
from assessments.models import (
    Assessment,
    Citation,
    CorrectedLevel,
    Determination,
    Objection,
    Period,
    Result,
)
from assessments.queries import overview_of
from assessments.scoring import exact_text
from instruments.queries import definition_of
from lib.batches import batched
from reports.content.advice import advice_of, plan_of
from reports.content.letterhead import identity_on, signed_on
from reports.content.rule_facts import rule_facts
from reports.enums import Signed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assessments.queries import Overview
    from instruments.definition import Indicator, Instrument, Node
    from reports.models import RuleSet

HISTORY = 5  # quarters before this one
EXPORT_SCHEMA = 2
AT_ONCE = 200  # agencies of an export
FORMER = 20  # results of agencies before this one
LEVEL_KEYS = (
    "code",
    "name",
    "weight",
    "self",
    "verified",
    "final",
    "verified_reason",
    "reason",
)


def report_inputs(assessment: Assessment) -> dict[str, Any]:
    """What the report of one agency says: a determined result, else a draft."""
    instrument = definition_of(assessment.version_id)
    result = determined_result(assessment)
    values = _determined(result) if result else _live(overview_of(assessment))
    today = timezone.localdate()
    return {
        "identity": identity_on(today),
        "signatories": signed_on(Signed.OPD_REPORT, today),
        "period": quarter_of(assessment.period),
        "agency": {"code": assessment.agency_code, "name": assessment.agency_name},
        "status": assessment.status,
        "instrument": instrument_of(instrument),
        "tree": tree_of(instrument),
        **values,
        "levels": [
            level | _ladder(instrument.by_code[level["code"]], level, instrument)
            for level in values["levels"]
        ],
        "advice": advice_of(assessment),
        "plan": plan_of(assessment),
        "citations": _citations(assessment),
        "history": _history(assessment),
        **_former(assessment),
        "next_due": _next_due(assessment.period),
    }


def determined_result(assessment: Assessment) -> Result | None:
    """The final result of the determination in force; None while there is none."""
    return (
        Result.objects.in_force()
        .filter(assessment=assessment, is_final=True)
        .select_related("determination")
        .first()
    )


def minutes_inputs(determination: Determination) -> dict[str, Any]:
    """What the Berita Acara says: every agency of the quarter, final or not.

    A government stands apart, under the instrument that it was assessed with.
    """
    instrument = definition_of(determination.period.version_id)
    results = determination.results.of_units().order_by("agency_code")
    on = determination.decided_on
    decision = decision_of(determination)
    if not decision["signatories"]:
        decision["signatories"] = signed_on(Signed.BERITA_ACARA, on)
    return {
        "identity": identity_on(on),
        "period": quarter_of(determination.period),
        "determination": decision,
        "instrument": instrument_of(instrument),
        "tree": tree_of(instrument),
        "results": [_line(result) for result in results],
        **_governments(determination),
        "objections": _objections(determination),
        **_corrected(determination),
    }


def export_head(
    determination: Determination, rule_set: RuleSet, paid_months: str
) -> dict[str, Any]:
    """What a TPP sheet has in common for all agencies; who asked and when are not
    among it."""
    period = determination.period
    instrument = definition_of(period.version_id)
    return {
        "schema": EXPORT_SCHEMA,
        "period": quarter_of(period),
        "paid_months": paid_months,
        "determination": decision_of(determination) | {"signatories": []},
        "instrument": instrument_of(instrument),
        "tree": tree_of(instrument),
        "rule_set": rule_facts(rule_set),
    }


def export_items(determination: Determination) -> Iterator[dict[str, Any]]:
    """What a TPP sheet is computed from, agency by agency in the order of their codes.

    Pay follows the results of work units: a government as a whole has no row. Reads
    some agencies at a time: memory does not grow with their number.
    """
    results = determination.results.of_units().order_by("agency_code", "pk")
    for some in batched(results.iterator(chunk_size=AT_ONCE), AT_ONCE):
        past = past_results(determination.period, [r.assessment_id for r in some])
        for result in some:
            yield _line(result) | {"previous": past.get(result.agency_code)}


# Quarter, instrument


def quarter_of(period: Period) -> dict[str, int]:
    return {"year": period.year, "quarter": period.quarter}


def instrument_of(instrument: Instrument) -> dict[str, Any]:
    names: dict[str, list[str]] = {}
    for indicator in instrument.indicators:
        names.setdefault(indicator.kind, [c.name for c in indicator.criteria])
    return {
        "code": instrument.code,
        "title": instrument.title,
        "label": instrument.status_label,
        "weight": str(instrument.weight),
        "scale_max": instrument.scale_max,
        "bands": [
            {"name": b.name, "from": str(b.from_index)} for b in instrument.bands
        ],
        "level_names": names,
        "sources": [
            {"title": s.title, "page": s.page, "note": s.note}
            for s in instrument.sources
        ],
    }


def _walk(instrument: Instrument) -> list[tuple[Node, int]]:
    found: list[tuple[Node, int]] = []

    def visit(node: Node, depth: int) -> None:
        found.append((node, depth))
        for child in node.nodes:
            visit(child, depth + 1)

    for root in instrument.nodes:
        visit(root, 1)
    return found


def tree_of(instrument: Instrument) -> list[dict[str, Any]]:
    """Domains and aspects in their order, each with its depth."""
    return [_node(node, depth, instrument) for node, depth in _walk(instrument)]


def _node(node: Node, depth: int, instrument: Instrument) -> dict[str, Any]:
    return {
        "code": node.code,
        "name": node.name,
        "kind": node.kind,
        "weight": str(node.weight),
        "depth": depth,
        "indicators": [indicator.code for indicator in node.indicators],
    }


def _ladder(
    indicator: Indicator, level: dict[str, Any], instrument: Instrument
) -> dict[str, Any]:
    """The level reached and the next one: its name, criterion and evidence."""
    reached = next(
        (level[side] for side in ("final", "verified", "self") if level[side]), None
    )
    names = {criterion.level: criterion for criterion in indicator.criteria}
    here = names.get(reached) if reached else None
    above = (reached + 1) if reached else instrument.scale_min
    target = names.get(above)
    return {
        "level_name": here.name if here else "",
        "next": above if target else None,
        "next_name": target.name if target else "",
        "next_text": target.text if target else "",
        "needs": [r.text for r in indicator.evidence if r.level == above],
    }


# Values of one assessment


def _determined(result: Result) -> dict[str, Any]:
    return {
        "determination": decision_of(result.determination),
        "index": {
            "self": _text(result.self_index),
            "verified": _text(result.verified_index),
            "final": _text(result.index),
            "exact": result.exact,
            "predicate": result.predicate,
        },
        "levels": _levels(result),
        "nodes": result.inputs["nodes"],
    }


def _levels(result: Result) -> list[dict[str, Any]]:
    """What documents say of each level; who decided it stays with the result."""
    return [
        {key: level[key] for key in LEVEL_KEYS if key in level}
        for level in result.inputs["levels"]
    ]


def _live(overview: Overview) -> dict[str, Any]:
    scores = {
        "self": overview.scores.self,
        "verified": overview.scores.verified,
        "final": overview.scores.final,
    }
    exact = scores["final"].exact
    return {
        "determination": None,
        "index": {side: _text(score.index) for side, score in scores.items()}
        | {"exact": exact_text(exact) if exact is not None else "", "predicate": ""},
        "levels": [
            {
                "code": row.indicator.code,
                "name": row.indicator.name,
                "weight": str(row.indicator.weight),
                "self": row.answer.self_level,
                "verified": row.answer.verified_level,
                "final": row.answer.level_in_force,
                "verified_reason": row.answer.verified_reason,
                "reason": row.answer.final_reason,
            }
            for row in overview.rows
        ],
        "nodes": [
            {"code": node.code}
            | {
                side: _text(score.nodes[node.code].index)
                for side, score in scores.items()
                if node.code in score.nodes
            }
            for node in overview.instrument.all_nodes
        ],
    }


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _citations(assessment: Assessment) -> list[dict[str, Any]]:
    citations = (
        Citation.objects.filter(answer__assessment=assessment)
        .standing()
        .select_related("answer__indicator")
        .order_by("answer__indicator__position", "cited_at")
    )
    return [
        {
            "code": citation.answer.indicator.code,
            "title": citation.document.title,
            "number": citation.document.number,
            "page": citation.page,
            "file": citation.version.original_name,
            "sha256": citation.version.sha256,
        }
        for citation in citations
    ]


def _history(assessment: Assessment) -> list[dict[str, Any]]:
    results = _before(assessment.period).filter(assessment__agency=assessment.agency_id)
    return [_past(result) for result in results[:HISTORY]][::-1]


def _former(assessment: Assessment) -> dict[str, Any]:
    """What agencies before this one had; nothing where there were none, so that the
    inputs of others are as they always were."""
    before = Succession.objects.filter(successor=assessment.agency_id)
    results = _before(assessment.period).filter(
        assessment__agency__in=before.values("predecessor")
    )
    found = [
        _past(result) | {"agency": result.agency_name} for result in results[:FORMER]
    ]
    return {"former": found[::-1]} if found else {}


def _before(period: Period) -> Any:
    """Final results in force of earlier quarters, newest first."""
    earlier = Result.objects.filter(
        determination__period__year__lt=period.year
    ) | Result.objects.filter(
        determination__period__year=period.year,
        determination__period__quarter__lt=period.quarter,
    )
    return (
        earlier.filter(is_final=True, determination__replaced_by__isnull=True)
        .select_related("determination__period", "assessment")
        .order_by("-determination__period__year", "-determination__period__quarter")
    )


def _past(result: Result) -> dict[str, Any]:
    return quarter_of(result.determination.period) | {
        "index": _text(result.index),
        "predicate": result.predicate,
        "instrument": result.inputs.get("instrument", ""),
        "number": result.determination.number,
        "decided_on": result.determination.decided_on.isoformat(),
        "nodes": {node["code"]: node["final"] for node in result.inputs["nodes"]},
    }


def past_results(period: Period, assessments: list[Any]) -> dict[str, dict[str, Any]]:
    """The last final result before this quarter by the code of the agency now."""
    codes = dict(
        Assessment.objects.filter(pk__in=assessments).values_list(
            "agency_id", "agency_code"
        )
    )
    found: dict[str, dict[str, Any]] = {}
    for result in _before(period).filter(assessment__agency__in=list(codes)):
        found.setdefault(codes[result.assessment.agency_id], _past(result))
    return found


def _next_due(period: Period) -> str | None:
    """Until when the next quarter is filled, where it stands already."""
    year, number = divmod(period.year * 4 + period.quarter, 4)
    following = Period.objects.filter(year=year, quarter=number + 1).first()
    return following.filling_until.date().isoformat() if following else None


# Determination


def decision_of(determination: Determination) -> dict[str, Any]:
    replaced = determination.replaces
    return {
        "number": determination.number,
        "revision": determination.revision,
        "decided_on": determination.decided_on.isoformat(),
        "place": determination.place,
        "attended_by": determination.attended_by,
        "signatories": determination.signatories,
        "replaces": replaced.number if replaced else "",
        "reason": determination.reason,
        **_source(determination),
        "instrument_sha256": determination.instrument_sha256,
        "inputs_sha256": determination.inputs_sha256,
    }


def _source(determination: Determination) -> dict[str, str]:
    """Of a correction alone: other documents freeze what they always did."""
    replaced = determination.replaces
    if replaced is None or not determination.source:
        return {}
    return {
        "source": determination.source,
        "replaced_on": replaced.decided_on.isoformat(),
    }


def _corrected(determination: Determination) -> dict[str, Any]:
    """The levels that this determination corrected, agency by agency."""
    lines = CorrectedLevel.objects.filter(correction__determination=determination)
    said = [
        {
            "agency": line.answer.assessment.agency_name,
            "code": line.answer.indicator.code,
            "name": line.answer.indicator.name,
            "old": line.old_level,
            "new": line.level,
            "reason": line.reason,
            "source": line.source,
            "evidence": line.version.document.title if line.version else "",
        }
        for line in lines.with_context().in_order()
    ]
    return {"corrected": said} if said else {}


def _line(result: Result) -> dict[str, Any]:
    status = result.inputs.get("status", "")
    return {
        "code": result.agency_code,
        "name": result.agency_name,
        "is_final": result.is_final,
        "status": Status(status).label if status else "",
        "self": _text(result.self_index),
        "verified": _text(result.verified_index),
        "final": _text(result.index),
        "predicate": result.predicate,
        "levels": _levels(result),
        "nodes": result.inputs["nodes"],
        "inputs_sha256": result.inputs_sha256,
    }


def _governments(determination: Determination) -> dict[str, Any]:
    """Nothing where none took part: other letters freeze what they always did."""
    results = determination.results.of_governments().order_by("agency_code")
    said = [
        _line(result)
        | {
            "instrument": result.assessment.version.title,
            "label": result.assessment.version.status_label,
        }
        for result in results.select_related("assessment__version")
    ]
    return {"governments": said} if said else {}


def _objections(determination: Determination) -> dict[str, int]:
    decided = Objection.objects.standing().filter(
        answer__assessment__results__determination=determination,
        answer__assessment__results__is_final=True,
    )
    return {
        "raised": decided.count(),
        "accepted": decided.filter(outcome=ObjectionOutcome.CHANGED).count(),
        "refused": decided.filter(outcome=ObjectionOutcome.KEPT).count(),
    }
