"""The parts of an instrument: what is asked, what it weighs, how it is judged."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from math import lcm


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
