"""What must hold of every instrument; each refusal says where."""

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction

from instruments.definition.values import (
    DefinitionError,
    Indicator,
    Instrument,
    Node,
)


def check(instrument: Instrument, *, weight: Fraction) -> None:
    """Codes, weights (`weight` is the total that the file states), bands, depth,
    criteria and the form of the self-test. Raises DefinitionError.
    """
    _check_codes(instrument)
    _check_weights(instrument, weight)
    _check_bands(instrument)
    _check_depth(instrument)
    _check_criteria(instrument)
    _check_self_test(instrument)


def _check_codes(instrument: Instrument) -> None:
    codes = [n.code for n in instrument.all_nodes]
    codes += [i.code for i in instrument.indicators]
    for code, count in Counter(codes).items():
        if count > 1:
            msg = f"{code}: the code stands {count} times."
            raise DefinitionError(msg)


def _check_weights(instrument: Instrument, total: Fraction) -> None:
    if instrument.weight != total:
        msg = f"nodes: weights sum to {instrument.weight}, weight_total is {total}."
        raise DefinitionError(msg)
    for node in instrument.all_nodes:
        parts: list[Node | Indicator] = [*node.nodes, *node.indicators]
        found = sum((part.weight for part in parts), Fraction(0))
        if found != node.weight:
            msg = f"{node.code}: weight is {node.weight}, its parts sum to {found}."
            raise DefinitionError(msg)
        if any(part.weight <= 0 for part in parts):
            msg = f"{node.code}: a part's weight is not above 0."
            raise DefinitionError(msg)


def _check_bands(instrument: Instrument) -> None:
    starts = [band.from_index for band in instrument.bands]
    if not starts or starts[0] != instrument.scale_min:
        msg = f"bands: the first must start at {instrument.scale_min}."
        raise DefinitionError(msg)
    if starts != sorted(set(starts)) or starts[-1] > instrument.scale_max:
        msg = "bands: starts must ascend within the scale."
        raise DefinitionError(msg)


def _check_depth(instrument: Instrument) -> None:
    def leaf_depths(node: Node, depth: int) -> Iterator[tuple[Node, int]]:
        if node.indicators:
            yield node, depth
        for child in node.nodes:
            yield from leaf_depths(child, depth + 1)

    for root in instrument.nodes:
        for node, depth in leaf_depths(root, 1):
            if depth != instrument.tree_depth:
                msg = f"{node.code}: depth {depth}, tree_depth is {instrument.tree_depth}."
                raise DefinitionError(msg)


def _check_criteria(instrument: Instrument) -> None:
    for indicator in instrument.indicators:
        if [c.level for c in indicator.criteria] != list(instrument.levels):
            msg = f"{indicator.code}: level_names of {indicator.kind!r} miss a level."
            raise DefinitionError(msg)
        written = [bool(c.text) for c in indicator.criteria]
        if any(written) and not all(written):
            level = indicator.criteria[written.index(False)].level
            msg = f"{indicator.code}: the criterion of level {level} is missing."
            raise DefinitionError(msg)
        for item in (*indicator.evidence, *indicator.incomplete_if):
            if item.level not in instrument.levels:
                msg = f"{indicator.code}: level {item.level} is outside the scale."
                raise DefinitionError(msg)


def _check_self_test(instrument: Instrument) -> None:
    if not instrument.self_test:
        msg = "self_test: at least one case is needed."
        raise DefinitionError(msg)
    for case in instrument.self_test:
        if len(case.levels) != len(instrument.indicators):
            msg = (
                f"self_test > {case.name}: {len(case.levels)} levels for "
                f"{len(instrument.indicators)} indicators."
            )
            raise DefinitionError(msg)
