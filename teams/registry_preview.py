"""What an uploaded registry would change, and what is wrong with it, cell by cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tablib import Dataset

from teams.actions.registry import Entry
from teams.registry_sheet import ENTRY, LETTERS, NAMES
from teams.resources import PersonResource

if TYPE_CHECKING:
    from collections.abc import Iterator

    from accounts.models import User
    from teams.models import RegistryImport

ONCE = {
    "nip": "NIP ini sudah ada di baris {}",
    "user": "akun ini sudah ada di baris {}",
    "place": "kursi ini sudah ada di baris {}",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong; the sentence does not repeat an NIP."""

    row: int
    cell: str
    text: str


@dataclass(frozen=True, slots=True)
class Preview:
    imported: RegistryImport
    entries: tuple[Entry, ...]
    faults: tuple[Fault, ...]
    total: int

    @property
    def added(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.person is None]

    @property
    def corrected(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.changed]

    @property
    def seated(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.is_seated_now]

    @property
    def changes(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.is_change]

    @property
    def unchanged(self) -> int:
        return len(self.entries) - len(self.changes)

    @property
    def may_apply(self) -> bool:
        return bool(not self.faults and self.changes)

    @property
    def faulty_rows(self) -> int:
        return len({fault.row for fault in self.faults})


def preview_of(imported: RegistryImport, *, by: User) -> Preview:
    """Set against what stands now, with a fixed number of queries."""
    resource = PersonResource(by=by)
    rows: list[dict[str, Any]] = imported.rows
    dataset = Dataset(headers=list(NAMES))
    for row in rows:
        dataset.append([row["values"][name] for name in NAMES])
    before = {person.pk: _values(person) for person in resource.registry.people}
    # no dry run: that would open a transaction a row, and the resource writes nothing
    result = resource.import_data(dataset, dry_run=False)
    if result.has_errors():  # a fault of the program, not of the file
        raise _cause(result)
    faults = [*_cells(rows), *_doubles(rows)]
    for invalid in result.invalid_rows:
        number = rows[invalid.number - 1]["number"]
        faults += [
            _fault(number, name, text)
            for name, texts in invalid.error_dict.items()
            for text in texts
        ]
    entries = [
        Entry.of(found.instance, before, resource.registry.seat_of)
        for found in result.valid_rows()
    ]
    unique = {(fault.row, fault.cell): fault for fault in reversed(faults)}
    ordered = sorted(unique.values(), key=lambda fault: (fault.row, fault.cell))
    return Preview(imported, tuple(entries), tuple(ordered), len(rows))


def _values(person: Any) -> dict[str, Any]:
    return {name: getattr(person, name) for name in Entry.FIELDS}


def _cells(rows: list[dict[str, Any]]) -> Iterator[Fault]:
    for row in rows:
        for name, text in row["faults"].items():
            yield _fault(row["number"], name, text)


def _doubles(rows: list[dict[str, Any]]) -> Iterator[Fault]:
    """What may stand once in a file: a number, an account, a seat of an agency."""
    first: dict[tuple[str, str], int] = {}
    for row in rows:
        values, number = row["values"], row["number"]
        place = f"{values['agency']}/{values['seat']}" if values["seat"] else ""
        nip = values["nip"].replace(" ", "")
        for name, key in (("nip", nip), ("user", values["user"]), ("place", place)):
            if key and (at := first.setdefault((name, key), number)) != number:
                cell = "seat" if name == "place" else name
                yield _fault(number, cell, ONCE[name].format(at))


def _fault(number: int, name: str, text: str) -> Fault:
    return Fault(number, f"{ENTRY}!{LETTERS.get(name, 'A')}{number}", text)


def _cause(result: Any) -> Exception:
    faults = [
        *result.base_errors,
        *(e for _, found in result.row_errors() for e in found),
    ]
    cause: Exception = faults[0].error
    return cause
