"""The report of one agency: frozen inputs in, everything the pages print out."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from assessments.enums import Status
from assessments.timeline import Quarterly, points_of, signs_of
from lib import bands as scale
from lib.charts import Point
from lib.formats import ROMAN
from reports.content import shared
from reports.content.narrative import Judgement, judge, summarise
from reports.content.shared import JSON, Triple, Value

if TYPE_CHECKING:
    from datetime import date

    from reports.content.shared import Identity, InstrumentFacts, Quarter, Signatory


@dataclass(frozen=True, slots=True)
class Decision:
    """The Berita Acara that a result stands on."""

    number: str
    decided_on: date
    place: str
    signatories: tuple[Signatory, ...]
    replaces: str
    reason: str
    source: str


@dataclass(frozen=True, slots=True)
class Leaf:
    """One indicator with its three levels and what the next level asks.

    `gain` is what one level more adds to the index, two decimals.
    """

    code: str
    name: str
    weight: Decimal
    levels: Triple
    level_name: str
    reason: str
    next: int | None
    next_name: str
    next_text: str
    needs: tuple[str, ...]
    gain: Decimal
    advice: str = ""

    @property
    def number(self) -> str:
        return self.code.removeprefix("I")

    @property
    def words(self) -> tuple[str, ...]:
        """The mentor's own words first, then the reason of the level, once each."""
        return tuple(dict.fromkeys(said for said in (self.advice, self.reason) if said))


@dataclass(frozen=True, slots=True)
class Branch:
    """A domain or an aspect; `previous` is its index in the last determined quarter."""

    code: str
    name: str
    kind: str
    depth: int
    weight: Decimal
    values: Triple
    previous: Value
    leaves: tuple[Leaf, ...]

    @property
    def number(self) -> str:
        """Domains by Roman numerals, as their tables are numbered: D2 is II."""
        digits = self.code.lstrip("DA")
        if self.leaves or not digits.isdigit() or int(digits) > len(ROMAN):
            return digits
        return ROMAN[int(digits) - 1]

    @property
    def change(self) -> Value:
        now = self.values.best
        return None if now is None or self.previous is None else now - self.previous


@dataclass(frozen=True, slots=True)
class Past:
    """A determined result of an earlier quarter; comparable under one instrument."""

    quarter: Quarter
    index: Decimal
    predicate: str
    instrument: str
    agency: str = ""  # of an agency before: its name


@dataclass(frozen=True, slots=True)
class Evidence:
    indicator: str
    title: str
    number: str
    page: str
    sha256: str

    @property
    def number_of_indicator(self) -> str:
        return self.indicator.removeprefix("I")

    @property
    def halves(self) -> tuple[str, str]:
        """The digest in two parts of 32 signs, for a narrow column."""
        return self.sha256[:32], self.sha256[32:]


@dataclass(frozen=True, slots=True)
class Task:
    """A step of the agency's own plan; `owner` is a role, never a name."""

    text: str
    owner: str
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Step:
    """A recommendation: what to reach, the titles of the evidence that stands, the plan."""

    leaf: Leaf
    cited: tuple[str, ...]
    tasks: tuple[Task, ...]

    @property
    def owners(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(task.owner for task in self.tasks if task.owner))

    @property
    def due_on(self) -> date | None:
        """When the first step of the plan is due."""
        return min((task.due_on for task in self.tasks if task.due_on), default=None)


@dataclass(frozen=True, slots=True)
class Report:
    identity: Identity
    quarter: Quarter
    agency_code: str
    agency_name: str
    status: str
    instrument: InstrumentFacts
    decision: Decision | None
    index: Triple
    exact: str
    predicate: str
    branches: tuple[Branch, ...]
    history: tuple[Past, ...]
    former: tuple[Past, ...]
    evidence: tuple[Evidence, ...]
    next_due: date | None
    summary: tuple[str, ...]
    judgements: tuple[Judgement, ...]
    configured: tuple[Signatory, ...] = ()
    plan: tuple[tuple[str, Task], ...] = ()

    @property
    def signers(self) -> tuple[Signatory, ...]:
        """Who is configured to sign reports, else the first who signed the decision."""
        signed = self.decision.signatories[:1] if self.decision else ()
        return self.configured or signed

    @property
    def is_draft(self) -> bool:
        return self.decision is None

    @property
    def value(self) -> Value:
        return self.index.best

    @property
    def value_label(self) -> str:
        """What the printed index is: final, or whose word it is so far."""
        if not self.is_draft:
            return "Indeks SPBE"
        if self.index.final is not None:
            return "Indeks SPBE belum ditetapkan"
        if self.index.verified is not None:
            return "Indeks SPBE terverifikasi"
        return "Indeks SPBE mandiri" if self.value is not None else "Indeks SPBE"

    @property
    def mark(self) -> str:
        if self.index.final is not None:
            return "Akhir"
        return "Terverifikasi" if self.index.verified is not None else "Mandiri"

    @property
    def rank(self) -> int:
        return (
            0 if self.value is None else scale.rank(self.instrument.bands, self.value)
        )

    @property
    def previous(self) -> Past | None:
        return self.history[-1] if self.history else None

    @property
    def change(self) -> Value:
        if self.value is None or self.previous is None:
            return None
        return self.value - self.previous.index

    @property
    def is_comparable(self) -> bool:
        """Whether the last result was measured with the same instrument."""
        return self.previous is not None and (
            self.previous.instrument == self.instrument.code
        )

    @property
    def domains(self) -> tuple[Branch, ...]:
        return tuple(branch for branch in self.branches if branch.depth == 1)

    @property
    def aspects(self) -> tuple[Branch, ...]:
        return tuple(branch for branch in self.branches if branch.leaves)

    @property
    def leaves(self) -> tuple[Leaf, ...]:
        return tuple(leaf for branch in self.branches for leaf in branch.leaves)

    @property
    def steps(self) -> tuple[Step, ...]:
        """Indicators with a level to gain, the lowest first, then by gain."""
        titles, tasks = defaultdict(list), defaultdict(list)
        for item in self.evidence:
            titles[item.indicator].append(item.title)
        for code, task in self.plan:
            tasks[code].append(task)
        return tuple(
            Step(leaf, tuple(titles[leaf.code]), tuple(tasks[leaf.code]))
            for leaf in sorted(
                self.leaves, key=lambda leaf: (leaf.next or 0, -leaf.gain)
            )
            if leaf.next is not None
        )

    @property
    def shown_former(self) -> list[tuple[str, Past]]:
        """Each with the letter that marks its agency in the trend."""
        signs = signs_of(
            Quarterly(p.quarter.year, p.quarter.number, p.index, p.agency)
            for p in self.former
        )
        return [(signs[past.agency], past) for past in self.former]

    @property
    def points(self) -> tuple[Point, ...]:
        """The trend: determined quarters, then this one, provisional on a draft."""
        past = points_of(
            [
                Quarterly(p.quarter.year, p.quarter.number, p.index, p.agency)
                for p in (*self.former, *self.history)
            ]
        )
        year = str(self.quarter.year)
        now = Point(self.quarter.short, year, self.value, provisional=self.is_draft)
        return (*past, now)


def read_report(inputs: JSON) -> Report:
    """The report as plain values; no query, so that it can be made again at any time."""
    instrument = shared.instrument(inputs["instrument"])
    history = tuple(_past(item) for item in inputs["history"])
    index = shared.triple(inputs["index"])
    branches = _branches(inputs)
    predicate = inputs["index"]["predicate"]
    if index.best is not None and not predicate:
        predicate = scale.name_of(instrument.bands, index.best)
    report = Report(
        identity=shared.identity(inputs["identity"]),
        quarter=shared.quarter(inputs["period"]),
        agency_code=inputs["agency"]["code"],
        agency_name=inputs["agency"]["name"],
        status=Status(inputs["status"]).label,
        instrument=instrument,
        decision=_decision(inputs["determination"]),
        index=index,
        exact=inputs["index"]["exact"].replace(".", ","),
        predicate=predicate,
        branches=branches,
        history=history,
        former=tuple(_past(item) for item in inputs.get("former", ())),
        evidence=tuple(_evidence(item) for item in inputs["citations"]),
        next_due=shared.day(inputs["next_due"]),
        summary=(),
        judgements=tuple(judge(branch) for branch in branches if branch.leaves),
        configured=shared.signatories(inputs.get("signatories", [])),
        plan=tuple(
            (code, Task(step["step"], step["owner"], shared.day(step["due_on"])))
            for code, steps in inputs.get("plan", {}).items()
            for step in steps
        ),
    )
    return replace(report, summary=summarise(report))


def _decision(data: JSON | None) -> Decision | None:
    if data is None:
        return None
    on = shared.day(data["decided_on"])
    assert on is not None  # noqa: S101 a determination always has its date
    return Decision(
        number=data["number"],
        decided_on=on,
        place=data["place"],
        signatories=shared.signatories(data["signatories"]),
        replaces=data["replaces"],
        reason=data["reason"],
        source=data.get("source", ""),
    )


def _past(data: JSON) -> Past:
    return Past(
        quarter=shared.quarter(data),
        index=Decimal(data["index"]),
        predicate=data["predicate"],
        instrument=data["instrument"],
        agency=data.get("agency", ""),
    )


def _evidence(data: JSON) -> Evidence:
    return Evidence(
        indicator=data["code"],
        title=data["title"],
        number=data["number"],
        page=data["page"],
        sha256=data["sha256"],
    )


def _branches(inputs: JSON) -> tuple[Branch, ...]:
    whole = inputs["instrument"]["weight"]
    advice = inputs.get("advice", {})
    leaves = {
        level["code"]: _leaf(level, whole, advice.get(level["code"], ""))
        for level in inputs["levels"]
    }
    nodes = {node["code"]: shared.triple(node) for node in inputs["nodes"]}
    last = inputs["history"][-1] if inputs["history"] else None
    same = last is not None and last["instrument"] == inputs["instrument"]["code"]
    before = last["nodes"] if last and same else {}
    return tuple(
        Branch(
            code=item["code"],
            name=item["name"],
            kind=item["kind"],
            depth=item["depth"],
            weight=shared.share_of(item["weight"], whole),
            values=nodes.get(item["code"], Triple(None, None, None)),
            previous=shared.number(before.get(item["code"])),
            leaves=tuple(leaves[code] for code in item["indicators"]),
        )
        for item in inputs["tree"]
    )


def _leaf(data: JSON, whole: str, advice: str) -> Leaf:
    share = shared.share_of(data["weight"], whole)
    levels = shared.triple(data)
    reason = data["reason"] if levels.final is not None else data["verified_reason"]
    return Leaf(
        code=data["code"],
        name=data["name"],
        weight=share,
        levels=levels,
        level_name=data["level_name"],
        reason=reason,
        next=data["next"],
        next_name=data["next_name"],
        next_text=data["next_text"],
        needs=tuple(data["needs"]),
        gain=(share / 100).quantize(Decimal("0.001")),
        advice=advice,
    )
