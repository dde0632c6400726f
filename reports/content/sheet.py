"""The TPP sheet: what all agencies share, and the rows of each one, for the workbook."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lib import formats
from reports import tpp
from reports.content import shared
from reports.content.rule_facts import rule_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from decimal import Decimal

    from reports.content.figures import Figure
    from reports.content.shared import JSON, InstrumentFacts, Quarter, Triple, Value

FINAL, NOT_FINAL = "Final", "Belum final"
_NIP = re.compile(r"(?<!\d)\d{8}[ .-]?\d{6}[ .-]?\d[ .-]?\d{3}(?!\d)")


@dataclass(frozen=True, slots=True)
class Row:
    """One agency of `Input_TPP`; figures are empty where nothing is final."""

    code: str
    name: str
    index: Value
    predicate: str
    score: Value
    weight: Decimal
    weighted: Value
    status: str
    number: str
    decided_on: date | None
    note: str


@dataclass(frozen=True, slots=True)
class NodeRow:
    """One domain of one agency of `Rincian_Domain`."""

    agency_code: str
    agency: str
    code: str
    name: str
    weight: Decimal
    values: Triple
    predicate: str


@dataclass(frozen=True, slots=True)
class LevelRow:
    """One indicator of one agency of `Rincian_Indikator`."""

    agency_code: str
    agency: str
    code: str
    name: str
    weight: Decimal
    levels: Triple
    reason: str


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One agency of `Perubahan`: the last determined quarter and this one."""

    agency_code: str
    agency: str
    earlier: str
    before: Value
    before_predicate: str
    now: Value
    predicate: str

    @property
    def change(self) -> Value:
        if self.before is None or self.now is None:
            return None
        return self.now - self.before


@dataclass(frozen=True, slots=True)
class Facts:
    """What the sheet says of all agencies."""

    quarter: Quarter
    instrument: InstrumentFacts
    decision: JSON
    paid_months: str
    rule: tpp.Rule
    rule_set: JSON
    score_lists: tuple[JSON, ...]
    tops: tuple[JSON, ...]  # domains, or what the instrument has in their place
    weight: str  # of the whole instrument

    @property
    def words(self) -> str:
        return str(self.rule_set["words"])

    @property
    def number(self) -> str:
        return str(self.decision["number"])

    @property
    def decided_on(self) -> date:
        on = shared.day(self.decision["decided_on"])
        assert on is not None  # noqa: S101 a determination always has its date
        return on


@dataclass(frozen=True, slots=True)
class AgencyRows:
    """Everything that the workbook says of one agency."""

    row: Row
    figure: Figure
    domains: tuple[NodeRow, ...]
    levels: tuple[LevelRow, ...]
    change: ChangeRow


def read_facts(inputs: JSON) -> Facts:
    """The common inputs of an export as plain values; no query."""
    return Facts(
        quarter=shared.quarter(inputs["period"]),
        instrument=shared.instrument(inputs["instrument"]),
        decision=inputs["determination"],
        paid_months=inputs["paid_months"],
        rule=rule_of(inputs["rule_set"]),
        rule_set=inputs["rule_set"],
        score_lists=tuple(inputs.get("scores", ())),
        tops=tuple(node for node in inputs["tree"] if node["depth"] == 1),
        weight=inputs["instrument"]["weight"],
    )


def rows_of(facts: Facts, item: JSON, figure: Figure) -> AgencyRows:
    """The rows of one agency from what is frozen of it; no query."""
    return AgencyRows(
        row=_row(item, figure, facts),
        figure=figure,
        domains=tuple(_domains(item, facts)),
        levels=tuple(_levels(item, facts.weight)),
        change=_change(item),
    )


def example(facts: Facts, row: Row | None) -> str:
    """One line that can be checked by hand: every step, every rounding."""
    if row is None or row.index is None:
        return "Belum ada hasil final untuk contoh."
    steps = tpp.path(facts.rule, row.index)
    places = facts.rule.places
    return (
        f"{row.name}: indeks {formats.decimal(row.index)}; skor = {steps.formula} = "
        f"{steps.exact}, dibulatkan menjadi {formats.decimal(steps.score, places)}; "
        f"nilai tertimbang = {formats.decimal(steps.score, places)} "
        f"{tpp.TIMES} {formats.decimal(row.weight)}% = {steps.product}, dibulatkan "
        f"menjadi {formats.decimal(steps.weighted)}."
    )


def _row(item: JSON, figure: Figure, facts: Facts) -> Row:
    earlier = item["previous"] if figure.source else None
    basis = earlier or facts.decision
    has_figures = figure.index is not None
    return Row(
        code=item["code"],
        name=item["name"],
        index=figure.index,
        predicate=figure.predicate,
        score=figure.score,
        weight=facts.rule.weight,
        weighted=figure.weighted,
        status=_status(item, figure),
        number=basis["number"] if has_figures else "",
        decided_on=shared.day(basis["decided_on"]) if has_figures else None,
        note=" ".join(_notes(item, figure)),
    )


def _status(item: JSON, figure: Figure) -> str:
    if item["is_final"]:
        return FINAL
    return f"Memakai {figure.source}" if figure.source else NOT_FINAL


def _notes(item: JSON, figure: Figure) -> Iterator[str]:
    if not item["is_final"]:
        yield f"Tahap saat penetapan: {item['status']}."
        if figure.source:
            yield f"Angka dari hasil terakhir yang ditetapkan, {figure.source}."
        else:
            yield "Angka dikosongkan sampai hasilnya ditetapkan."
    if item.get("objections"):
        yield f"Sanggahan belum diputus: {item['objections']} indikator."
    missing = [part.name for part in figure.parts if part.value is None]
    if missing:
        yield f"Nilai komponen belum ada: {', '.join(missing)}."


def _domains(item: JSON, facts: Facts) -> Iterator[NodeRow]:
    values = {node["code"]: node for node in item["nodes"]}
    for top in facts.tops:
        found = values.get(top["code"], {})
        yield NodeRow(
            agency_code=item["code"],
            agency=item["name"],
            code=top["code"],
            name=top["name"],
            weight=shared.share_of(top["weight"], facts.weight),
            values=shared.triple(found),
            predicate=found.get("predicate", ""),
        )


def _levels(item: JSON, whole: str) -> Iterator[LevelRow]:
    for level in item["levels"]:
        yield LevelRow(
            agency_code=item["code"],
            agency=item["name"],
            code=level["code"],
            name=level["name"],
            weight=shared.share_of(level["weight"], whole),
            levels=shared.triple(level),
            reason=_without_nip(level["reason"] or level["verified_reason"]),
        )


def _without_nip(text: str) -> str:
    """A reason is free text; a number of a person in it does not reach the sheet."""
    return _NIP.sub("(nomor disamarkan)", text)


def _change(item: JSON) -> ChangeRow:
    previous = item["previous"] or {}
    return ChangeRow(
        agency_code=item["code"],
        agency=item["name"],
        earlier=str(shared.quarter(previous)) if previous else "",
        before=shared.number(previous.get("index")),
        before_predicate=previous.get("predicate", ""),
        now=shared.number(item["final"]),
        predicate=item["predicate"],
    )
