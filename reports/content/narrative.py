"""Sentences of a report, written from its figures and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lib import formats
from lib.formats import decimal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reports.content.report import Branch, Leaf, Report

STRONG, WEAK = 4, 2
NAMED = 3  # how many aspects a sentence names


@dataclass(frozen=True, slots=True)
class Judgement:
    """What stands out in one aspect."""

    branch: Branch
    strengths: tuple[Leaf, ...]
    weaknesses: tuple[Leaf, ...]


def judge(branch: Branch) -> Judgement:
    """Strong from level 4; weak up to level 2, or lower than the agency claimed."""
    known = [leaf for leaf in branch.leaves if leaf.levels.best is not None]
    strong = [leaf for leaf in known if (leaf.levels.best or 0) >= STRONG]
    weak = [
        leaf
        for leaf in known
        if (leaf.levels.best or 0) <= WEAK or (leaf.levels.change or 0) < 0
    ]
    return Judgement(branch, tuple(strong), tuple(weak))


def summarise(report: Report) -> tuple[str, ...]:
    """Two to five sentences; what is not known is said, never guessed."""
    if report.value is None:
        missing = sum(leaf.levels.claimed is None for leaf in report.leaves)
        sentence = (
            f"Penilaian belum lengkap: {missing} dari {len(report.leaves)} indikator "
            "belum memiliki tingkat, sehingga indeks belum dapat dihitung."
        )
        return (sentence,)
    sentences = (
        _headline(report),
        _against_last_quarter(report),
        _greatest_rises(report),
        _self_against_final(report),
        _spread(report),
    )
    return tuple(sentence for sentence in sentences if sentence)


def _headline(report: Report) -> str:
    index = decimal(report.value or 0)
    return (
        f"{report.value_label} {report.agency_name} pada {report.quarter} adalah {index} "
        f"dengan predikat {report.predicate}."
    )


def _against_last_quarter(report: Report) -> str:
    last, change = report.previous, report.change
    if last is None or change is None:
        return "Belum ada hasil triwulan terdahulu sebagai pembanding."
    if change == 0:
        moved = f"Indeks tetap dibandingkan dengan {last.quarter}"
    else:
        verb = "naik" if change > 0 else "turun"
        moved = f"Indeks {verb} {decimal(abs(change))} poin dari {last.quarter}"
    if last.predicate != report.predicate:
        moved += (
            f" dan predikat berubah dari {last.predicate} menjadi {report.predicate}"
        )
    else:
        moved += f" dan predikat tetap {report.predicate}"
    if not report.is_comparable:
        moved += (
            "; kedua triwulan dinilai dengan instrumen yang berbeda, sehingga sebagian "
            "perubahan berasal dari instrumen"
        )
    return f"{moved}."


def _greatest_rises(report: Report) -> str:
    rises = sorted(
        (b for b in report.aspects if (b.change or 0) > 0),
        key=lambda branch: branch.change or 0,
        reverse=True,
    )
    if not rises:
        return ""
    names = [f"{b.name} ({formats.signed(b.change or 0)})" for b in rises[:NAMED]]
    return f"Kenaikan terbesar ada pada aspek {listed(names)}."


def _self_against_final(report: Report) -> str:
    change = report.index.change
    side = "terverifikasi" if report.index.final is None else "akhir"
    moved = [leaf.number for leaf in report.leaves if leaf.levels.change]
    if change is None:
        return ""
    if not moved:
        return f"Nilai mandiri dan nilai {side} sama pada semua indikator."
    return (
        f"Selisih nilai mandiri dan nilai {side} sebesar {formats.signed(change)} poin "
        f"berasal dari indikator {listed(moved)}."
    )


def _spread(report: Report) -> str:
    levels = [leaf.levels.best for leaf in report.leaves]
    strong = sum(1 for level in levels if level is not None and level >= STRONG)
    weak = sum(1 for level in levels if level is not None and level <= WEAK)
    return (
        f"Dari {len(levels)} indikator, {strong} berada pada tingkat {STRONG} atau lebih "
        f"dan {weak} pada tingkat {WEAK} atau kurang."
    )


def listed(words: Sequence[str]) -> str:
    """`a`, `a dan b`, `a, b, dan c`."""
    if len(words) < 3:
        return " dan ".join(words)
    return f"{', '.join(words[:-1])}, dan {words[-1]}"
