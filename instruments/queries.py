"""From rows back to plain values."""

from collections import defaultdict
from decimal import Decimal
from functools import lru_cache

from instruments.definition import (
    Band,
    Case,
    Criterion,
    Indicator,
    Instrument,
    Node,
    Requirement,
    Source,
)
from instruments.enums import RequirementKind
from instruments.models import Node as NodeRow
from instruments.models import Version


def definition_of(version_id: int) -> Instrument:
    """The instrument of a published version: five queries once a process, then none.

    A published version never changes, so what was read stays true. Raises
    Version.DoesNotExist for a version that is not published.
    """
    return _definition_of(version_id)


def forget() -> None:
    """Drop what was read; tests need it, where a version can vanish."""
    _definition_of.cache_clear()


@lru_cache(maxsize=32)
def _definition_of(version_id: int) -> Instrument:
    version = Version.objects.published().get(pk=version_id)
    return Instrument(
        code=version.code,
        title=version.title,
        applies_to=version.applies_to,
        status=version.status,
        status_label=version.status_label,
        scale_min=version.scale_min,
        scale_max=version.scale_max,
        fractional=version.is_fractional,
        tree_depth=version.tree_depth,
        step=version.step.normalize(),
        rounding=version.rounding,
        bands=tuple(
            Band(band.name, band.from_index)
            for band in version.bands.order_by("from_index")
        ),
        nodes=_nodes(version),
        sources=tuple(Source(**source) for source in version.sources),
        self_test=tuple(_case(case) for case in version.self_test),
    )


def _case(case: dict[str, str]) -> Case:
    return Case(case["name"], case["levels"], Decimal(case["index"]), case["predicate"])


def _nodes(version: Version) -> tuple[Node, ...]:
    children: dict[int | None, list[NodeRow]] = defaultdict(list)
    for row in version.nodes.order_by("position"):
        children[row.parent_id].append(row)
    leaves = _indicators(version)

    def build(row: NodeRow) -> Node:
        return Node(
            code=row.code,
            name=row.name,
            kind=row.kind,
            weight=row.weight,
            nodes=tuple(build(child) for child in children[row.pk]),
            indicators=tuple(leaves[row.pk]),
        )

    return tuple(build(root) for root in children[None])


def _indicators(version: Version) -> dict[int, list[Indicator]]:
    rows = version.indicators.order_by("position")
    leaves: dict[int, list[Indicator]] = defaultdict(list)
    for row in rows.prefetch_related("criteria", "requirements"):
        items = sorted(row.requirements.all(), key=lambda item: item.position)
        leaves[row.node_id].append(
            Indicator(
                code=row.code,
                name=row.name,
                weight=row.weight,
                kind=row.kind,
                definition=row.definition,
                criteria=tuple(
                    Criterion(c.level, c.name, c.text)
                    for c in sorted(row.criteria.all(), key=lambda c: c.level)
                ),
                evidence=tuple(
                    Requirement(item.level, item.text)
                    for item in items
                    if item.kind == RequirementKind.EVIDENCE
                ),
                incomplete_if=tuple(
                    Requirement(item.level, item.text)
                    for item in items
                    if item.kind == RequirementKind.CONDITION
                ),
            )
        )
    return leaves
