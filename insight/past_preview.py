"""What an uploaded workbook of past results would change, and what is wrong with it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from accounts.models import Agency
from assessments.models import Period
from insight.actions.past import Entry
from insight.enums import ImportKind
from insight.models import PastResult
from insight.past_checks import Fault, Known, Reading, read_row
from insight.past_sheet import DOMAINS, LETTERS, RESULTS
from instruments.models import Version

if TYPE_CHECKING:
    from collections.abc import Iterator

    from insight.models import PastImport

Key = tuple[str, str]
TWICE = "sudah ada di baris {}"
ORPHAN = "tidak ada baris untuk OPD dan tahun ini pada lembar Hasil"


@dataclass(frozen=True, slots=True)
class Preview:
    imported: PastImport
    entries: tuple[Entry, ...]
    faults: tuple[Fault, ...]
    total: int

    def _of(self, kind: ImportKind) -> list[Entry]:
        return [entry for entry in self.entries if entry.kind is kind]

    @property
    def added(self) -> list[Entry]:
        return self._of(ImportKind.NEW)

    @property
    def replaced(self) -> list[Entry]:
        return self._of(ImportKind.REPLACED)

    @property
    def unchanged(self) -> int:
        return len(self._of(ImportKind.SAME))

    @property
    def changes(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.is_change]

    @property
    def may_apply(self) -> bool:
        return bool(not self.faults and self.changes)

    @property
    def faulty_rows(self) -> int:
        return len({(fault.page, fault.row) for fault in self.faults})


@dataclass(slots=True)
class _Sorted:
    """The rows of a file by what they speak of."""

    results: dict[Key, dict[str, Any]] = field(default_factory=dict)
    domains: dict[Key, list[dict[str, Any]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    faults: list[Fault] = field(default_factory=list)


def preview_of(imported: PastImport) -> Preview:
    """Set against what stands now: four queries, whatever the number of rows."""
    rows: list[dict[str, Any]] = imported.rows
    sorted_ = _sort(rows)
    faults = [*_cells(rows), *sorted_.faults]
    known = _known()
    before = {
        (result.agency.code, result.year): result
        for result in PastResult.objects.in_force().select_related("agency")
    }
    entries = []
    for key, row in sorted_.results.items():
        found = read_row(row, sorted_.domains.get(key, []), known)
        faults += found.faults
        if isinstance(found, Reading) and found.values is not None:
            entries.append(Entry.of(found.values, before))
    unique = {(f.page, f.row, f.cell): f for f in reversed(faults)}
    ordered = sorted(unique.values(), key=lambda f: (f.page != RESULTS, f.row, f.cell))
    entries.sort(key=lambda entry: (-entry.year, entry.agency.code))
    return Preview(imported, tuple(entries), tuple(ordered), len(rows))


def _known() -> Known:
    return Known(
        agencies={agency.code: agency for agency in Agency.objects.all()},
        versions={
            name.casefold(): version
            for version in Version.objects.published()
            for name in (version.code, version.title)
        },
        years=frozenset(Period.objects.values_list("year", flat=True)),
    )


def _sort(rows: list[dict[str, Any]]) -> _Sorted:
    found = _Sorted()
    numbers: dict[tuple[str, ...], int] = {}
    for row in rows:
        values, page = row["values"], row["page"]
        key = values["agency"], values["year"]
        place = (page, *key, values.get("domain", "").casefold())
        at = numbers.setdefault(place, row["number"])
        if at != row["number"]:
            cell = "agency" if page == RESULTS else "domain"
            found.faults.append(fault_of(row, cell, TWICE.format(at)))
        elif page == RESULTS:
            found.results[key] = row
        else:
            found.domains[key].append(row)
    for key, lines in found.domains.items():
        if key not in found.results:
            found.faults += [fault_of(row, "agency", ORPHAN) for row in lines]
    return found


def _cells(rows: list[dict[str, Any]]) -> Iterator[Fault]:
    for row in rows:
        for name, text in row["faults"].items():
            yield fault_of(row, name, text)


def fault_of(row: dict[str, Any], name: str, text: str) -> Fault:
    page = RESULTS if row["page"] == RESULTS else DOMAINS
    cell = f"{page}!{LETTERS[page].get(name, 'A')}{row['number']}"
    return Fault(page, row["number"], cell, text)
