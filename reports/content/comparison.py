"""Two revisions of an export side by side: what changed, and why."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from assessments.models import CorrectedLevel, Determination
from lib import formats
from reports.content.metadata import approval

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from reports.content.shared import JSON, Value
    from reports.models import Export

FIGURES = (
    "agency_code",
    "agency_name",
    "is_final",
    "index",
    "score",
    "weighted",
    "total",
    "source",
    "parts",
    "objections",
)
COMPARED = FIGURES[2:]
Figures = dict[str, Any]
NOTHING: Figures = dict.fromkeys(FIGURES)


@dataclass(frozen=True, slots=True)
class Change:
    """One agency whose figures differ; a side is empty where it has no line."""

    code: str
    name: str
    before: Figures
    after: Figures
    reasons: tuple[str, ...]

    @property
    def difference(self) -> Value:
        old, new = self.before["weighted"], self.after["weighted"]
        return None if old is None or new is None else new - old


@dataclass(frozen=True, slots=True)
class Comparison:
    """`heads` are (what, before, after) of what all agencies share."""

    before: Export
    after: Export
    heads: tuple[tuple[str, str, str], ...]
    changes: tuple[Change, ...]
    agencies: int

    @property
    def unchanged(self) -> int:
        return self.agencies - len(self.changes)

    @property
    def is_same(self) -> bool:
        return not self.heads and not self.changes


def compare(before: Export, after: Export) -> Comparison:
    """Four queries, whatever the number of agencies."""
    old, new = _lines(before), _lines(after)
    why = _Why(before, after)
    codes = sorted({*old, *new})
    changes = tuple(
        _change(code, old.get(code), new.get(code), why)
        for code in codes
        if _differs(old.get(code), new.get(code))
    )
    return Comparison(
        before=before,
        after=after,
        heads=tuple(_heads(before, after)),
        changes=changes,
        agencies=len(codes),
    )


def _lines(export: Export) -> dict[str, Figures]:
    return {line["agency_code"]: line for line in export.lines.values(*FIGURES)}


def _differs(old: Figures | None, new: Figures | None) -> bool:
    if old is None or new is None:
        return True
    return any(old[name] != new[name] for name in COMPARED)


def _change(code: str, old: Figures | None, new: Figures | None, why: _Why) -> Change:
    stands = new or old or NOTHING
    return Change(
        code=code,
        name=stands["agency_name"],
        before=old or NOTHING,
        after=new or NOTHING,
        reasons=tuple(why.of(code, old, new)),
    )


class _Why:
    """What is known of the reasons: determinations, corrected levels, rules, scores."""

    def __init__(self, before: Export, after: Export) -> None:
        self.before, self.after = before, after
        self.rule_changed = before.rule_set_id != after.rule_set_id
        self.between = _between(before.determination, after.determination)
        self.corrected = _corrected(before.determination, after.determination)

    def of(self, code: str, old: Figures | None, new: Figures | None) -> Iterator[str]:
        if old is None:
            yield "Perangkat daerah ini belum ada pada revisi sebelumnya."
            return
        if new is None:
            yield "Perangkat daerah ini tidak ada lagi."
            return
        yield from self._of_index(code, old, new)
        rule_only = old["index"] == new["index"] and old["score"] != new["score"]
        if self.rule_changed and (rule_only or old["weighted"] != new["weighted"]):
            yield f"Aturan {self.before.rule_set} menjadi {self.after.rule_set}."
        yield from _of_parts(old["parts"], new["parts"])
        if old["objections"] != new["objections"]:
            yield (
                f"Sanggahan belum diputus: {old['objections']} menjadi "
                f"{new['objections']}."
            )

    def _of_index(self, code: str, old: Figures, new: Figures) -> Iterator[str]:
        if (old["index"], old["source"]) == (new["index"], new["source"]):
            return
        yield from self.corrected.get(code, ())
        if new["is_final"] and not old["is_final"]:
            yield f"Menjadi final pada Berita Acara {self.after.determination.number}."
        elif not new["is_final"]:
            source = new["source"] or "tidak ada"
            yield f"Belum final; hasil yang dipakai: {source}."
        elif code not in self.corrected:
            yield from self.between


def _between(before: Determination, after: Determination) -> list[str]:
    """What replaced the determination of the first, up to that of the second."""
    if before.pk == after.pk:
        return []
    low, high = sorted((before.revision, after.revision))
    found = Determination.objects.filter(
        period=after.period_id, revision__gt=low, revision__lte=high
    )
    return [
        f"Berita Acara {row.number}: {row.reason}"
        + (f" ({row.source})" if row.source else "")
        for row in found.order_by("revision")
    ]


def _corrected(
    before: Determination, after: Determination
) -> Mapping[str, Sequence[str]]:
    """The levels that were corrected between the two, by the agency's code."""
    low, high = sorted((before.revision, after.revision))
    lines = CorrectedLevel.objects.filter(
        correction__determination__period=after.period_id,
        correction__determination__revision__gt=low,
        correction__determination__revision__lte=high,
    )
    said: dict[str, list[str]] = defaultdict(list)
    for line in lines.with_context().in_order():
        determination = line.correction.determination
        said[line.answer.assessment.agency_code].append(
            f"Berita Acara {determination.number if determination else ''}: indikator "
            f"{line.answer.indicator.code.removeprefix('I')} dibetulkan dari "
            f"{line.old_level} menjadi {line.level}, {line.reason} ({line.source})"
        )
    return said


def _of_parts(old: list[JSON], new: list[JSON]) -> Iterator[str]:
    before = {part["name"]: part["value"] for part in old}
    after = {part["name"]: part["value"] for part in new}
    for name in sorted({*before, *after}):
        if before.get(name) != after.get(name):
            first, last = (_score(side.get(name)) for side in (before, after))
            yield f"Nilai {name}: {first} menjadi {last}."


def _score(value: str | None) -> str:
    return "tidak ada" if value is None else value.replace(".", ",")


def _heads(before: Export, after: Export) -> Iterator[tuple[str, str, str]]:
    for (what, old), (_, new) in zip(_said(before), _said(after), strict=True):
        if old != new:
            yield what, old, new


def _said(export: Export) -> list[tuple[str, str]]:
    inputs = export.inputs
    decision, rule = inputs["determination"], inputs["rule_set"]
    lists = ", ".join(
        f"{item['component']} revisi {item['revision']}"
        for item in inputs.get("scores", ())
    )
    return [
        (
            "Berita Acara",
            f"{decision['number']}, {formats.day(export.determination.decided_on)}",
        ),
        ("Alasan penggantian", decision["reason"] or "tidak ada"),
        ("Aturan TPP", f"{rule['name']}, revisi {rule['revision']}"),
        ("Dasar hukum", rule["legal_basis"]),
        ("Rumus", rule["words"]),
        ("Persetujuan aturan", approval(rule)),
        ("Nilai komponen", lists or "tidak ada"),
        ("Bulan pembayaran", export.paid_months),
    ]
