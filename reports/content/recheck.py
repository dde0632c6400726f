"""An export worked out again from what it froze, and every step compared."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils import timezone

from assessments.freezing import scores_of_frozen
from assessments.scoring import LevelError
from instruments.queries import definition_of
from lib import canonical
from reports import tpp
from reports.content.figures import figure_of, stored_figure
from reports.content.rule_facts import rule_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime
    from decimal import Decimal

    from instruments.definition import Instrument
    from reports.models import Export, ExportLine

AT_ONCE = 200
NAMED_MAX = 20  # faults of one step that are named
FIGURES = {
    "index": "indeks",
    "predicate": "predikat",
    "score": "skor konversi",
    "weighted": "nilai tertimbang",
    "source": "sumber hasil",
    "parts": "nilai komponen",
    "total": "jumlah",
}
Frozen = dict[str, tuple[str, "Decimal | None"]]  # hash and index by the agency's code


@dataclass(slots=True)
class Step:
    """One thing that is compared; no fault, and it holds."""

    name: str
    checked: int = 0
    number: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        return not self.number

    @property
    def unnamed(self) -> int:
        return self.number - len(self.faults)

    def look(self, *, holds: bool, fault: str) -> None:
        self.checked += 1
        if not holds:
            self.number += 1
            if len(self.faults) < NAMED_MAX:
                self.faults.append(fault)


@dataclass(frozen=True, slots=True)
class Recheck:
    checked_at: datetime
    agencies: int
    steps: tuple[Step, ...]

    @property
    def holds(self) -> bool:
        return all(step.holds for step in self.steps)


class _Steps:
    """The steps, in the order in which a figure comes about."""

    def __init__(self) -> None:
        self.hashes = Step("Sidik masukan yang dibekukan")
        self.results = Step("Masukan sama dengan hasil yang ditetapkan")
        self.indices = Step("Indeks dihitung ulang dari tingkat dan bobot")
        self.figures = Step("Skor dan nilai tertimbang dihitung ulang")
        self.file = Step("Berkas lembar TPP sama dengan yang diterbitkan")

    def all(self) -> tuple[Step, ...]:
        return self.hashes, self.results, self.indices, self.figures, self.file


def recheck(export: Export) -> Recheck:
    """Nothing is written; memory does not grow with the number of agencies."""
    steps, together, count = _Steps(), hashlib.sha256(), 0
    inputs = export.inputs
    steps.hashes.look(
        holds=canonical.sha256(inputs) == export.inputs_sha256,
        fault="Masukan bersama tidak sesuai dengan sidiknya.",
    )
    instrument = definition_of(export.period.version_id)
    frozen = _frozen(export)
    rule, not_final = rule_of(inputs["rule_set"]), inputs["rule_set"]["not_final"]
    for line in _lines(export):
        count += 1
        together.update(f"{line.inputs_sha256}\n".encode())
        _of_line(steps, line, frozen, instrument)
        _of_figures(steps, line, rule, not_final)
    if lines := inputs.get("lines"):
        steps.hashes.look(
            holds=lines == {"count": count, "sha256": together.hexdigest()},
            fault="Baris perangkat daerah tidak lengkap atau tidak berurutan.",
        )
    _of_file(steps.file, export)
    return Recheck(timezone.now(), count, steps.all())


def _lines(export: Export) -> Iterator[ExportLine]:
    return export.lines.order_by("position").iterator(chunk_size=AT_ONCE)


def _frozen(export: Export) -> Frozen:
    rows = export.determination.results.values_list(
        "agency_code", "inputs_sha256", "index"
    )
    return {code: (sha256, index) for code, sha256, index in rows}


def _of_line(
    steps: _Steps,
    line: ExportLine,
    frozen: Mapping[str, tuple[str, Decimal | None]],
    instrument: Instrument,
) -> None:
    item, name = line.inputs, line.agency_name
    steps.hashes.look(
        holds=canonical.sha256(item) == line.inputs_sha256,
        fault=f"{name}: masukan tidak sesuai dengan sidiknya.",
    )
    final = None if item["final"] is None else str(item["final"])
    sha256, index = frozen.get(line.agency_code, ("", None))
    steps.results.look(
        holds=(item["inputs_sha256"], final)
        == (sha256, None if index is None else str(index)),
        fault=f"{name}: berbeda dari hasil pada Berita Acara.",
    )
    if item["is_final"]:
        again = _index_again(item["levels"], instrument)
        steps.indices.look(
            holds=again == final,
            fault=f"{name}: dibekukan {final}, dihitung ulang {again or 'tidak dapat'}.",
        )


def _index_again(levels: list[dict[str, object]], instrument: Instrument) -> str | None:
    try:
        index = scores_of_frozen(instrument, levels).final.index
    except (LevelError, KeyError):
        return None
    return None if index is None else str(index)


def _of_figures(
    steps: _Steps, line: ExportLine, rule: tpp.Rule, not_final: str
) -> None:
    stored = stored_figure(line, rule.places)
    try:
        again = figure_of(line.inputs, rule, not_final)
    except tpp.RuleError as error:
        steps.figures.look(holds=False, fault=f"{line.agency_name}: {error}")
        return
    different = [
        f"{said} tersimpan {getattr(stored, name)}, dihitung ulang {getattr(again, name)}"
        for name, said in FIGURES.items()
        if getattr(stored, name) != getattr(again, name)
    ]
    fault = f"{line.agency_name}: {'; '.join(different)}."
    steps.figures.look(holds=not different, fault=fault.replace("None", "kosong"))


def _of_file(step: Step, export: Export) -> None:
    """The bytes that were issued, if they were made already."""
    document = export.document
    if not document.is_done:
        return
    try:
        with document.file.open("rb") as made:
            found = hashlib.file_digest(made, "sha256").hexdigest()
    except FileNotFoundError:
        step.look(holds=False, fault="Berkas tidak ditemukan di penyimpanan.")
        return
    step.look(holds=found == document.sha256, fault="Isi berkas berbeda dari sidiknya.")
