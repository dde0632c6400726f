"""The secretariat's control room: one quarter over all agencies, its stages, its end."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from decimal import Decimal
from operator import itemgetter
from typing import TYPE_CHECKING

from django.db.models import Count, Q
from django.utils import timezone

from accounts.enums import AgencyKind
from accounts.models import MentorAssignment
from assessments.enums import FINISHED, REMINDED, Status
from assessments.models import Assessment, Correction, Determination, Period
from assessments.queries import Scores, Standing, standings_of
from assessments.turns import due_of, is_overdue
from instruments.queries import definition_of
from lib import formats

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from accounts.models import User
    from instruments.definition import Instrument

ENDED = Q(assessments__status=Status.ENDED)
UNITS = Q(assessments__agency__kind__in=set(AgencyKind) - {AgencyKind.PEMDA})
MENDING = frozenset({Status.RETURNED, Status.VERIFIED})


@dataclass(frozen=True, slots=True)
class Line:
    """One agency's row of the matrix."""

    standing: Standing
    domains: tuple[tuple[str, Decimal | None], ...]
    mentors: tuple[MentorAssignment, ...]

    @property
    def assessment(self) -> Assessment:
        return self.standing.assessment

    @property
    def is_government(self) -> bool:
        return self.assessment.agency.is_government

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
    def due_at(self) -> datetime | None:
        """The deadline of the stage it is in."""
        return due_of(self.assessment)

    @property
    def is_late(self) -> bool:
        """Past that deadline: the agency, its mentors or the plenary, whose turn it is."""
        return is_overdue(self.assessment)

    @property
    def can_be_reminded(self) -> bool:
        return self.state in REMINDED

    @property
    def final(self) -> Decimal | None:
        """The final index, once the plenary is done; not while it is deciding."""
        return self.scores.final.index if self.is_final else None


def _line(standing: Standing, mentors: list[MentorAssignment]) -> Line:
    """The domains of the latest side that is complete: final, verified, else self."""
    instrument = definition_of(standing.assessment.version_id)
    scores = standing.scores
    nodes = (scores.best or scores.self).nodes
    found = ((root.name, nodes.get(root.code)) for root in instrument.nodes)
    return Line(
        standing,
        tuple((name, score.index if score else None) for name, score in found),
        tuple(mentors),
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


# The room


@dataclass(frozen=True, slots=True)
class Room:
    """One quarter over all agencies. `governments` are assessed as a whole with an
    instrument of their own: no figure of the room counts them."""

    period: Period
    instrument: Instrument
    lines: tuple[Line, ...]
    governments: tuple[Line, ...]
    determinations: tuple[Determination, ...]
    correction: Correction | None
    ended: tuple[Assessment, ...] = ()  # counted nowhere

    @property
    def all_lines(self) -> tuple[Line, ...]:
        return (*self.lines, *self.governments)

    @property
    def mentors(self) -> list[tuple[str, str]]:
        """Who accompanies an agency of the quarter, as choices of the filter."""
        people = {a.mentor for line in self.lines for a in line.mentors}
        return sorted(((str(p.uuid), p.name) for p in people), key=itemgetter(1))

    @property
    def kinds(self) -> list[tuple[str, str]]:
        """The kinds of agency that take part, as choices of the filter."""
        present = {line.assessment.agency.kind for line in self.lines}
        return [choice for choice in AgencyKind.choices if choice[0] in present]

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
        return tuple(line for line in self.lines if line.is_late)

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
    """Four queries, whatever the number of agencies; the instrument where not read."""
    instrument = definition_of(period.version_id)
    mentors = _mentors_of(period)
    standings = standings_of(period)
    lines = [
        _line(s, mentors[s.assessment.agency_id])
        for s in standings
        if not s.assessment.is_ended
    ]
    return Room(
        period=period,
        instrument=instrument,
        lines=tuple(line for line in lines if not line.is_government),
        governments=tuple(line for line in lines if line.is_government),
        ended=tuple(s.assessment for s in standings if s.assessment.is_ended),
        determinations=tuple(period.determinations.order_by("-revision")),
        correction=period.corrections.open().first(),
    )


def _mentors_of(period: Period) -> dict[int, list[MentorAssignment]]:
    """Who accompanies which agency today in the quarter, the lead first."""
    found: dict[int, list[MentorAssignment]] = defaultdict(list)
    for assignment in (
        MentorAssignment.objects.current()
        .of_quarter(period.year, period.quarter)
        .select_related("mentor")
        .order_by("-is_lead", "mentor__name", "pk")
    ):
        found[assignment.agency_id].append(assignment)
    return found


def summaries_of(user: User) -> list[Period]:
    """Every quarter with `taking_part`, `finished` and `determined`: one query."""
    return list(
        Period.objects.visible_to(user)
        .newest_first()
        .select_related("version")
        .annotate(
            taking_part=Count("assessments", filter=UNITS & ~ENDED),
            finished=Count(
                "assessments", filter=UNITS & Q(assessments__status__in=FINISHED)
            ),
            determined=Count(
                "assessments", filter=UNITS & Q(assessments__status=Status.DETERMINED)
            ),
        )
    )
