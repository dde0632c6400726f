"""The rows of the control room that are asked for: filters, order, page, view."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator

from assessments.enums import Status

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from assessments.control_room import Line, Room
    from instruments.definition import Instrument

PAGE = 50
SEARCH_MAX = 100
LATE, UNFINISHED, STAGES = "LATE", "UNFINISHED", "stages"
CHOICES = (
    ("", "Semua status"),
    (UNFINISHED, "Belum final"),
    (LATE, "Terlambat"),
    *((status.value, status.label) for status in Status),
)


@dataclass(frozen=True, slots=True)
class Column:
    """A heading that sorts; `order` is what aria-sort says of it."""

    key: str
    label: str
    css: str
    query: str
    order: str

    @property
    def icon(self) -> str:
        return "sort-up" if self.order == "ascending" else "sort-down"


@dataclass(frozen=True, slots=True)
class Matrix:
    columns: tuple[Column, ...]
    page: Page[Line]
    lines: tuple[Line, ...]
    search: str
    status: str
    kind: str
    mentor: str
    view: str
    sort: str

    @property
    def found(self) -> int:
        return len(self.lines)

    @property
    def shows_stages(self) -> bool:
        return self.view == STAGES

    @property
    def query(self) -> str:
        """The filters and the order as a query string, for the sheet of the same."""
        return urlencode(self._kept | {"sort": self.sort})

    @property
    def value_query(self) -> str:
        return urlencode({k: v for k, v in self._kept.items() if k != "view"})

    @property
    def stage_query(self) -> str:
        return urlencode(self._kept | {"view": STAGES})

    @property
    def _kept(self) -> dict[str, str]:
        return kept_of(self.search, self.status, self.kind, self.mentor, self.view)


def kept_of(q: str, status: str, kind: str, mentor: str, view: str) -> dict[str, str]:
    """What a link of the matrix keeps of its filters."""
    named = {"q": q, "status": status, "kind": kind, "mentor": mentor, "view": view}
    return {name: value for name, value in named.items() if value}


def matrix_of(room: Room, wanted: Mapping[str, str]) -> Matrix:
    """The rows that are asked for: filters, sort and page of a query string."""
    search, status = wanted.get("q", "").strip()[:SEARCH_MAX], wanted.get("status", "")
    kind, mentor = wanted.get("kind", ""), wanted.get("mentor", "")
    view = STAGES if wanted.get("view") == STAGES else ""
    sort = wanted.get("sort", "code")
    lines = [
        line
        for line in room.lines
        if _is_named(line, search.lower())
        and _is_at(line, status)
        and kind in {"", line.assessment.agency.kind}
        and (not mentor or mentor in {str(a.mentor.uuid) for a in line.mentors})
    ]
    keys = _sort_keys(room.instrument)
    lines = _sorted(lines, keys.get(sort.lstrip("-")), descending=sort.startswith("-"))
    kept = kept_of(search, status, kind, mentor, view)
    return Matrix(
        columns=tuple(_columns(room.instrument, sort, kept)),
        page=Paginator(lines, PAGE).get_page(wanted.get("page")),
        lines=tuple(lines),
        search=search,
        status=status,
        kind=kind,
        mentor=mentor,
        view=view,
        sort=sort,
    )


def _is_named(line: Line, search: str) -> bool:
    agency = line.assessment
    return search in f"{agency.agency_code} {agency.agency_name}".lower()


def _is_at(line: Line, status: str) -> bool:
    if status == LATE:
        return line.is_late
    if status == UNFINISHED:
        return not line.is_final
    return status in {"", line.state.value}


def _sort_keys(instrument: Instrument) -> dict[str, Callable[[Line], object]]:
    order = list(Status)
    keys: dict[str, Callable[[Line], object]] = {
        "code": lambda line: line.assessment.agency_code,
        "name": lambda line: line.assessment.agency_name.lower(),
        "status": lambda line: order.index(line.state),
        "self": lambda line: line.scores.self.index,
        "verified": lambda line: line.scores.verified.index,
        "final": lambda line: line.final,
        "change": lambda line: line.scores.change,
        "progress": lambda line: line.standing.done,
        "round": lambda line: line.assessment.round,
        "due": lambda line: line.due_at,
    }
    for at, root in enumerate(instrument.nodes):
        keys[root.code] = lambda line, at=at: line.domains[at][1]  # type: ignore[misc]
    return keys


def _sorted(
    lines: list[Line], key: Callable[[Line], object] | None, *, descending: bool
) -> list[Line]:
    """Rows without a value stand last, whichever the direction."""
    if key is None:
        return lines
    known = [line for line in lines if key(line) is not None]
    known.sort(key=key, reverse=descending)  # type: ignore[arg-type]
    return known + [line for line in lines if key(line) is None]


def _columns(
    instrument: Instrument, sort: str, kept: dict[str, str]
) -> Iterable[Column]:
    columns = [("name", "Perangkat daerah", ""), ("status", "Status", "")]
    columns += [(root.code, root.name, "c") for root in instrument.nodes]
    columns += [
        ("self", "Mandiri", "r"),
        ("verified", "Verifikasi", "r"),
        ("final", "Akhir", "c"),
        ("change", "Selisih", "r"),
    ]
    for key, label, css in columns:
        order = {key: "ascending", f"-{key}": "descending"}.get(sort, "")
        reverse = f"-{key}" if order == "ascending" else key
        yield Column(key, label, css, urlencode(kept | {"sort": reverse}), order)
