"""The Berita Acara of a quarter: frozen inputs in, everything the letter prints out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from lib import bands as scale
from reports import tpp
from reports.content import shared

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from reports.content.shared import (
        JSON,
        Identity,
        InstrumentFacts,
        Quarter,
        Signatory,
        Triple,
        Value,
    )

SEATS = ("Ketua", "Sekretaris", "Anggota")


@dataclass(frozen=True, slots=True)
class Column:
    """A domain or an aspect of the matrix; `weight` is its percentage."""

    code: str
    name: str
    weight: Decimal
    is_domain: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One agency of the matrix; figures are empty unless it is final."""

    code: str
    name: str
    is_final: bool
    status: str
    index: Triple
    predicate: str
    nodes: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Government:
    """A government as a whole: it stands beside the matrix, which is the work units'."""

    name: str
    is_final: bool
    index: Triple
    predicate: str
    instrument: str
    label: str


@dataclass(frozen=True, slots=True)
class Correction:
    """A final level that differs from what the agency claimed."""

    agency: str
    number: str
    name: str
    levels: Triple
    reason: str


@dataclass(frozen=True, slots=True)
class Rectified:
    """A level that was determined wrong, and what it is from this letter on."""

    agency: str
    number: str
    name: str
    old: int
    new: int
    reason: str
    source: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Minutes:
    identity: Identity
    quarter: Quarter
    number: str
    revision: int
    decided_on: date
    place: str
    attended_by: tuple[str, ...]
    signatories: tuple[Signatory, ...]
    replaces: str
    replaced_on: date | None
    reason: str
    source: str
    rectified: tuple[Rectified, ...]
    inputs_sha256: str
    instrument_sha256: str
    instrument: InstrumentFacts
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    governments: tuple[Government, ...]
    corrections: tuple[Correction, ...]
    raised: int
    accepted: int
    refused: int

    @property
    def final(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.is_final)

    @property
    def not_final(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if not line.is_final)

    @property
    def domains(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.is_domain)

    @property
    def mean(self) -> Value:
        """The plain mean of final indices, rounded once, half up."""
        known = [
            line.index.final for line in self.final if line.index.final is not None
        ]
        if not known:
            return None
        return tpp.half_up(Fraction(sum(known)) / len(known), 2)

    @property
    def mean_predicate(self) -> str:
        mean = self.mean
        return "" if mean is None else scale.name_of(self.instrument.bands, mean)

    @property
    def recap(self) -> tuple[tuple[str, int], ...]:
        """How many final agencies earned each predicate, the highest first."""
        counts = Counter(line.predicate for line in self.final)
        return tuple(
            (name, counts[name]) for name, _ in reversed(self.instrument.bands)
        )

    @property
    def highest(self) -> Line | None:
        return max(self.final, key=lambda line: line.index.final or 0, default=None)

    @property
    def lowest(self) -> Line | None:
        return min(self.final, key=lambda line: line.index.final or 0, default=None)

    @property
    def blocks(self) -> tuple[Signatory, ...]:
        """Signature blocks; without entered ones the seats with empty lines."""
        return self.signatories or tuple(
            shared.Signatory(seat, "", "", "") for seat in SEATS
        )


def read_minutes(inputs: JSON) -> Minutes:
    """The letter as plain values; no query."""
    decision = inputs["determination"]
    instrument = shared.instrument(inputs["instrument"])
    columns = columns_of(inputs)
    governments = inputs.get("governments", ())
    on = shared.day(decision["decided_on"])
    assert on is not None  # noqa: S101 a determination always has its date
    return Minutes(
        identity=shared.identity(inputs["identity"]),
        quarter=shared.quarter(inputs["period"]),
        number=decision["number"],
        revision=decision["revision"],
        decided_on=on,
        place=decision["place"],
        attended_by=_attendees(decision["attended_by"]),
        signatories=shared.signatories(decision["signatories"]),
        replaces=decision["replaces"],
        replaced_on=shared.day(decision.get("replaced_on")),
        reason=decision["reason"],
        source=decision.get("source", ""),
        rectified=tuple(_rectified(item) for item in inputs.get("corrected", ())),
        inputs_sha256=decision["inputs_sha256"],
        instrument_sha256=decision["instrument_sha256"],
        instrument=instrument,
        columns=columns,
        lines=tuple(_line(item, columns) for item in inputs["results"]),
        governments=tuple(_government(item) for item in governments),
        corrections=tuple(
            correction
            for item in (*inputs["results"], *governments)
            for correction in _corrections(item)
        ),
        raised=inputs["objections"]["raised"],
        accepted=inputs["objections"]["accepted"],
        refused=inputs["objections"]["refused"],
    )


def _rectified(data: JSON) -> Rectified:
    return Rectified(
        agency=data["agency"],
        number=data["code"].removeprefix("I"),
        name=data["name"],
        old=data["old"],
        new=data["new"],
        reason=data["reason"],
        source=data["source"],
        evidence=data["evidence"],
    )


def _attendees(text: str) -> tuple[str, ...]:
    """One a line, or separated by semicolons, as people enter them."""
    parts = text.replace(";", "\n").splitlines()
    return tuple(part.strip(" .") for part in parts if part.strip(" ."))


def columns_of(inputs: JSON) -> tuple[Column, ...]:
    whole = inputs["instrument"]["weight"]
    return tuple(
        Column(
            code=node["code"],
            name=node["name"],
            weight=shared.share_of(node["weight"], whole),
            is_domain=node["depth"] == 1,
        )
        for node in inputs["tree"]
    )


def _line(data: JSON, columns: tuple[Column, ...]) -> Line:
    nodes = {node["code"]: shared.number(node["final"]) for node in data["nodes"]}
    index = shared.triple(data)
    return Line(
        code=data["code"],
        name=data["name"],
        is_final=data["is_final"],
        status=data["status"],
        index=index,
        predicate=data["predicate"],
        nodes=tuple(nodes.get(column.code) for column in columns),
    )


def _government(data: JSON) -> Government:
    return Government(
        name=data["name"],
        is_final=data["is_final"],
        index=shared.triple(data),
        predicate=data["predicate"],
        instrument=data["instrument"],
        label=data["label"],
    )


def _corrections(data: JSON) -> list[Correction]:
    return [
        Correction(
            agency=data["name"],
            number=level["code"].removeprefix("I"),
            name=level["name"],
            levels=shared.triple(level),
            reason=level["reason"] or level["verified_reason"],
        )
        for level in data["levels"]
        if level["final"] != level["self"]
    ]
