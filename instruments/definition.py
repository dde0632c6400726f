"""An instrument as plain values: what is asked, what it weighs, how it is judged.

No Django here. `load` builds an Instrument from a file, `instruments.queries` from
the database.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cached_property
from math import lcm
from pathlib import Path
from typing import Any, TypeVar

import yaml

T = TypeVar("T")

ROUNDING_MODES = {
    "HALF_UP": ROUND_HALF_UP,
    "HALF_EVEN": ROUND_HALF_EVEN,
    "HALF_DOWN": ROUND_HALF_DOWN,
}
STATUSES = frozenset({"OFFICIAL", "REFERENCE", "SECONDARY"})


class DefinitionError(Exception):
    """An instrument file does not hold; the message says where."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """A document to show, or a condition under which a level is incomplete."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Criterion:
    """What a level of one indicator asks; `name` is the level's name (Terdefinisi)."""

    level: int
    name: str
    text: str


@dataclass(frozen=True)
class Indicator:
    """One question. `weight` is in the unit of the instrument's total, often percent."""

    code: str
    name: str
    weight: Fraction
    kind: str = ""
    definition: str = ""
    criteria: tuple[Criterion, ...] = ()
    evidence: tuple[Requirement, ...] = ()
    incomplete_if: tuple[Requirement, ...] = ()

    @property
    def number(self) -> str:
        """The code as people read it: I12 is 12, I35-1 is 35-1."""
        return self.code.removeprefix("I")


@dataclass(frozen=True)
class Node:
    """A domain or an aspect: a weighted group of nodes or of indicators."""

    code: str
    name: str
    kind: str
    weight: Fraction
    nodes: tuple["Node", ...] = ()
    indicators: tuple[Indicator, ...] = ()

    @property
    def number(self) -> str:
        return self.code.lstrip("DA")

    def walk(self) -> Iterator["Node"]:
        """This node and all below it, parents first."""
        yield self
        for node in self.nodes:
            yield from node.walk()

    @cached_property
    def leaves(self) -> tuple[Indicator, ...]:
        """Every indicator below this node, in order."""
        below = (leaf for node in self.nodes for leaf in node.leaves)
        return (*below, *self.indicators)


@dataclass(frozen=True, slots=True)
class Band:
    """A predicate and the lowest index, inclusive, that earns it."""

    name: str
    from_index: Decimal


@dataclass(frozen=True, slots=True)
class Case:
    """One line of an instrument's self-test."""

    name: str
    levels: str
    index: Decimal
    predicate: str


@dataclass(frozen=True, slots=True)
class Source:
    title: str
    page: str = ""
    note: str = ""


@dataclass(frozen=True)
class Instrument:
    """A version of an instrument.

    Levels run from `scale_min` to `scale_max`, whole numbers unless `fractional`.
    The index is rounded once to `step` with `rounding` (a mode of `decimal`); `bands`
    are ascending and read on the rounded index.
    """

    code: str
    title: str
    applies_to: str
    status: str
    status_label: str
    scale_min: int
    scale_max: int
    fractional: bool
    tree_depth: int
    step: Decimal
    rounding: str
    bands: tuple[Band, ...]
    nodes: tuple[Node, ...]
    sources: tuple[Source, ...] = ()
    self_test: tuple[Case, ...] = ()

    @cached_property
    def all_nodes(self) -> tuple[Node, ...]:
        """Domains and aspects, parents first, in the order of the file."""
        return tuple(node for root in self.nodes for node in root.walk())

    @cached_property
    def indicators(self) -> tuple[Indicator, ...]:
        return tuple(leaf for root in self.nodes for leaf in root.leaves)

    @cached_property
    def by_code(self) -> Mapping[str, Indicator]:
        return {indicator.code: indicator for indicator in self.indicators}

    @cached_property
    def weight(self) -> Fraction:
        return sum((node.weight for node in self.nodes), Fraction(0))

    @cached_property
    def unit(self) -> int:
        """The least number by which every weight becomes whole (20/6 asks for 3)."""
        return lcm(*(i.weight.denominator for i in self.indicators))

    @cached_property
    def whole_weights(self) -> Mapping[str, int]:
        """Weights times `unit`, by code of indicator and node: sums without fractions."""
        parts: list[Node | Indicator] = [*self.all_nodes, *self.indicators]
        return {part.code: int(part.weight * self.unit) for part in parts}

    @cached_property
    def digits(self) -> Mapping[str, int]:
        """The levels that one character can say."""
        return {str(level): level for level in self.levels if level < 10}

    @property
    def levels(self) -> range:
        return range(self.scale_min, self.scale_max + 1)

    def rank_of(self, index: Decimal) -> int:
        """The place, from 1, of the band that a rounded index falls in."""
        return sum(index >= band.from_index for band in self.bands)

    def predicate_of(self, index: Decimal) -> str:
        """The predicate of a rounded index. Raises ValueError below the scale."""
        rank = self.rank_of(index)
        if rank == 0:
            msg = f"{index} is below the first band."
            raise ValueError(msg)
        return self.bands[rank - 1].name


def load(path: Path | str) -> Instrument:
    """Read and check an instrument file (YAML; JSON is YAML too).

    Checked: known words, unique codes, weights summing at every node and to
    `weight_total`, complete ascending bands, five written criteria where any is
    written. The file's own self-test needs the engine: `assessments.scoring.verify`.
    Raises DefinitionError with the place (`nodes > D1 > A2: …`).
    """
    try:
        data = yaml.safe_load(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        msg = f"{path}: cannot be read ({error.strerror})."
        raise DefinitionError(msg) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        msg = f"{path}: not valid YAML: {error}"
        raise DefinitionError(msg) from error
    return parse(data)


def parse(data: Any) -> Instrument:
    """Build and check an Instrument from the values of a file; see `load`."""
    if not isinstance(data, dict):
        msg = "The file holds no mapping."
        raise DefinitionError(msg)
    try:
        instrument = _read(data)
    except (KeyError, TypeError, AttributeError) as error:
        msg = f"The file has not the shape of an instrument: {error!r}."
        raise DefinitionError(msg) from error
    _check_codes(instrument)
    _check_weights(instrument, _at("weight_total", _fraction, data["weight_total"]))
    _check_bands(instrument)
    _check_depth(instrument)
    _check_criteria(instrument)
    _check_self_test(instrument)
    return instrument


# Reading


def _read(data: dict[str, Any]) -> Instrument:
    required = (
        "code title applies_to status scale tree_depth rounding weight_total bands "
        "level_names nodes self_test"
    )
    for key in required.split():
        if key not in data:
            msg = f"{key}: missing."
            raise DefinitionError(msg)
    names = data["level_names"]
    return Instrument(
        code=str(data["code"]),
        title=str(data["title"]),
        applies_to=str(data["applies_to"]),
        status=_one_of("status", data["status"], STATUSES),
        status_label=str(data.get("status_label", "")),
        scale_min=_at("scale > min", int, data["scale"]["min"]),
        scale_max=_at("scale > max", int, data["scale"]["max"]),
        fractional=bool(data["scale"].get("fractional", False)),
        tree_depth=_at("tree_depth", int, data["tree_depth"]),
        step=_at("rounding > step", Decimal, data["rounding"]["step"]),
        rounding=ROUNDING_MODES[
            _one_of("rounding > mode", data["rounding"]["mode"], ROUNDING_MODES)
        ],
        bands=tuple(
            Band(str(b["name"]), _at(f"bands > {b['name']}", Decimal, b["from"]))
            for b in data["bands"]
        ),
        nodes=tuple(_node("nodes", item, names) for item in data["nodes"]),
        sources=tuple(
            Source(str(s["title"]), str(s.get("page", "")), str(s.get("note", "")))
            for s in data.get("sources", [])
        ),
        self_test=tuple(
            Case(
                str(c["name"]),
                str(c["levels"]),
                _at(f"self_test > {c['name']}", Decimal, c["index"]),
                str(c["predicate"]),
            )
            for c in data["self_test"]
        ),
    )


def _node(place: str, item: dict[str, Any], names: dict[str, Any]) -> Node:
    place = f"{place} > {item.get('code', '?')}"
    for key in ("code", "name", "weight"):
        if key not in item:
            msg = f"{place}: {key} is missing."
            raise DefinitionError(msg)
    return Node(
        code=str(item["code"]),
        name=str(item["name"]),
        kind=str(item.get("kind", "")),
        weight=_at(place, _fraction, item["weight"]),
        nodes=tuple(_node(place, child, names) for child in item.get("nodes", [])),
        indicators=tuple(
            _indicator(place, child, names) for child in item.get("indicators", [])
        ),
    )


def _indicator(place: str, item: dict[str, Any], names: dict[str, Any]) -> Indicator:
    place = f"{place} > {item.get('code', '?')}"
    kind = str(item.get("kind", ""))
    if kind not in names:
        msg = f"{place}: level_names has no kind {kind!r}."
        raise DefinitionError(msg)
    return Indicator(
        code=str(item["code"]),
        name=str(item["name"]),
        weight=_at(place, _fraction, item["weight"]),
        kind=kind,
        definition=str(item.get("definition", "")),
        criteria=tuple(
            Criterion(int(n), str(name), str(item.get("criteria", {}).get(n, "")))
            for n, name in sorted(names[kind].items())
        ),
        evidence=_requirements(place, item.get("evidence", [])),
        incomplete_if=_requirements(place, item.get("incomplete_if", [])),
    )


def _requirements(place: str, items: list[dict[str, Any]]) -> tuple[Requirement, ...]:
    return tuple(
        Requirement(_at(place, int, item["level"]), str(item["text"])) for item in items
    )


def _fraction(value: object) -> Fraction:
    if isinstance(value, float):
        msg = f"write {value} in quotes"
        raise ValueError(msg)  # noqa: TRY004 told to the writer of a file, not a type error
    numerator, _, denominator = str(value).partition("/")
    return Fraction(Fraction(numerator), Fraction(denominator or 1))


def _at(place: str, read: Callable[[Any], T], value: object) -> T:
    try:
        return read(value)
    except (ValueError, ArithmeticError, TypeError) as error:
        msg = f"{place}: {value!r} is not valid ({error})."
        raise DefinitionError(msg) from error


def _one_of(place: str, value: object, known: Any) -> str:
    if value not in known:
        msg = f"{place}: {value!r} is none of {', '.join(sorted(known))}."
        raise DefinitionError(msg)
    return str(value)


# Checks


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
