"""The figures of an export for other programs: CSV and JSON of the same revision."""

from __future__ import annotations

import csv
import json
from datetime import date
from typing import TYPE_CHECKING, Any

from lib import sheets
from reports import content
from reports.content import grid
from reports.content.grid import Formula

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reports.content.grid import Content
    from reports.content.shared import JSON
    from reports.content.sheet import AgencyRows, Facts
    from reports.models import Export

BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"


class _Echo:
    """What a CSV writer writes to: it gives each line back."""

    def write(self, text: str) -> str:
        return text


def csv_of(export: Export) -> Iterator[str]:
    """Semicolons, UTF-8 with BOM, decimal comma; the columns of `Input_TPP`, then those
    of the components. Text that a spreadsheet would take for a formula gets a quote."""
    facts = content.read_facts(export.inputs)
    writer = csv.writer(_Echo(), delimiter=";", lineterminator="\r\n")
    main, parts = _pages(facts)
    yield BOM + writer.writerow([column.title for column in (*main, *parts)])
    agencies = content.lines_of(export, facts)
    for position, (rows, _) in enumerate(agencies, 1):
        cells = dict(grid.cells_of(facts, position, rows))
        own = [*cells[grid.MAIN], *cells.get(grid.PARTS, ())[2:]]
        yield writer.writerow([_plain(value) for value in own])


def _pages(facts: Facts) -> tuple[Sequence[grid.Column], Sequence[grid.Column]]:
    columns = {page.name: page.columns for page in grid.pages(facts)}
    return columns[grid.MAIN], columns.get(grid.PARTS, ())[2:]


def _plain(value: Content) -> str:
    if isinstance(value, Formula):
        value = value.value
    if value is None:
        return ""
    if isinstance(value, str):
        return f"'{value}" if value.startswith(sheets.RISKY) else value
    if isinstance(value, date):
        return value.isoformat()
    return str(value).replace(".", ",")


def json_of(export: Export) -> Iterator[str]:
    """One object: what is frozen for all, then `lines`; numbers are text with a point,
    so that no reader rounds them."""
    facts = content.read_facts(export.inputs)
    head = {
        "document": str(export),
        "revision": export.revision,
        "code": export.document.code,
        "inputs_sha256": export.inputs_sha256,
        "inputs": {k: v for k, v in export.inputs.items() if k != "results"},
    }
    opening = json.dumps(head, ensure_ascii=False)[:-1]
    yield f'{opening}, "lines": ['
    agencies = content.lines_of(export, facts)
    for position, (rows, objections) in enumerate(agencies, 1):
        line = _line(position, rows, objections)
        yield ("" if position == 1 else ", ") + json.dumps(line, ensure_ascii=False)
    yield "]}\n"


def _line(position: int, rows: AgencyRows, objections: int) -> JSON:
    row, figure = rows.row, rows.figure
    line: dict[str, Any] = {
        "position": position,
        "code": row.code,
        "name": row.name,
        "index": _text(row.index),
        "predicate": row.predicate,
        "score": _text(row.score),
        "weight": _text(row.weight),
        "weighted": _text(row.weighted),
        "status": row.status,
        "number": row.number,
        "decided_on": row.decided_on.isoformat() if row.decided_on else None,
        "open_objections": objections,
        "note": row.note,
    }
    if figure.parts:
        line |= {
            "components": [part.as_json() for part in figure.parts],
            "total": _text(figure.total),
        }
    return line


def _text(value: object) -> str | None:
    return None if value is None else str(value)
