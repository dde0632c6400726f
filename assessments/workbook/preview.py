"""A filled workbook against what is saved now: changes, conflicts, faults.

Three versions of a field meet: the one downloaded (known by its mark), the one in the
file, and the one that stands. What the file left alone is left alone; what a colleague
changed meanwhile is a conflict that keeps the saved text unless somebody says otherwise.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from enum import StrEnum, auto
from typing import TYPE_CHECKING, Any

from tablib import Dataset

from assessments.enums import AnswerStatus
from assessments.models import Answer
from assessments.resources import AnswerResource
from assessments.workbook.shape import ENTRY, FIELDS, LABELS, mark, normal
from instruments.queries import definition_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from assessments.models import Assessment, WorkbookImport
    from assessments.workbook.reading import Row, Sheet
    from instruments.definition import Indicator

FILE, SAVED = "file", "saved"
ALIKE = 0.4  # texts with less in common are shown one after the other
KEPT_WORDS = 12  # unchanged words shown at each side of a change

Content = dict[str, Any]


# What was read: plain JSON for the row of the import


def content_of(sheet: Sheet, assessment: Assessment) -> Content:
    """The rows that may be applied, and what is wrong with the others."""
    rows, errors = [], []
    first: dict[str, int] = {}
    dataset = Dataset(headers=["code", *FIELDS])
    for row in sheet.rows:
        if row.code in first:
            at = f"{ENTRY}!{sheet.letters['code']}"
            sentence = f"kode {row.code[:40]} sudah ada di {at}{first[row.code]}"
            errors.append(_fault(sheet, row, [("code", sentence)]))
        else:
            first[row.code] = row.number
            dataset.append([row.code, *(row.values[name] for name in FIELDS)])
    by_code = {row.code: row for row in reversed(sheet.rows)}
    result = AnswerResource(assessment).import_data(dataset, dry_run=True)
    if result.has_errors():  # a fault of the program, not of the file
        raise _cause(result)
    for invalid in result.invalid_rows:
        row = by_code[dataset[invalid.number - 1][0]]
        errors.append(_fault(sheet, row, _sentences(invalid.error_dict)))
    for found in result.valid_rows():
        row = by_code[found.instance.indicator.code]
        rows.append(_kept(sheet, row, found.instance))
    return {
        "rows": rows,
        "errors": sorted(errors, key=lambda error: error["row"]),
        "extra": sheet.extra,
    }


def _kept(sheet: Sheet, row: Row, answer: Answer) -> Content:
    return {
        "code": row.code,
        "row": row.number,
        "version": row.version,
        "marks": row.marks,
        "values": {name: getattr(answer, name) for name in FIELDS},
        "cells": {name: sheet.address(name, row.number) for name in FIELDS},
    }


def _fault(sheet: Sheet, row: Row, found: list[tuple[str, str]]) -> Content:
    sentences = [f"{sheet.address(name, row.number)}: {text}" for name, text in found]
    return {"row": row.number, "code": row.code[:40], "sentences": sentences}


def _sentences(errors: Mapping[str, list[str]]) -> list[tuple[str, str]]:
    return [(name, text) for name, texts in errors.items() for text in texts]


def _cause(result: Any) -> Exception:
    faults = [
        *result.base_errors,
        *(e for _, found in result.row_errors() for e in found),
    ]
    cause: Exception = faults[0].error
    return cause


# What a person is shown


class ChangeKind(StrEnum):
    CHANGE = auto()  # applied unless the row is left out
    CLEAR = auto()  # empties what is saved: only when ticked
    CONFLICT = auto()  # saved by a colleague meanwhile: only when chosen


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that the file would change; `chosen` is what the form says so far."""

    code: str
    name: str
    cell: str
    saved: Any
    new: Any
    kind: ChangeKind
    is_chosen: bool

    @property
    def label(self) -> str:
        return LABELS[self.name]

    @property
    def key(self) -> str:
        """Name of its choice in the form."""
        return f"use-{self.code}-{self.name}"

    @property
    def is_level(self) -> bool:
        return self.name == "self_level"

    @property
    def is_conflict(self) -> bool:
        return self.kind is ChangeKind.CONFLICT

    @property
    def is_clear(self) -> bool:
        return self.kind is ChangeKind.CLEAR

    @property
    def words(self) -> list[tuple[str, str]]:
        """(mark, words) from the saved text to the file's: "del", "ins" or nothing."""
        return list(_compared(normal(self.saved), normal(self.new)))


@dataclass(frozen=True, slots=True)
class RowChange:
    """One indicator with what the file would change of it."""

    answer: Answer
    indicator: Indicator
    version: int | None
    fields: tuple[FieldChange, ...]

    @property
    def is_locked(self) -> bool:
        """Accepted already, or filled by the work unit that answers for it."""
        is_accepted = self.answer.state is AnswerStatus.ACCEPTED
        return is_accepted or self.answer.owner_id is not None

    @property
    def is_unmarked(self) -> bool:
        """Ready now; a change makes a draft of it again."""
        return self.answer.state is AnswerStatus.READY

    @property
    def conflicts(self) -> int:
        return sum(field.is_conflict for field in self.fields)

    @property
    def seen_key(self) -> str:
        return f"seen-{self.indicator.code}"

    @property
    def values(self) -> dict[str, Any]:
        """The answer as it would stand with the choices made."""
        stands = {name: getattr(self.answer, name) for name in FIELDS}
        return stands | {f.name: f.new for f in self.fields if f.is_chosen}

    @property
    def is_chosen(self) -> bool:
        return any(field.is_chosen for field in self.fields)


@dataclass(frozen=True, slots=True)
class Preview:
    """Everything that the page of an import shows."""

    imported: WorkbookImport
    changes: tuple[RowChange, ...]
    locked: tuple[RowChange, ...]
    unchanged: int
    errors: tuple[Content, ...]
    absent: tuple[Indicator, ...]
    extra: int

    @property
    def fields(self) -> list[FieldChange]:
        return [field for row in self.changes for field in row.fields]

    @property
    def plain(self) -> int:
        return sum(field.kind is ChangeKind.CHANGE for field in self.fields)

    @property
    def clears(self) -> int:
        return sum(field.is_clear for field in self.fields)

    @property
    def conflicts(self) -> int:
        return sum(field.is_conflict for field in self.fields)

    @property
    def chosen(self) -> int:
        return sum(field.is_chosen for field in self.fields)

    @property
    def rows_to_apply(self) -> list[RowChange]:
        return [row for row in self.changes if row.is_chosen]

    def is_seen(self, seen: Mapping[str, str]) -> bool:
        """Whether nobody saved an indicator of this page since it was shown."""
        return all(
            seen.get(row.seen_key) == str(row.answer.version) for row in self.changes
        )


def preview_of(
    imported: WorkbookImport, chosen: Mapping[str, str] | None = None
) -> Preview:
    """One query for the answers; `chosen` are the choices of the form, if it was sent."""
    assessment = imported.assessment
    instrument = definition_of(assessment.version_id)
    answers = {
        answer.indicator.code: answer
        for answer in Answer.objects.filter(assessment=assessment)
        .select_related("indicator", "saved_by")
        .in_order()
    }
    content: Content = imported.rows
    read = {row["code"]: row for row in content["rows"]}
    rows = [
        RowChange(
            answer,
            instrument.by_code[code],
            read[code]["version"],
            tuple(_changes(answer, read[code], chosen)),
        )
        for code, answer in answers.items()
        if code in read
    ]
    changed = [row for row in rows if row.fields]
    faulty = {error["code"] for error in content["errors"]}
    return Preview(
        imported=imported,
        changes=tuple(row for row in changed if not row.is_locked),
        locked=tuple(row for row in changed if row.is_locked),
        unchanged=len(rows) - len(changed),
        errors=tuple(content["errors"]),
        absent=tuple(
            instrument.by_code[code]
            for code in answers
            if code not in read and code not in faulty
        ),
        extra=content["extra"],
    )


def _changes(
    answer: Answer, row: Content, chosen: Mapping[str, str] | None
) -> Iterator[FieldChange]:
    code = row["code"]
    for name in FIELDS:
        saved, new = getattr(answer, name), row["values"][name]
        base = row["marks"].get(name)
        if normal(saved) == normal(new) or mark(new) == base:
            continue  # the same, or not touched in the file
        kind = ChangeKind.CHANGE
        if mark(saved) != base:
            kind = ChangeKind.CONFLICT
        elif not normal(new):
            kind = ChangeKind.CLEAR
        is_chosen = kind is ChangeKind.CHANGE
        if chosen is not None and not is_chosen:
            is_chosen = chosen.get(f"use-{code}-{name}") == FILE
        yield FieldChange(code, name, row["cells"][name], saved, new, kind, is_chosen)


def _compared(before: str, after: str) -> Iterator[tuple[str, str]]:
    old, new = before.split(), after.split()
    # long texts of one repeated word must not take long: common words are passed over
    matcher = difflib.SequenceMatcher(None, old, new)
    steps = matcher.get_opcodes()
    if matcher.ratio() < ALIKE:  # another text: words in common are chance
        steps = [("replace", 0, len(old), 0, len(new))]
    for place, (tag, start, end, new_start, new_end) in enumerate(steps):
        if tag == "equal":
            words = old[start:end]
            yield "", _shortened(words, place > 0, place < len(steps) - 1)
            continue
        if end > start:
            yield "del", " ".join(old[start:end])
        if new_end > new_start:
            yield "ins", " ".join(new[new_start:new_end])


def _shortened(words: list[str], after: bool, before: bool) -> str:  # noqa: FBT001
    """Unchanged words beside a change; the middle of a long run is left out."""
    if len(words) <= 2 * KEPT_WORDS + 2:
        return " ".join(words)
    head = words[:KEPT_WORDS] if after else []
    tail = words[-KEPT_WORDS:] if before else []
    return " ".join([*head, "…", *tail])
