"""The secretariat's control room: one quarter over all agencies, its stages, its end."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from assessments.enums import AnswerStatus, Status
from assessments.models import (
    Answer,
    Assessment,
    Determination,
    Objection,
    Period,
    PlenaryItem,
)
from assessments.queries import Scores, Standing, standings_of
from instruments.queries import definition_of
from lib import formats

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

    from accounts.models import User
    from instruments.definition import Instrument

PAGE = 50
FINISHED = frozenset({Status.FINAL, Status.DETERMINED})
MENDING = frozenset({Status.RETURNED, Status.VERIFIED})
LATE, UNFINISHED = "LATE", "UNFINISHED"
CHOICES = (
    ("", "Semua status"),
    (UNFINISHED, "Belum final"),
    (LATE, "Terlambat"),
    *((status.value, status.label) for status in Status),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One agency's row of the matrix."""

    standing: Standing
    domains: tuple[tuple[str, Decimal | None], ...]

    @property
    def assessment(self) -> Assessment:
        return self.standing.assessment

    @property
    def state(self) -> Status:
        return self.standing.state

    @property
    def scores(self) -> Scores:
        return self.standing.scores

    @property
    def is_final(self) -> bool:
        return self.state in FINISHED

    @property
    def final(self) -> Decimal | None:
        """The final index, once the plenary is done; not while it is deciding."""
        return self.scores.final.index if self.is_final else None


def _line(standing: Standing, instrument: Instrument) -> Line:
    """The domains of the latest side that is complete: final, verified, else self."""
    scores = standing.scores
    nodes = (scores.best or scores.self).nodes
    found = ((root.name, nodes.get(root.code)) for root in instrument.nodes)
    return Line(
        standing, tuple((name, score.index if score else None) for name, score in found)
    )


# Stages


@dataclass(frozen=True, slots=True)
class Stage:
    name: str
    dates: str
    state: str  # done, now or empty


def stages_of(period: Period, determination: Determination | None) -> list[Stage]:
    """Where the quarter stands by its own deadlines."""
    windows = [
        ("Pengisian", period.opened_at, period.filling_until),
        ("Verifikasi", period.filling_until, period.review_until),
        ("Sanggah dan pleno", period.review_until, period.plenary_until),
    ]
    stages = [Stage("Dibuka", formats.day(period.opened_at), "done")]
    stages += [
        Stage(name, formats.day_range(begin, end), _state(begin, end))
        for name, begin, end in windows
    ]
    if determination:
        stages.append(Stage("Penetapan", formats.day(determination.decided_on), "done"))
    else:
        now = "now" if timezone.now() > period.plenary_until else ""
        stages.append(Stage("Penetapan", "belum ditetapkan", now))
    return stages


def _state(begin: datetime, end: datetime) -> str:
    now = timezone.now()
    if now > end:
        return "done"
    return "now" if now >= begin else ""


# The matrix


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
    search: str
    status: str
    found: int


def matrix_of(room: Room, wanted: Mapping[str, str]) -> Matrix:
    """The rows that are asked for: search, status, sort and page of a query string."""
    search, status = wanted.get("q", "").strip(), wanted.get("status", "")
    sort = wanted.get("sort", "code")
    lines = [line for line in room.lines if _fits(line, search.lower(), status)]
    keys = _sort_keys(room.instrument)
    lines = _sorted(lines, keys.get(sort.lstrip("-")), descending=sort.startswith("-"))
    kept = {"q": search, "status": status}
    kept = {name: value for name, value in kept.items() if value}
    return Matrix(
        columns=tuple(_columns(room.instrument, sort, kept)),
        page=Paginator(lines, PAGE).get_page(wanted.get("page")),
        search=search,
        status=status,
        found=len(lines),
    )


def _fits(line: Line, search: str, status: str) -> bool:
    text = f"{line.assessment.agency_code} {line.assessment.agency_name}".lower()
    if search not in text:
        return False
    if status == LATE:
        return line.assessment.is_late
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


# The room


@dataclass(frozen=True, slots=True)
class Room:
    """One quarter over all agencies."""

    period: Period
    instrument: Instrument
    lines: tuple[Line, ...]
    determinations: tuple[Determination, ...]

    @property
    def standing(self) -> Determination | None:
        """The determination in force: the newest."""
        return self.determinations[0] if self.determinations else None

    @property
    def stages(self) -> list[Stage]:
        return stages_of(self.period, self.standing)

    @property
    def finished(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.is_final)

    @property
    def late(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.assessment.is_late)

    @property
    def unfinished(self) -> list[tuple[Status, int]]:
        counts = Counter(line.state for line in self.lines if not line.is_final)
        return [(status, counts[status]) for status in Status if counts[status]]

    @property
    def unfinished_count(self) -> int:
        return len(self.lines) - len(self.finished)

    @property
    def filling(self) -> int:
        return self._count({Status.FILLING})

    @property
    def submitted(self) -> int:
        return self._count({Status.SUBMITTED})

    @property
    def mending(self) -> int:
        return self._count(MENDING)

    @property
    def waiting(self) -> int:
        """Final, not yet in a determination."""
        return self._count({Status.FINAL})

    @property
    def segments(self) -> list[tuple[str, int, str]]:
        return [
            ("Final", len(self.finished), "ok"),
            ("Ditelaah", self.submitted, "info"),
            ("Perbaikan, sanggah, atau pleno", self.mending, "warn"),
            ("Pengisian", self.filling, "mute"),
        ]

    @property
    def indices(self) -> list[Decimal]:
        return [line.final for line in self.lines if line.final is not None]

    @property
    def mean(self) -> Decimal | None:
        """The mean of the published figures, final ones only; half up, two decimals."""
        if not self.indices:
            return None
        return formats.rounded(sum(self.indices, Decimal(0)) / len(self.indices))

    def _count(self, states: Iterable[Status]) -> int:
        wanted = frozenset(states)
        return sum(line.state in wanted for line in self.lines)


def room_of(period: Period) -> Room:
    """Three queries, whatever the number of agencies; the instrument where not read."""
    instrument = definition_of(period.version_id)
    return Room(
        period=period,
        instrument=instrument,
        lines=tuple(_line(s, instrument) for s in standings_of(period)),
        determinations=tuple(period.determinations.order_by("-revision")),
    )


def summaries_of(user: User) -> list[Period]:
    """Every quarter with `taking_part`, `finished` and `determined`: one query."""
    return list(
        Period.objects.visible_to(user)
        .newest_first()
        .select_related("version")
        .annotate(
            taking_part=Count("assessments"),
            finished=Count("assessments", filter=Q(assessments__status__in=FINISHED)),
            determined=Count(
                "assessments", filter=Q(assessments__status=Status.DETERMINED)
            ),
        )
    )


# Before the determination


@dataclass(frozen=True, slots=True)
class Check:
    """One agency before the determination: why it is not final, or empty."""

    line: Line
    reason: str


def checks_of(room: Room) -> list[Check]:
    """Two queries over the quarter."""
    waiting = dict(
        Answer.objects.filter(assessment__period=room.period, status=AnswerStatus.READY)
        .values_list("assessment_id")
        .annotate(Count("pk"))
    )
    before_plenary = _before_plenary(room.period)
    return [
        Check(
            line,
            _why_not_final(
                line,
                waiting.get(line.assessment.pk, 0),
                *before_plenary.get(line.assessment.pk, (0, 0)),
            ),
        )
        for line in room.lines
    ]


def _before_plenary(period: Period) -> dict[object, tuple[int, int]]:
    """How many objections and flagged indicators wait, by assessment."""
    objected = Objection.objects.open().filter(answer=OuterRef("pk"))
    flagged = PlenaryItem.objects.waiting().filter(answer=OuterRef("pk"))
    rows = (
        Answer.objects.filter(assessment__period=period)
        .annotate(is_objected=Exists(objected), is_flagged=Exists(flagged))
        .filter(Q(is_objected=True) | Q(is_flagged=True))
        .values_list("assessment_id")
        .annotate(
            contested=Count("pk", filter=Q(is_objected=True)),
            flagged=Count("pk", filter=Q(is_flagged=True)),
        )
    )
    return {key: (objections, flags) for key, objections, flags in rows}


def _why_not_final(line: Line, waiting: int, objections: int, flagged: int) -> str:
    assessment, standing = line.assessment, line.standing
    if line.is_final:
        return ""
    if line.state is Status.FILLING:
        return f"Belum dikirim: {standing.done} dari {standing.total} indikator siap."
    if line.state is Status.SUBMITTED:
        if not waiting:
            return "Semua indikator diputus, pendamping belum mengakhiri putaran."
        return f"{waiting} indikator menunggu keputusan pendamping."
    if line.state is Status.RETURNED:
        due = formats.moment(assessment.due_at) if assessment.due_at else formats.DASH
        return f"Diperbaiki perangkat daerah sampai {due}."
    if assessment.is_objection_open and assessment.objection_due_at:
        return f"Masa sanggah sampai {formats.moment(assessment.objection_due_at)}."
    if objections:
        return f"{objections} sanggahan menunggu putusan pleno."
    if flagged:
        return f"{flagged} indikator bertanda menunggu putusan pleno."
    return "Menunggu pleno memfinalkan."
