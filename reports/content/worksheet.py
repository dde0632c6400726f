"""The sheet that a team fills by hand in a meeting: what stands, and room to write.

It is no result: no index, no estimate, no verification code.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from assessments.checklist import items_of
from assessments.enums import AnswerStatus, Decision
from assessments.history import results_before
from assessments.models import Assignment, Citation, Review
from assessments.queries import overview_of
from instruments.queries import definition_of
from lib import formats
from reports.content.shared import JSON, Quarter, day, quarter

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from assessments.models import Assessment
    from assessments.queries import Group, Row
    from instruments.definition import Node

LINES = 6  # for handwriting


# Freezing


def worksheet_inputs(
    assessment: Assessment, codes: Collection[str], *, printed_by: str
) -> JSON:
    """The indicators named by `codes` (all, when there are none): seven queries."""
    overview = overview_of(assessment)
    instrument = definition_of(assessment.version_id)
    beside = _beside(assessment)
    chosen = set(codes) or set(instrument.by_code)
    due = assessment.due_at
    return {
        "period": {
            "year": assessment.period.year,
            "quarter": assessment.period.quarter,
        },
        "agency": {"code": assessment.agency_code, "name": assessment.agency_name},
        "status": assessment.state.label,
        "due_at": due.isoformat() if due else None,
        "instrument": {"title": instrument.title, "label": instrument.status_label},
        "total": overview.total,
        "printed_by": printed_by,
        "sheets": [
            _sheet(row, path, beside)
            for path, row in _walk(overview.groups, ())
            if row.indicator.code in chosen
        ],
    }


def _walk(
    groups: tuple[Group, ...], path: tuple[Node, ...]
) -> Iterator[tuple[tuple[Node, ...], Row]]:
    for group in groups:
        here = (*path, group.node)
        yield from _walk(group.groups, here)
        for row in group.rows:
            yield here, row


def _beside(assessment: Assessment) -> dict[str, Any]:
    """What stands beside the answers: evidence, assignments, returns, last levels."""
    citations: dict[object, list[JSON]] = defaultdict(list)
    for citation in Citation.objects.filter(answer__assessment=assessment).standing():
        document = citation.document
        citations[citation.answer_id].append(
            {"title": document.title, "number": document.number, "page": citation.page}
        )
    assignments = Assignment.objects.filter(answer__assessment=assessment)
    returned = Review.objects.sent().filter(
        answer__assessment=assessment,
        round=assessment.round,
        decision=Decision.RETURNED,
    )
    instrument = definition_of(assessment.version_id)
    last = results_before(assessment).filter(inputs__instrument=instrument.code).first()
    return {
        "citations": citations,
        "assignments": {
            one.answer_id: one for one in assignments.select_related("assignee")
        },
        "returned": {review.answer_id: review.reason for review in returned},
        "earlier": {r["code"]: r["final"] for r in last.inputs["levels"]}
        if last
        else {},
    }


def _sheet(row: Row, path: tuple[Node, ...], beside: dict[str, Any]) -> JSON:
    answer, indicator = row.answer, row.indicator
    assigned: Assignment | None = beside["assignments"].get(answer.pk)
    items: dict[int, list[JSON]] = defaultdict(list)
    for item in items_of(indicator):
        met = item.code in answer.checked
        items[item.level].append(
            {"text": item.text, "met": met, "evidence": item.is_evidence}
        )
    return {
        "code": indicator.code,
        "number": indicator.number,
        "name": indicator.name,
        "path": [f"{node.kind} {node.number}: {node.name}" for node in path],
        "state": answer.state.label,
        "level": answer.self_level,
        "earlier": beside["earlier"].get(indicator.code),
        "facts": answer.facts,
        "analysis": answer.analysis,
        "levels": [
            {"level": c.level, "name": c.name, "items": items[c.level]}
            for c in indicator.criteria
        ],
        "evidence": beside["citations"].get(answer.pk, []),
        "person": assigned.assignee.name if assigned and assigned.assignee else "",
        "due_on": assigned.due_on.isoformat() if assigned and assigned.due_on else None,
        "warnings": list(_warnings(row, assigned, beside["returned"])),
    }


def _warnings(
    row: Row, assigned: Assignment | None, returned: dict[object, str]
) -> Iterator[str]:
    """What a meeting should look at first, in words."""
    answer = row.answer
    if answer.state is AnswerStatus.RETURNED:
        yield f"Dikembalikan pendamping: {returned.get(answer.pk) or 'lihat portal'}"
    if answer.is_unconfirmed:
        yield "Dibawa dari triwulan lalu, belum diperiksa"
    if row.missing:
        yield f"Belum ada: {', '.join(row.missing)}"
    is_done = answer.state in {AnswerStatus.READY, AnswerStatus.ACCEPTED}
    if assigned and assigned.is_late and assigned.due_on and not is_done:
        yield f"Lewat batas {formats.day(assigned.due_on)}"
    if assigned and assigned.obstacle:
        yield f"Kendala: {assigned.obstacle}"


# Reading


@dataclass(frozen=True, slots=True)
class Step:
    """One level of an indicator: its criterion, and the documents it asks for."""

    level: int
    name: str
    text: str
    is_met: bool
    documents: tuple[tuple[bool, str], ...]


@dataclass(frozen=True, slots=True)
class WorkPage:
    """One indicator; `steps` from the lowest level."""

    number: str
    name: str
    path: str
    state: str
    level: int | None
    earlier: int | None
    facts: str
    analysis: str
    steps: tuple[Step, ...]
    evidence: tuple[JSON, ...]
    person: str
    due_on: date | None
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Worksheet:
    quarter: Quarter
    agency_code: str
    agency_name: str
    status: str
    due_at: datetime | None
    instrument: str
    label: str
    total: int
    printed_by: str
    pages: tuple[WorkPage, ...]

    @property
    def is_partial(self) -> bool:
        return len(self.pages) < self.total

    @property
    def lines(self) -> range:
        """One for each line to write on."""
        return range(LINES)


def read_worksheet(inputs: JSON) -> Worksheet:
    due = inputs["due_at"]
    return Worksheet(
        quarter=quarter(inputs["period"]),
        agency_code=inputs["agency"]["code"],
        agency_name=inputs["agency"]["name"],
        status=inputs["status"],
        due_at=datetime.fromisoformat(due) if due else None,
        instrument=inputs["instrument"]["title"],
        label=inputs["instrument"]["label"],
        total=inputs["total"],
        printed_by=inputs["printed_by"],
        pages=tuple(_page(sheet) for sheet in inputs["sheets"]),
    )


def _page(sheet: JSON) -> WorkPage:
    return WorkPage(
        number=sheet["number"],
        name=sheet["name"],
        path=", ".join(part[:1].upper() + part[1:] for part in sheet["path"]),
        state=sheet["state"],
        level=sheet["level"],
        earlier=sheet["earlier"],
        facts=sheet["facts"],
        analysis=sheet["analysis"],
        steps=tuple(_step(level) for level in sheet["levels"]),
        evidence=tuple(sheet["evidence"]),
        person=sheet["person"],
        due_on=day(sheet["due_on"]),
        warnings=tuple(sheet["warnings"]),
    )


def _step(level: JSON) -> Step:
    criterion = next(item for item in level["items"] if not item["evidence"])
    documents = (item for item in level["items"] if item["evidence"])
    return Step(
        level=level["level"],
        name=level["name"],
        text=criterion["text"],
        is_met=criterion["met"],
        documents=tuple((item["met"], item["text"]) for item in documents),
    )
