"""The lines of an export, read some at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.content.figures import stored_figure
from reports.content.sheet import rows_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reports.content.sheet import AgencyRows, Facts
    from reports.models import Export

AT_ONCE = 200


def lines_of(export: Export, facts: Facts) -> Iterator[tuple[AgencyRows, int]]:
    """The rows of each agency in their order, with its open objections."""
    lines = export.lines.order_by("position")
    for line in lines.iterator(chunk_size=AT_ONCE):
        figure = stored_figure(line, facts.rule.places)
        yield rows_of(facts, line.inputs, figure), line.objections
