"""The results of an assessment, from its levels or from what was determined.

A determined assessment is read from its frozen inputs, so that nothing computed later
changes what was determined; any other is computed from its levels.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from assessments.enums import Side
from assessments.explanation import Explanation, Line, Results, Section, plain
from assessments.models import Result
from assessments.queries import overview_of
from assessments.scoring import exact_text
from instruments.queries import definition_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from accounts.models import User
    from assessments.models import Assessment
    from assessments.queries import Overview, Row
    from assessments.scoring import Score
    from instruments.definition import Instrument, Node


def results_of(assessment: Assessment, user: User) -> Results:
    """As the user may see them: a round in work is not shown to its agency."""
    frozen = None
    if assessment.is_determined:
        frozen = (
            Result.objects.in_force()
            .filter(assessment=assessment)
            .select_related("determination")
            .first()
        )
    overview = overview_of(assessment, seen_by=user)
    if frozen and frozen.index is not None:
        return _from_frozen(frozen, frozen.index, overview)
    return _from_levels(overview)


# From the levels as they stand


def _from_levels(overview: Overview) -> Results:
    scores = overview.scores
    by_side = {
        Side.SELF: scores.self,
        Side.VERIFIED: scores.verified,
        Side.FINAL: scores.final,
    }
    order = (Side.FINAL, Side.VERIFIED, Side.SELF)
    basis = next((s for s in order if by_side[s].index is not None), Side.SELF)
    lines = {row.indicator.code: _line(row, basis) for row in overview.rows}
    indices = {
        side: {code: node.index for code, node in score.nodes.items()}
        for side, score in by_side.items()
    }
    return Results(
        instrument=overview.instrument,
        frozen=None,
        indices={side: score.index for side, score in by_side.items()},
        missing=scores.self.missing,
        domains=_sections(overview.instrument.nodes, indices, lines),
        explanation=_explained(overview.instrument, basis, by_side[basis], lines),
    )


def _line(row: Row, basis: Side) -> Line:
    answer = row.answer
    return Line(
        indicator=row.indicator,
        answer_id=answer.pk,
        self_level=answer.self_level,
        verified_level=answer.verified_level,
        final_level=answer.level_in_force,
        verified_reason=answer.verified_reason,
        final_reason=answer.final_reason,
        basis=basis,
    )


def _explained(
    instrument: Instrument, side: Side, score: Score, lines: Mapping[str, Line]
) -> Explanation | None:
    if score.index is None or score.exact is None:
        return None
    exact = exact_text(score.exact)
    return _explanation(instrument, side, exact, score.index, score.predicate, lines)


def _explanation(
    instrument: Instrument,
    side: Side,
    exact: str,
    index: Decimal,
    predicate: str | None,
    lines: Mapping[str, Line],
) -> Explanation:
    points = sum((line.points or Fraction(0) for line in lines.values()), Fraction(0))
    rank = instrument.rank_of(index)
    bands = instrument.bands
    return Explanation(
        side=side,
        points=plain(points),
        weight=plain(instrument.weight),
        exact=exact.replace(".", ","),
        index=index,
        predicate=predicate or "",
        band=bands[rank - 1],
        next_band=bands[rank] if rank < len(bands) else None,
    )


# From what a determination froze


def _from_frozen(frozen: Result, index: Decimal, overview: Overview) -> Results:
    instrument = definition_of(overview.assessment.version_id)
    answers = {row.indicator.code: row.answer.pk for row in overview.rows}
    lines = {
        level["code"]: Line(
            indicator=instrument.by_code[level["code"]],
            answer_id=answers[level["code"]],
            self_level=level["self"],
            verified_level=level["verified"],
            final_level=level["final"],
            verified_reason=level.get("verified_reason", ""),
            final_reason=level["reason"],
            basis=Side.FINAL,
        )
        for level in frozen.inputs["levels"]
    }
    indices = {
        side: {n["code"]: Decimal(n[side.name.lower()]) for n in frozen.inputs["nodes"]}
        for side in Side
    }
    return Results(
        instrument=instrument,
        frozen=frozen,
        indices={
            Side.SELF: frozen.self_index,
            Side.VERIFIED: frozen.verified_index,
            Side.FINAL: index,
        },
        missing=(),
        domains=_sections(instrument.nodes, indices, lines),
        explanation=_explanation(
            instrument, Side.FINAL, frozen.exact, index, frozen.predicate, lines
        ),
    )


def _sections(
    nodes: tuple[Node, ...],
    indices: Mapping[Side, Mapping[str, Decimal]],
    lines: Mapping[str, Line],
) -> tuple[Section, ...]:
    return tuple(
        Section(
            node=node,
            indices={side: indices[side].get(node.code) for side in Side},
            sections=_sections(node.nodes, indices, lines),
            lines=tuple(lines[leaf.code] for leaf in node.indicators),
        )
        for node in nodes
    )
