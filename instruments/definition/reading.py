"""An instrument from its file."""

from collections.abc import Callable
from decimal import ROUND_HALF_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeVar

import yaml

from instruments.definition.checks import check
from instruments.definition.values import (
    Band,
    Case,
    Criterion,
    DefinitionError,
    Indicator,
    Instrument,
    Node,
    Requirement,
    Source,
)

T = TypeVar("T")

ROUNDING_MODES = {
    "HALF_UP": ROUND_HALF_UP,
    "HALF_EVEN": ROUND_HALF_EVEN,
    "HALF_DOWN": ROUND_HALF_DOWN,
}
STATUSES = frozenset({"OFFICIAL", "REFERENCE", "SECONDARY"})
POLICIES = frozenset({"rounded"})  # bands are read on the rounded index


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
    check(instrument, weight=_at("weight_total", _fraction, data["weight_total"]))
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
    _one_of("predicate_policy", data.get("predicate_policy", "rounded"), POLICIES)
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
