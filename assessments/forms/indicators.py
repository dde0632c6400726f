"""Which indicators of an overview are shown; a value that is not known narrows nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms

from assessments.enums import AnswerStatus

if TYPE_CHECKING:
    from collections.abc import Callable

    from accounts.models import User
    from assessments.queries import Group, Overview, Row

MINE, NOBODY = "me", "none"

# Name of a box: what it says, and which rows it leaves.
FLAGS: dict[str, tuple[str, Callable[[Row], bool]]] = {
    "evidence": ("Tanpa bukti dukung", lambda row: row.lacks_evidence),
    "check": ("Perlu diperiksa", lambda row: row.answer.is_unconfirmed),
    "obstacle": ("Ada kendala", lambda row: bool(row.obstacle)),
    "late": ("Lewat batas", lambda row: row.is_late),
}


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a filter, and how many rows it would leave with the others."""

    value: str
    label: str
    count: int
    is_chosen: bool


class IndicatorFilter(forms.Form):
    """The filters combine: a row is shown when it fits all of them."""

    q = forms.CharField(
        label="Cari nomor atau nama indikator", required=False, max_length=100
    )
    status = forms.ChoiceField(
        required=False, choices=[("", "Semua"), *AnswerStatus.choices]
    )
    person = forms.CharField(required=False)
    domain = forms.CharField(required=False)
    evidence = forms.BooleanField(required=False)
    check = forms.BooleanField(required=False)
    obstacle = forms.BooleanField(required=False)
    late = forms.BooleanField(required=False)

    def __init__(self, data: Any, *, overview: Overview, user: User) -> None:
        super().__init__(data)
        self.user = user
        self.overview = overview
        self._domain_of = {
            row.indicator.code: group.node.code
            for group in overview.groups
            for row in group.all_rows
        }
        self._assignees = {
            str(person.pk): person.name
            for row in overview.rows
            if (person := row.assignee)
        }
        self.is_valid()
        self.wanted = self._known(dict(self.cleaned_data))

    def _known(self, wanted: dict[str, Any]) -> dict[str, Any]:
        if wanted.get("person") not in {MINE, NOBODY, *self._assignees}:
            wanted["person"] = ""
        if wanted.get("domain") not in self._domain_of.values():
            wanted["domain"] = ""
        return wanted

    # What is shown

    @property
    def domains(self) -> list[tuple[Group, list[tuple[Group, list[Row]]]]]:
        """Domains with their aspects with the rows that fit; empty ones are left out."""
        found = []
        for domain in self.overview.groups:
            aspects = [
                (aspect, rows)
                for aspect in domain.groups or (domain,)
                if (rows := [r for r in aspect.all_rows if self._fits(r, self.wanted)])
            ]
            if aspects:
                found.append((domain, aspects))
        return found

    @property
    def shown(self) -> int:
        return self._count()

    @property
    def is_narrowed(self) -> bool:
        return any(self.wanted.values())

    # What may be chosen

    @property
    def statuses(self) -> list[Option]:
        return self._options("status", [("", "Semua"), *AnswerStatus.choices])

    @property
    def people(self) -> list[Option]:
        named = sorted(self._assignees.items(), key=lambda item: item[1])
        fixed = [("", "Semua orang"), (NOBODY, "Belum ditugaskan")]
        if self.overview.assessment.is_of(self.user):
            fixed.insert(1, (MINE, "Saya"))
        return self._options("person", [*fixed, *named])

    @property
    def parts(self) -> list[Option]:
        """The domains to choose from."""
        names = [(g.node.code, g.node.name) for g in self.overview.groups]
        return self._options("domain", [("", "Semua domain"), *names])

    @property
    def flags(self) -> list[Option]:
        """Boxes; those that would leave nothing are not offered, unless ticked."""
        found = [
            Option(
                name, label, self._count(**{name: True}), bool(self.wanted.get(name))
            )
            for name, (label, _) in FLAGS.items()
        ]
        return [option for option in found if option.count or option.is_chosen]

    def _options(self, name: str, choices: list[tuple[str, str]]) -> list[Option]:
        chosen = self.wanted.get(name) or ""
        return [
            Option(value, label, self._count(**{name: value}), value == chosen)
            for value, label in choices
        ]

    def _count(self, **changes: Any) -> int:
        wanted = self.wanted | changes
        return sum(self._fits(row, wanted) for row in self.overview.rows)

    def _fits(self, row: Row, wanted: dict[str, Any]) -> bool:
        words, status = wanted.get("q", "").lower(), wanted.get("status")
        return (
            (words in row.indicator.name.lower() or words == row.indicator.number)
            and (not status or row.answer.status == status)
            and wanted["domain"] in {"", self._domain_of[row.indicator.code]}
            and self._is_of(row, wanted["person"])
            and all(fits(row) for name, (_, fits) in FLAGS.items() if wanted.get(name))
        )

    def _is_of(self, row: Row, person: str) -> bool:
        assignee = row.assignee
        if person == NOBODY:
            return assignee is None
        if person == MINE:
            return assignee == self.user
        return not person or (assignee is not None and str(assignee.pk) == person)
