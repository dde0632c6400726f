"""Where each agency of a quarter stands, stage by stage, in words."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Max

from assessments.enums import Status
from assessments.models import Objection, Reminder, Transition
from lib import formats

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from assessments.control_room import Line, Room

NAMES = ("Pengisian", "Telaah", "Perbaikan", "Sanggah", "Pleno", "Penetapan")
LOOK = {
    "done": ("check2", "selesai"),
    "now": ("hourglass-split", "berjalan"),
    "late": ("exclamation-triangle-fill", "terlambat"),
    "skipped": ("dash-circle", "tidak perlu"),
    "ahead": ("", "belum"),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One stage of one agency: `state` is a key of LOOK, `text` says how far."""

    name: str
    state: str
    text: str

    @property
    def icon(self) -> str:
        return LOOK[self.state][0]

    @property
    def word(self) -> str:
        return LOOK[self.state][1]


@dataclass(frozen=True, slots=True)
class Staged:
    """One agency's row of the stages."""

    line: Line
    cells: tuple[Cell, ...]
    reminded_at: datetime | None


@dataclass(frozen=True, slots=True)
class _Past:
    """When an assessment first came to a state, and how often it was returned."""

    first: Mapping[str, datetime]
    returned: int
    objections: int


def staged(room: Room, lines: Iterable[Line]) -> tuple[Staged, ...]:
    """The rows with their stages: three queries, whatever the number of agencies."""
    lines = tuple(lines)
    pasts = _pasts_of(room)
    reminders = dict(
        Reminder.objects.filter(assessment__period=room.period)
        .values_list("assessment_id")
        .annotate(Max("sent_at"))
    )
    return tuple(
        Staged(
            line,
            tuple(_cells(line, pasts[line.assessment.pk])),
            reminders.get(line.assessment.pk),
        )
        for line in lines
    )


def _pasts_of(room: Room) -> Mapping[object, _Past]:
    first: dict[object, dict[str, datetime]] = defaultdict(dict)
    returned: dict[object, int] = defaultdict(int)
    moves = Transition.objects.filter(assessment__period=room.period)
    for pk, new, at in moves.order_by("moved_at", "pk").values_list(
        "assessment_id", "new", "moved_at"
    ):
        first[pk].setdefault(new, at)
        returned[pk] += new == Status.RETURNED
    objections = dict(
        Objection.objects.standing()
        .filter(answer__assessment__period=room.period)
        .values_list("answer__assessment_id")
        .annotate(Count("pk"))
    )
    return {
        line.assessment.pk: _Past(
            first[line.assessment.pk],
            returned[line.assessment.pk],
            objections.get(line.assessment.pk, 0),
        )
        for line in room.lines
    }


def _cells(line: Line, past: _Past) -> Sequence[Cell]:
    texts = (
        _filling(line, past),
        _review(line),
        _mending(line, past),
        _objecting(line, past),
        _plenary(line),
        _determination(line),
    )
    return [Cell(name, *text) for name, text in zip(NAMES, texts, strict=True)]


def _now(line: Line, text: str) -> tuple[str, str]:
    return ("late" if line.is_late else "now", text)


def _filling(line: Line, past: _Past) -> tuple[str, str]:
    if line.state is Status.FILLING:
        return _now(line, f"{line.standing.done} dari {line.standing.total} siap")
    sent = past.first.get(Status.SUBMITTED) or line.assessment.submitted_at
    return "done", f"dikirim {formats.day(sent)}" if sent else ""


def _review(line: Line) -> tuple[str, str]:
    if line.state is Status.FILLING:
        return "ahead", ""
    if line.state is Status.SUBMITTED:
        text = f"{line.standing.decided} dari {line.standing.total} diputus"
        return _now(line, f"putaran {line.assessment.round}, {text}")
    if line.state is Status.RETURNED:
        return "ahead", f"menunggu perbaikan putaran {line.assessment.round}"
    at = line.assessment.verified_at
    return "done", formats.day(at) if at else ""


def _mending(line: Line, past: _Past) -> tuple[str, str]:
    if line.state is Status.RETURNED:
        left = line.standing.total - line.standing.done
        return _now(line, f"{left} indikator" if left else "siap, belum dikirim")
    if past.returned:
        return "done", f"{past.returned} kali"
    if line.state in {Status.FILLING, Status.SUBMITTED}:
        return "ahead", ""
    return "skipped", ""


def _objecting(line: Line, past: _Past) -> tuple[str, str]:
    count = f"{past.objections} sanggahan" if past.objections else "tanpa sanggahan"
    if line.assessment.is_objection_open:
        return "now", count
    if line.is_final or line.assessment.is_verified:
        return "done", count
    return "ahead", ""


def _plenary(line: Line) -> tuple[str, str]:
    if line.assessment.is_verified and not line.assessment.is_objection_open:
        return _now(line, "menunggu putusan")
    at = line.assessment.finalised_at
    if line.is_final:
        return "done", formats.day(at) if at else ""
    return "ahead", ""


def _determination(line: Line) -> tuple[str, str]:
    at = line.assessment.determined_at
    if at:
        return "done", formats.day(at)
    if line.state is Status.FINAL:
        return "now", "menunggu Berita Acara"
    return "ahead", ""
