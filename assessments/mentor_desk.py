"""A quarter's mentors: who accompanies which agency, and how much that is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q

from accounts.models import MentorAssignment, User
from accounts.models.placements import mentors
from assessments.enums import AnswerStatus, Status
from assessments.models import Assessment, Period, Review

if TYPE_CHECKING:
    from collections.abc import Mapping

    from accounts.models import Agency

PAGE = 50
HISTORY = 10
BARE, HEADLESS = "bare", "headless"
GAPS = (
    ("", "Semua perangkat daerah"),
    (BARE, "Tanpa pendamping"),
    (HEADLESS, "Tanpa ketua"),
)


@dataclass(slots=True)
class Place:
    """One agency with its mentors: the lead first, substitutes last."""

    assessment: Assessment
    waiting: int
    decided: int
    total: int
    assignments: list[MentorAssignment] = field(default_factory=list)

    @property
    def agency(self) -> Agency:
        return self.assessment.agency

    @property
    def lead(self) -> MentorAssignment | None:
        return next((a for a in self.assignments if a.is_lead), None)

    def fits(self, wanted: Wanted) -> bool:
        if (
            wanted.search.lower()
            not in f"{self.agency.code} {self.agency.name}".lower()
        ):
            return False
        if wanted.mentor and not any(
            str(a.mentor.uuid) == wanted.mentor for a in self.assignments
        ):
            return False
        if wanted.gap == BARE:
            return not self.assignments
        return wanted.gap != HEADLESS or self.lead is None


@dataclass(slots=True)
class Load:
    """One mentor's part of the quarter; `made` counts the own decisions."""

    mentor: User
    made: int
    agencies: int = 0
    leads: int = 0
    waiting: int = 0
    decided: int = 0
    stands_in: int = 0
    replaced_by: list[MentorAssignment] = field(default_factory=list)

    @property
    def total(self) -> int:
        return self.waiting + self.decided

    @property
    def is_replaceable(self) -> bool:
        """Whether there is anything that another can take over."""
        return self.agencies > self.stands_in

    @property
    def replacement(self) -> MentorAssignment | None:
        return self.replaced_by[0] if self.replaced_by else None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What narrows the table; a value that is not known narrows to nothing."""

    search: str = ""
    mentor: str = ""
    gap: str = ""

    @property
    def is_narrowed(self) -> bool:
        return bool(self.search or self.mentor or self.gap)


@dataclass(frozen=True, slots=True)
class MentorDesk:
    period: Period
    previous: Period | None
    places: tuple[Place, ...]
    loads: tuple[Load, ...]
    wanted: Wanted
    page: Page[Place]
    history: Page[MentorAssignment]

    @property
    def bare(self) -> int:
        return sum(not place.assignments for place in self.places)

    @property
    def headless(self) -> int:
        return sum(place.lead is None for place in self.places)

    @property
    def found(self) -> int:
        return self.page.paginator.count


def desk_of(period: Period, asked: Mapping[str, str]) -> MentorDesk:
    """Seven queries at most, whatever the number of agencies and mentors."""
    places = _places(period)
    by_agency = {place.assessment.agency_id: place for place in places}
    of_quarter = MentorAssignment.objects.of_quarter(
        period.year, period.quarter
    ).filter(agency__in=by_agency)
    standing = (
        of_quarter.standing()
        .select_related("mentor", "stands_in_for")
        .order_by("-is_lead", "ends_on", "mentor__name", "pk")
    )
    for assignment in standing:
        by_agency[assignment.agency_id].assignments.append(assignment)
    wanted = Wanted(
        asked.get("q", "").strip(), asked.get("mentor", ""), asked.get("gap", "")
    )
    over = (
        of_quarter.exclude(pk__in=MentorAssignment.objects.standing().values("pk"))
        .select_related("mentor", "agency", "stands_in_for", "ended_by")
        .order_by("-ends_on", "-ended_at", "agency__code", "pk")
    )
    fitting = [place for place in places if place.fits(wanted)]
    return MentorDesk(
        period=period,
        previous=_before(period),
        places=tuple(places),
        loads=tuple(_loads(period, places)),
        wanted=wanted,
        page=Paginator(fitting, PAGE).get_page(asked.get("page")),
        history=Paginator(over, HISTORY).get_page(asked.get("history")),
    )


def _places(period: Period) -> list[Place]:
    decided = Q(answers__status__in=[AnswerStatus.ACCEPTED, AnswerStatus.RETURNED])
    waiting = Q(answers__status=AnswerStatus.READY, status=Status.SUBMITTED)
    rows: Any = (  # with the three counts
        Assessment.objects.filter(period=period)
        .select_related("agency")
        .annotate(
            waiting=Count("answers", filter=waiting),
            decided=Count("answers", filter=decided & ~Q(status=Status.FILLING)),
            total=Count("answers"),
        )
        .order_by("agency_code")
    )
    return [Place(row, row.waiting, row.decided, row.total) for row in rows]


def _loads(period: Period, places: list[Place]) -> list[Load]:
    """Every active mentor, one without work too."""
    made = dict(
        Review.objects.standing()
        .filter(answer__assessment__period=period)
        .values_list("decided_by")
        .annotate(Count("answer", distinct=True))
    )
    loads = {
        mentor.pk: Load(mentor, made.get(mentor.pk, 0))
        for mentor in mentors().select_related("agency").order_by("name", "pk")
    }
    for place in places:
        for mentor in {assignment.mentor_id for assignment in place.assignments}:
            if load := loads.get(mentor):
                load.agencies += 1
                load.waiting += place.waiting
                load.decided += place.decided
        for assignment in place.assignments:
            if load := loads.get(assignment.mentor_id):
                load.leads += assignment.is_lead
                load.stands_in += assignment.stands_in_for_id is not None
            if absent := loads.get(assignment.stands_in_for_id or 0):
                absent.replaced_by.append(assignment)
    return list(loads.values())


def _before(period: Period) -> Period | None:
    """The quarter before that was opened."""
    earlier = Q(year__lt=period.year) | Q(year=period.year, quarter__lt=period.quarter)
    return Period.objects.filter(earlier).newest_first().first()
