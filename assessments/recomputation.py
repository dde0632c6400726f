"""Proving a determination: every figure worked out again from what it froze."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django.core.cache import cache
from django.utils import timezone

from assessments.freezing import (
    figures_of,
    nodes_of,
    scores_of_frozen,
    sha256_of,
)
from assessments.models import Answer, CorrectedLevel, Determination, Result
from assessments.scoring import LevelError
from instruments.queries import definition_of
from lib import canonical

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from instruments.definition import Instrument

FIGURES = {
    "index": "indeks",
    "exact": "indeks eksak",
    "predicate": "predikat",
    "rank": "urutan predikat",
    "self_index": "indeks mandiri",
    "verified_index": "indeks terverifikasi",
}
Levels = dict[tuple[Any, str], int | None]  # by assessment and code


@dataclass(frozen=True, slots=True)
class Recomputation:
    """What came out of working a determination out again; no fault, and it holds."""

    number: str
    checked_at: datetime
    agencies: int
    indicators: int
    faults: tuple[str, ...]

    @property
    def holds(self) -> bool:
        return not self.faults


def recompute(determination: Determination) -> Recomputation:
    """Four queries, whatever the number of agencies; nothing is written."""
    results = list(determination.results.select_related("assessment").order_by("pk"))
    faults = [*_of_determination(determination, results)]
    levels = _levels_of(determination)
    for result in results:
        faults += (
            f"{result.agency_name}: {fault}." for fault in _of_result(result, levels)
        )
    return Recomputation(
        number=determination.number,
        checked_at=timezone.now(),
        agencies=len(results),
        indicators=sum(len(result.inputs["levels"]) for result in results),
        faults=tuple(faults),
    )


def recompute_all() -> list[Recomputation]:
    """Every determination, replaced ones too; the outcome is kept for their pages."""
    found = []
    determinations = Determination.objects.select_related("period__version")
    for determination in determinations.order_by("determined_at"):
        found.append(recompute(determination))
        cache.set(_key(determination), found[-1], timeout=None)
    return found


def last_recomputation(determination: Determination) -> Recomputation | None:
    """What the last check of all determinations found of this one."""
    found: Recomputation | None = cache.get(_key(determination))
    return found


def _key(determination: Determination) -> str:
    return f"assessments.recomputed.{determination.pk}"


def _of_determination(
    determination: Determination, results: Sequence[Result]
) -> Iterator[str]:
    period = determination.period
    frozen = determination.instrument_code, determination.instrument_sha256
    if frozen != (period.version.code, period.version.file_sha256):
        yield "Instrumen periode berbeda dari yang dibekukan."
    if determination.inputs_sha256 != sha256_of(
        period.year, period.quarter, frozen, results
    ):
        yield "Sidik penetapan tidak sesuai dengan hasil-hasilnya."


def _levels_of(determination: Determination) -> Levels:
    """Final levels as they stand in the answers, corrected up to this determination."""
    ours = {"assessment__results__determination": determination}
    rows = Answer.objects.filter(**ours).values_list(
        "assessment_id", "indicator__code", "final_level"
    )
    levels: Levels = {(assessment, code): level for assessment, code, level in rows}
    corrected = (
        CorrectedLevel.objects.determined()
        .filter(
            answer__assessment__results__determination=determination,
            correction__determination__revision__lte=determination.revision,
        )
        .order_by("correction__determination__revision")
        .values_list("answer__assessment_id", "answer__indicator__code", "level")
    )
    return levels | {(assessment, code): level for assessment, code, level in corrected}


def _of_result(result: Result, levels: Levels) -> Iterator[str]:
    inputs = result.inputs
    if canonical.sha256(inputs) != result.inputs_sha256:
        yield "sidik masukan tidak sesuai dengan masukannya"
    if not result.is_final:
        if inputs["levels"]:
            yield "belum final, tetapi bertingkat"
        return
    try:
        instrument = definition_of(result.assessment.version_id)
        yield from _of_figures(result, instrument)
    except (LevelError, KeyError):
        yield "masukannya tidak lengkap atau di luar skala, jadi tidak dapat dihitung"
        return
    changed = [
        row["code"].removeprefix("I")
        for row in inputs["levels"]
        if levels.get((result.assessment_id, row["code"])) != row["final"]
    ]
    if changed:
        yield f"tingkat akhir indikator {', '.join(changed)} berbeda dari isiannya"


def _of_figures(result: Result, instrument: Instrument) -> Iterator[str]:
    """The engine's figures, and the index once more from the frozen weights alone."""
    rows = result.inputs["levels"]
    scores = scores_of_frozen(instrument, rows)
    for name, value in figures_of(scores).items():
        stored = getattr(result, name)
        if stored != value:
            yield f"{FIGURES[name]} tersimpan {stored}, dihitung ulang {value}"
    if [*map(_plain, result.inputs["nodes"])] != [
        *map(_plain, nodes_of(instrument, scores))
    ]:
        yield "nilai domain atau aspek berbeda dari hitungan ulang"
    if _by_weights(rows) != scores.final.exact:
        yield "bobot yang dibekukan memberi indeks lain"


def _plain(node: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(
        node[key] for key in ("code", "predicate", "self", "verified", "final")
    )


def _by_weights(rows: Sequence[Mapping[str, Any]]) -> Fraction | None:
    weights = [Fraction(row["weight"]) for row in rows]
    if not weights or any(row["final"] is None for row in rows):
        return None
    points = sum(
        (weight * row["final"] for weight, row in zip(weights, rows, strict=True)),
        Fraction(0),
    )
    return points / sum(weights, Fraction(0))
