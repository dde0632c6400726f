"""What changed between two measurements of an agency, and why, to the last digit."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from assessments.scoring import exact_text
from insight import pairs
from insight.content.milestones import Milestone, milestones_of
from insight.decomposition import (
    Decomposition,
    DecompositionError,
    Kind,
    apportion,
    decompose,
)
from lib import formats

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from accounts.models import Agency
    from insight.decomposition import Part
    from insight.models import Concordance
    from instruments.definition import Indicator, Instrument

SHOWN = 10
NOUGHT = Decimal(0)


@dataclass(frozen=True, slots=True)
class Row:
    """One indicator or pair, with its contributions as they are printed."""

    part: Part
    old: Indicator | None
    new: Indicator | None
    domain: str
    work: Decimal
    instrument: Decimal

    @property
    def total(self) -> Decimal:
        return self.work + self.instrument

    @property
    def name(self) -> str:
        indicator = self.new or self.old
        return indicator.name if indicator else ""

    @property
    def numbers(self) -> str:
        """12, or 5 → 12 where the number changed."""
        old, new = (i.number if i else "" for i in (self.old, self.new))
        return f"{old} → {new}" if old and new and old != new else new or old

    @property
    def old_level(self) -> Decimal | None:
        return _plain(self.part.old_level)

    @property
    def new_level(self) -> Decimal | None:
        return _plain(self.part.new_level)

    @property
    def old_share(self) -> Decimal | None:
        return _plain(self.part.old_share * 100) if self.old else None

    @property
    def new_share(self) -> Decimal | None:
        return _plain(self.part.new_share * 100) if self.new else None

    @property
    def is_added(self) -> bool:
        return self.part.kind is Kind.ADDED

    @property
    def is_removed(self) -> bool:
        return self.part.kind is Kind.REMOVED


@dataclass(frozen=True, slots=True)
class Account:
    """A difference that is accounted for: every printed figure adds up."""

    old: Milestone
    new: Milestone
    decomposition: Decomposition
    concordance: Concordance | None
    rows: tuple[Row, ...]
    rounding: Decimal

    @property
    def difference(self) -> Decimal:
        return self.decomposition.published

    @property
    def is_other_instrument(self) -> bool:
        return self.old.version.pk != self.new.version.pk

    @property
    def work(self) -> Decimal:
        return sum((row.work for row in self.rows), NOUGHT)

    @property
    def instrument(self) -> Decimal:
        return sum((row.instrument for row in self.rows), NOUGHT)

    def _of(self, kind: Kind) -> Decimal:
        rows = (row for row in self.rows if row.part.kind is kind)
        return sum((row.instrument for row in rows), NOUGHT)

    @property
    def weights(self) -> Decimal:
        return self._of(Kind.KEPT)

    @property
    def added(self) -> Decimal:
        return self._of(Kind.ADDED)

    @property
    def removed(self) -> Decimal:
        return self._of(Kind.REMOVED)

    @property
    def counts(self) -> tuple[int, int, int]:
        """Indicators that have a counterpart, that are new, that are gone."""
        rows = self.rows
        return (
            len({r.part.new for r in rows if r.part.kind is Kind.KEPT}),
            sum(row.is_added for row in rows),
            sum(row.is_removed for row in rows),
        )

    @property
    def domains(self) -> dict[str, Decimal]:
        """The work by domain of the new instrument."""
        found: dict[str, Decimal] = {}
        for row in self.rows:
            if not row.is_removed:
                found[row.domain] = found.get(row.domain, NOUGHT) + row.work
        return found

    @property
    def start(self) -> tuple[str, Decimal]:
        return self.old.label, self.old.measurement.index

    @property
    def end(self) -> tuple[str, Decimal]:
        return self.new.label, self.new.measurement.index

    @property
    def steps(self) -> list[tuple[str, Decimal]]:
        """From the old index to the new one, the instrument first."""
        found = []
        if self.is_other_instrument:
            found = [
                ("Instrumen: bobot", self.weights),
                ("Instrumen: indikator baru", self.added),
                ("Instrumen: indikator dihapus", self.removed),
            ]
        found += [(f"Kinerja: {name}", value) for name, value in self.domains.items()]
        if self.rounding:
            found.append(("Pembulatan dua angka", self.rounding))
        return found

    @property
    def largest(self) -> list[tuple[str, Decimal]]:
        """What moved most, up or down."""
        moved = [row for row in self.rows if row.total]
        moved.sort(key=lambda row: -abs(row.total))
        return [(_short(f"{r.numbers} {r.name}"), r.total) for r in moved[:SHOWN]]

    @property
    def exact(self) -> tuple[str, str, str]:
        """Both indices and their difference before rounding."""
        found = self.decomposition
        both = exact_text(found.old.exact), exact_text(found.new.exact)
        difference = exact_text(abs(found.difference))
        sign = formats.MINUS if found.difference < 0 else ""
        old, new, moved = (t.replace(".", ",") for t in (*both, difference))
        return old, new, f"{sign}{moved}"


class Change:
    """The page: what may be compared, what was chosen, and its account."""

    def __init__(self, agency: Agency, wanted: Mapping[str, str]) -> None:
        self.agency = agency
        self.milestones = milestones_of(agency)
        known = {milestone.key: milestone for milestone in self.milestones}
        last = [*[None] * 2, *self.milestones][-2:]
        self.old = known.get(wanted.get("from", "")) or last[0]
        self.new = known.get(wanted.get("to", "")) or last[1]
        self.problem = ""

    @property
    def is_possible(self) -> bool:
        return len(self.milestones) > 1

    @property
    def lacks_mapping(self) -> bool:
        return self.account is None and not self.problem and self.is_possible

    @cached_property
    def account(self) -> Account | None:
        """None without two measurements, without a mapping, or with a `problem`."""
        if self.old is None or self.new is None or self.problem:
            return None
        places = {m.key: at for at, m in enumerate(self.milestones)}
        if places[self.old.key] >= places[self.new.key]:
            self.problem = "Pilih awal yang lebih lama daripada akhirnya."
            return None
        recorded = _pairs(self.old, self.new)
        if recorded is None:
            return None
        concordance, found = recorded
        try:
            result = decompose(self.old.measurement, self.new.measurement, found)
        except DecompositionError as error:
            self.problem = str(error)
            return None
        return account_of(self.old, self.new, result, concordance)


def _pairs(
    old: Milestone, new: Milestone
) -> tuple[Concordance | None, list[pairs.Pair]] | None:
    if old.version.pk == new.version.pk:
        return None, pairs.identical(old.measurement.instrument)
    return pairs.recorded(old.version, new.version)


def account_of(
    old: Milestone,
    new: Milestone,
    result: Decomposition,
    concordance: Concordance | None = None,
) -> Account:
    """The contributions with four decimals, so that all of them and the rounding of the
    two indices add up to the difference of what was published."""
    cells = [x for part in result.parts for x in (part.work, part.instrument)]
    *shown, rounding = apportion([*cells, result.rounding], result.published)
    places = _domains(old.measurement.instrument)
    now = _domains(new.measurement.instrument)
    rows = tuple(
        Row(
            part=part,
            old=old.measurement.instrument.by_code.get(part.old),
            new=new.measurement.instrument.by_code.get(part.new),
            domain=now.get(part.new) or places[part.old],
            work=work,
            instrument=instrument,
        )
        for part, work, instrument in zip(
            result.parts, shown[::2], shown[1::2], strict=True
        )
    )
    return Account(old, new, result, concordance, rows, rounding)


def _domains(instrument: Instrument) -> dict[str, str]:
    """The name of the domain of each indicator."""
    return {leaf.code: root.name for root in instrument.nodes for leaf in root.leaves}


def _plain(value: object) -> Decimal | None:
    """A fraction for people."""
    if value is None:
        return None
    numerator, denominator = value.as_integer_ratio()  # type: ignore[attr-defined]
    return Decimal(numerator) / Decimal(denominator)


def _short(text: str, most: int = 44) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def latest_pair(milestones: Iterable[Milestone]) -> tuple[str, str] | None:
    """The keys of the last two, for a link."""
    keys = [milestone.key for milestone in milestones][-2:]
    return (keys[0], keys[1]) if len(keys) > 1 else None
