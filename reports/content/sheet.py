"""The TPP sheet: figures computed from frozen results, and rows ready for the workbook."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from lib import formats
from reports import tpp
from reports.content import shared
from reports.enums import NotFinal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

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
class Sheet:
    quarter: Quarter
    instrument: InstrumentFacts
    number: str
    decided_on: date
    revision: int
    determination_sha256: str
    paid_months: str
    rule: tpp.Rule
    rule_set: JSON
    words: str
    rows: tuple[Row, ...]
    domains: tuple[NodeRow, ...]
    levels: tuple[LevelRow, ...]
    changes: tuple[ChangeRow, ...]

    @property
    def example(self) -> str:
        """One line that can be checked by hand."""
        row = next((r for r in self.rows if r.weighted is not None), None)
        if (
            row is None
            or row.index is None
            or row.score is None
            or row.weighted is None
        ):
            return "Belum ada hasil final untuk contoh."
        return (
            f"{row.name}: indeks {formats.decimal(row.index)} menjadi skor "
            f"{formats.decimal(row.score, self.rule.places)}; dikali bobot "
            f"{formats.decimal(row.weight)}% menjadi {formats.decimal(row.weighted)}."
        )


def figures_of(inputs: JSON) -> list[dict[str, str | None]]:
    """Score and weighted value of every agency, as text; None where nothing is final.

    Raises tpp.RuleError for a rule or an index that can't be computed with.
    """
    rule = rule_of(inputs["rule_set"])
    return [_figure(item, rule, inputs["rule_set"]) for item in inputs["results"]]


def not_final_names(inputs: JSON) -> list[str]:
    return [item["name"] for item in inputs["results"] if not item["is_final"]]


def rule_of(data: JSON) -> tpp.Rule:
    return tpp.Rule(
        method=tpp.Method(data["method"]),
        weight=Decimal(data["weight"]),
        places=data["places"],
        target=shared.number(data["target"]),
        bands=tuple(
            tpp.Band(
                Decimal(band["start"]),
                Decimal(band["end"]),
                Decimal(band["percent"]),
                band["label"],
            )
            for band in data["bands"]
        ),
    )


def read_sheet(inputs: JSON, figures: list[dict[str, str | None]]) -> Sheet:
    """The workbook as plain values; no query."""
    decision = inputs["determination"]
    on = shared.day(decision["decided_on"])
    assert on is not None  # noqa: S101 a determination always has its date
    rule = rule_of(inputs["rule_set"])
    pairs = list(zip(inputs["results"], figures, strict=True))
    return Sheet(
        quarter=shared.quarter(inputs["period"]),
        instrument=shared.instrument(inputs["instrument"]),
        number=decision["number"],
        decided_on=on,
        revision=decision["revision"],
        determination_sha256=decision["inputs_sha256"],
        paid_months=inputs["paid_months"],
        rule=rule,
        rule_set=inputs["rule_set"],
        words=inputs["rule_set"]["words"],
        rows=tuple(_row(item, figure, rule, decision) for item, figure in pairs),
        domains=tuple(_domains(inputs)),
        levels=tuple(_levels(inputs)),
        changes=tuple(_change(item) for item in inputs["results"]),
    )


def _figure(item: JSON, rule: tpp.Rule, rule_set: JSON) -> dict[str, str | None]:
    source = _source(item, rule_set["not_final"])
    index = shared.number(source["index"]) if source else None
    found = None if index is None else tpp.points(rule, index)
    return {
        "code": item["code"],
        "index": None if index is None else str(index),
        "predicate": source["predicate"] if source else "",
        "score": str(found.score) if found else None,
        "weighted": str(found.weighted) if found else None,
        "source": "" if item["is_final"] or not source else source["quarter_name"],
    }


def _source(item: JSON, not_final: str) -> JSON | None:
    """Where the figures come from: this quarter, an earlier one, or nowhere."""
    if item["is_final"]:
        return {"index": item["final"], "predicate": item["predicate"]}
    previous = item["previous"]
    if not_final != NotFinal.LAST_FINAL or previous is None:
        return None
    return {**previous, "quarter_name": str(shared.quarter(previous))}


def _row(
    item: JSON, figure: dict[str, str | None], rule: tpp.Rule, decision: JSON
) -> Row:
    earlier = item["previous"] if figure["source"] else None
    basis = earlier or decision
    has_figures = figure["index"] is not None
    return Row(
        code=item["code"],
        name=item["name"],
        index=shared.number(figure["index"]),
        predicate=figure["predicate"] or "",
        score=shared.number(figure["score"]),
        weight=rule.weight,
        weighted=shared.number(figure["weighted"]),
        status=_status(item, figure),
        number=basis["number"] if has_figures else "",
        decided_on=shared.day(basis["decided_on"]) if has_figures else None,
        note=_note(item, figure),
    )


def _status(item: JSON, figure: dict[str, str | None]) -> str:
    if item["is_final"]:
        return FINAL
    return f"Memakai {figure['source']}" if figure["source"] else NOT_FINAL


def _note(item: JSON, figure: dict[str, str | None]) -> str:
    if item["is_final"]:
        return ""
    stage = f"Tahap saat penetapan: {item['status']}."
    if figure["source"]:
        return f"{stage} Angka dari hasil terakhir yang ditetapkan, {figure['source']}."
    return f"{stage} Angka dikosongkan sampai hasilnya ditetapkan."


def _domains(inputs: JSON) -> Iterator[NodeRow]:
    whole = inputs["instrument"]["weight"]
    tops = {node["code"]: node for node in inputs["tree"] if node["depth"] == 1}
    for item in inputs["results"]:
        values = {node["code"]: node for node in item["nodes"]}
        for code, top in tops.items():
            found = values.get(code, {})
            yield NodeRow(
                agency_code=item["code"],
                agency=item["name"],
                code=code,
                name=top["name"],
                weight=shared.share_of(top["weight"], whole),
                values=shared.triple(found),
                predicate=found.get("predicate", ""),
            )


def _levels(inputs: JSON) -> Iterator[LevelRow]:
    whole = inputs["instrument"]["weight"]
    for item in inputs["results"]:
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
