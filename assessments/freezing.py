"""What a determination freezes of each agency: enough to defend every number later.

`Result.inputs` of SCHEMA 2 is {"schema": 2, "agency": {code, name}, "instrument": code,
"instrument_sha256", "status", "round", "levels": […], "nodes": […]}. A level is {code,
name, weight, self, verified, final, verified_reason, reason, texts_sha256, decided,
objection, citations, corrected}: `decided` tells of each side which role decided and
when, `texts_sha256` is over facts, analysis and ticked items, `corrected` is None or
what a correction changed. A node is {code, name, kind, weight, predicate, self,
verified, final}. Rows without "schema" are of the first, which ends at "reason".

People are named by their role alone. Numbers with a fraction are text.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch, Q

from assessments import scoring
from assessments.enums import FINISHED, Side, Status
from assessments.models import (
    Answer,
    Assessment,
    Citation,
    CorrectedLevel,
    Objection,
    PlenaryItem,
    Result,
)
from assessments.queries import Scores
from assessments.verdicts import judge
from instruments.queries import definition_of
from lib import canonical

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from accounts.models import User
    from assessments.models import Correction, Period, Verdict
    from assessments.models.corrections import CorrectedLevelQuerySet
    from instruments.definition import Indicator, Instrument

SCHEMA = 2
COPIED = (
    "assessment_id",
    "agency_code",
    "agency_name",
    "is_final",
    "self_index",
    "verified_index",
    "index",
    "exact",
    "predicate",
    "rank",
    "inputs",
    "inputs_sha256",
)


@dataclass(frozen=True, slots=True)
class Draft:
    """The results as a determination would freeze them now; nothing is saved."""

    results: tuple[Result, ...]
    sha256: str

    def of(self, assessment: Assessment) -> Result:
        return next(r for r in self.results if r.assessment_id == assessment.pk)


def draft_of(period: Period, correction: Correction | None = None) -> Draft:
    """Seven queries at most, whatever the number of agencies.

    What was determined before is taken over as it stands; only an agency that the
    correction touches, and one that became final since, is worked out. An assessment
    that was ended is named only where it was named before.
    """
    standing = Result.objects.in_force().filter(determination__period=period)
    named = Q(pk__in=standing.values("assessment"))
    assessments = list(
        period.assessments.filter(~Q(status=Status.ENDED) | named)
        .select_related("version")
        .order_by("agency_code", "pk")
    )
    kept = {result.assessment_id: result for result in standing if result.is_final}
    lines = list(_with_people(correction.levels.all())) if correction else []
    touched = {line.answer.assessment_id for line in lines}
    anew = [
        a for a in assessments if a.pk in touched or (_is_final(a) and a.pk not in kept)
    ]
    answers = _answers_of(anew)
    corrected = _corrected(touched, lines)
    results = tuple(
        _kept(kept[a.pk])
        if a.pk in kept and a.pk not in touched
        else _result(a, answers[a.pk], corrected)
        for a in assessments
    )
    return Draft(
        results,
        sha256_of(
            period.year,
            period.quarter,
            (period.version.code, period.version.file_sha256),
            results,
        ),
    )


def sha256_of(
    year: int, quarter: int, instrument: tuple[str, str], results: Iterable[Result]
) -> str:
    """The hash of a determination: its quarter, its instrument and its results."""
    code, file_sha256 = instrument
    return canonical.sha256(
        {
            "year": year,
            "quarter": quarter,
            "instrument": code,
            "instrument_sha256": file_sha256,
            "results": [result.inputs_sha256 for result in results],
        }
    )


def _is_final(assessment: Assessment) -> bool:
    return assessment.state in FINISHED


def _kept(result: Result) -> Result:
    return Result(**{name: getattr(result, name) for name in COPIED})


def _answers_of(assessments: Sequence[Assessment]) -> dict[UUID, list[Answer]]:
    answers: dict[UUID, list[Answer]] = defaultdict(list)
    rows = (
        Answer.objects.filter(assessment__in=assessments)
        .select_related("indicator", "saved_by", "verified_by", "final_by")
        .prefetch_related(
            Prefetch(
                "objections",
                Objection.objects.standing().select_related("raised_by", "decided_by"),
                to_attr="contested",
            ),
            Prefetch(
                "plenary_items",
                PlenaryItem.objects.filter(session__isnull=False)
                .select_related("session", "decided_by", "flagged_by")
                .order_by("decided_at", "pk"),
                to_attr="rulings",
            ),
            Prefetch(
                "citations",
                Citation.objects.filter(withdrawn_at__isnull=True)
                .select_related("document", "version", "cited_by")
                .defer("document__search")
                .order_by("cited_at", "pk"),
                to_attr="standing",
            ),
        )
        .order_by("indicator__position")
    )
    cited: list[Citation] = []
    for answer in rows:
        answers[answer.assessment_id].append(answer)
        cited += answer.standing  # type: ignore[attr-defined]  # of the prefetch
    judge(cited, with_work=False)
    return answers


def _corrected(
    touched: Iterable[UUID], lines: Iterable[CorrectedLevel]
) -> dict[UUID, CorrectedLevel]:
    """By answer: what earlier corrections of the agency said, and what this one says."""
    if not touched:
        return {}
    earlier = CorrectedLevel.objects.in_force().filter(answer__assessment__in=touched)
    return {line.answer_id: line for line in (*_with_people(earlier), *lines)}


def _with_people(lines: CorrectedLevelQuerySet) -> CorrectedLevelQuerySet:
    people = "correction__prepared_by", "correction__approved_by"
    return lines.with_context().select_related(*people)


# One agency


def _result(
    assessment: Assessment,
    answers: Iterable[Answer],
    corrected: Mapping[UUID, CorrectedLevel],
) -> Result:
    instrument = definition_of(assessment.version_id)
    is_final = _is_final(assessment)
    levels = [
        _level(answer, instrument.by_code[answer.indicator.code], corrected)
        for answer in answers
        if is_final
    ]
    scores = scores_of_frozen(instrument, levels)
    inputs: dict[str, Any] = {
        "schema": SCHEMA,
        "agency": {"code": assessment.agency_code, "name": assessment.agency_name},
        "instrument": instrument.code,
        "instrument_sha256": assessment.version.file_sha256,
        "status": Status.DETERMINED.value if is_final else assessment.status,
        "round": assessment.round,
        "levels": levels,
        "nodes": nodes_of(instrument, scores) if is_final else [],
    }
    return Result(
        assessment=assessment,
        agency_code=assessment.agency_code,
        agency_name=assessment.agency_name,
        is_final=is_final,
        inputs=inputs,
        inputs_sha256=canonical.sha256(inputs),
        **(figures_of(scores) if is_final else {}),
    )


def scores_of_frozen(
    instrument: Instrument, levels: Iterable[Mapping[str, Any]]
) -> Scores:
    """The three scores of levels as they are frozen."""
    levels = list(levels)
    sides: list[dict[str, int]] = [
        {row["code"]: row[side] for row in levels if row[side] is not None}
        for side in (side.name.lower() for side in Side)
    ]
    return Scores(*(scoring.score(instrument, side) for side in sides))


def figures_of(scores: Scores) -> dict[str, Any]:
    """The columns of a final result that follow from its levels."""
    final = scores.final
    return {
        "self_index": scores.self.index,
        "verified_index": scores.verified.index,
        "index": final.index,
        "exact": "" if final.exact is None else scoring.exact_text(final.exact),
        "predicate": final.predicate or "",
        "rank": final.rank,
    }


def nodes_of(instrument: Instrument, scores: Scores) -> list[dict[str, Any]]:
    """Every domain and aspect with its three indices."""
    sides = {
        "self": scores.self,
        "verified": scores.verified,
        "final": scores.final,
    }
    return [
        {
            "code": node.code,
            "name": node.name,
            "kind": node.kind,
            "weight": str(node.weight),
            "predicate": scores.final.nodes[node.code].predicate,
            **{
                name: str(score.nodes[node.code].index) for name, score in sides.items()
            },
        }
        for node in instrument.all_nodes
    ]


# One indicator


def _level(
    answer: Answer, indicator: Indicator, corrected: Mapping[UUID, CorrectedLevel]
) -> dict[str, Any]:
    line = corrected.get(answer.pk)
    texts = [answer.facts, answer.analysis, answer.checked]
    return {
        "code": indicator.code,
        "name": indicator.name,
        "weight": str(indicator.weight),
        "self": answer.self_level,
        "verified": answer.verified_level,
        "final": line.level if line else answer.final_level,
        "verified_reason": answer.verified_reason,
        "reason": line.reason if line else answer.final_reason,
        "texts_sha256": canonical.sha256(texts),
        "decided": {
            "self": _who(answer.saved_by, answer.saved_at),
            "verified": _who(answer.verified_by, answer.verified_at),
            "final": _who(answer.final_by, answer.final_at),
        },
        "objection": _objection(next(iter(answer.contested), None)),  # type: ignore[attr-defined]  # of the prefetch
        "plenary": [_ruling(item) for item in answer.rulings],  # type: ignore[attr-defined]  # of the prefetch
        "citations": [_citation(c) for c in answer.standing],  # type: ignore[attr-defined]  # of the prefetch
        "corrected": _correction(line) if line else None,
    }


def _who(person: User | None, at: datetime | None) -> dict[str, str] | None:
    if person is None or at is None:
        return None
    return {"role": person.role, "at": at.isoformat()}


def _objection(objection: Objection | None) -> dict[str, Any] | None:
    if objection is None:
        return None
    return {
        "reason": objection.reason,
        "outcome": objection.outcome,
        "decision_reason": objection.decision_reason,
        "raised": _who(objection.raised_by, objection.raised_at),
        "decided": _who(objection.decided_by, objection.decided_at),
    }


def _ruling(item: PlenaryItem) -> dict[str, Any]:
    session = item.session
    return {
        "session": session
        and {"number": session.number, "held_on": session.held_on.isoformat()},
        "level": item.level,
        "reason": item.reason,
        "flag": item.flag_reason,
        "flagged": _who(item.flagged_by, item.flagged_at),
        "decided": _who(item.decided_by, item.decided_at),
    }


def _verdict(verdict: Verdict | None) -> dict[str, Any] | None:
    if verdict is None:
        return None
    return {
        "level": verdict.level,
        "outcome": verdict.outcome,
        "reason": verdict.reason,
        "round": verdict.round,
        "decided": _who(verdict.decided_by, verdict.decided_at),
    }


def _citation(citation: Citation) -> dict[str, Any]:
    return {
        "title": citation.document.title,
        "number": citation.document.number,
        "page": citation.page,
        "note": citation.note,
        "items": citation.items,
        "file": citation.version.original_name,
        "sha256": citation.version.sha256,
        "cited": _who(citation.cited_by, citation.cited_at),
        "verdict": _verdict(citation.verdict),
    }


def _correction(line: CorrectedLevel) -> dict[str, Any]:
    correction, version = line.correction, line.version
    return {
        "from": line.old_level,
        "source": line.source,
        "evidence": version
        and {"title": version.document.title, "sha256": version.sha256},
        "prepared": _who(correction.prepared_by, correction.prepared_at),
        "approved": _who(correction.approved_by, correction.approved_at),
    }
