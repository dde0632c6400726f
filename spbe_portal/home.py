"""The first page after log-in; what it is follows from what the user may do."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.permissions import Permission, can
from assessments.enums import AnswerStatus, Status
from assessments.models import Assessment, Review, Transition
from assessments.queries import overview_of
from assessments.submission import submission_of
from assessments.workspace import standing_results
from lib import formats
from lib.charts import Point
from teams.models import Membership, Seat

if TYPE_CHECKING:
    from decimal import Decimal

    from django.http import HttpResponse

    from accounts.http import PortalRequest
    from accounts.models import Agency, User
    from assessments.models import Result
    from assessments.queries import Group, Overview, Row
    from assessments.submission import Submission

# The first of these that the user has; agencies' people get their own page.
STARTS = (
    (Permission.CONTROL_VIEW, "assessments:control"),
    (Permission.REVIEW_DECIDE, "assessments:reviews"),
    (Permission.USER_MANAGE, "accounts:people"),
)
HISTORY_SHOWN = 6
EVENTS_SHOWN = 6
STAGES = (
    ("Pengisian", frozenset({Status.FILLING})),
    ("Telaah", frozenset({Status.SUBMITTED})),
    ("Perbaikan", frozenset({Status.RETURNED})),
    ("Sanggah", frozenset({Status.VERIFIED})),
    ("Pleno", frozenset({Status.FINAL})),
    ("Penetapan", frozenset({Status.DETERMINED})),
)


@require_safe
def home(request: PortalRequest) -> HttpResponse:
    if can(request.user, Permission.ASSESSMENT_EDIT) and request.user.agency:
        page = AgencyHome(request.user.agency, request.user)
        return render(request, "spbe_portal/home.html", {"page": page})
    start = next((view for p, view in STARTS if can(request.user, p)), None)
    return redirect(start or "assessments:list")


@dataclass(frozen=True, slots=True)
class Stage:
    name: str
    dates: str
    state: str


@dataclass(frozen=True, slots=True)
class DomainProgress:
    """One domain: how far it is, and its index when complete."""

    group: Group
    done: int
    total: int
    segments: list[tuple[str, int, str]]


class AgencyHome:
    """What an agency's people must do now, and where their agency stands."""

    def __init__(self, agency: Agency, user: User) -> None:
        self.agency = agency
        self.user = user

    # This quarter

    @cached_property
    def assessment(self) -> Assessment | None:
        return (
            Assessment.objects.visible_to(self.user)
            .filter(agency=self.agency)
            .with_context()
            .newest_first()
            .first()
        )

    @cached_property
    def overview(self) -> Overview | None:
        return overview_of(self.assessment) if self.assessment else None

    @cached_property
    def submission(self) -> Submission | None:
        return submission_of(self.overview, self.user) if self.overview else None

    @property
    def is_complete(self) -> bool:
        return self.overview is not None and self.overview.scores.best is not None

    @property
    def index(self) -> Decimal | None:
        """The latest complete index, else the estimate; the page says which."""
        if self.overview is None:
            return None
        best = self.overview.scores.best
        return best.index if best else self.overview.estimate.index

    @property
    def index_label(self) -> str:
        if self.overview is None or not self.is_complete:
            return "Perkiraan"
        scores = self.overview.scores
        if scores.final.index is not None:
            return "Akhir"
        return "Mandiri" if scores.verified.index is None else "Terverifikasi"

    @property
    def change(self) -> Decimal | None:
        """Against the last determined quarter, from the rounded values shown."""
        if self.earlier is None or self.earlier.index is None or self.index is None:
            return None
        return self.index - self.earlier.index

    @property
    def time_left(self) -> list[tuple[int, str]]:
        """Days and hours, or hours and minutes, until the agency's deadline."""
        due = self.assessment.due_at if self.assessment else None
        if due is None or due <= timezone.now():
            return []
        minutes = int((due - timezone.now()).total_seconds()) // 60
        days, hours = minutes // 1440, minutes // 60 % 24
        if days:
            return [(days, "hari"), (hours, "jam")]
        return [(hours, "jam"), (minutes % 60, "menit")]

    @property
    def stages(self) -> list[Stage]:
        """The stages of the quarter; those without a date of their own show none."""
        if self.assessment is None:
            return []
        period = self.assessment.period
        dates = {
            "Pengisian": period.filling_until,
            "Telaah": period.review_until,
            "Perbaikan": self.assessment.revision_due_at,
            "Sanggah": self.assessment.objection_due_at,
            "Pleno": period.plenary_until,
            "Penetapan": self.assessment.determined_at,
        }
        at = next(n for n, (_, s) in enumerate(STAGES) if self.assessment.state in s)
        is_over = self.assessment.is_determined
        found = []
        for n, (name, _) in enumerate(STAGES):
            state = "done" if n < at or is_over else "now" if n == at else ""
            day = dates[name]
            found.append(
                Stage(name, f"sampai {formats.day(day)}" if day else "", state)
            )
        return found

    # What to do

    @cached_property
    def returned(self) -> list[tuple[Row, Review]]:
        """Indicators that a mentor sent back and that wait to be mended."""
        if (
            self.overview is None
            or self.assessment is None
            or not self.assessment.is_open
        ):
            return []
        rows = {
            row.answer.pk: row
            for row in self.overview.rows
            if row.answer.state is AnswerStatus.RETURNED
        }
        if not rows:
            return []
        reviews = (
            Review.objects.filter(answer__in=rows, round=self.assessment.round)
            .select_related("decided_by")
            .order_by("answer__indicator__position")
        )
        return [(rows[review.answer_id], review) for review in reviews]

    @property
    def parts(self) -> list[tuple[str, tuple[Row, ...]]]:
        """What is empty or a draft, each with its indicators."""
        if (
            self.overview is None
            or self.assessment is None
            or not self.assessment.is_open
        ):
            return []
        words = (
            (AnswerStatus.EMPTY, "Isi {} indikator yang masih kosong"),
            (AnswerStatus.DRAFT, "Lengkapi dan tandai siap {} draf"),
        )
        found = []
        for state, text in words:
            rows = tuple(r for r in self.overview.blockers if r.answer.state is state)
            if rows:
                found.append((text.format(len(rows)), rows))
        return found

    @property
    def free_seats(self) -> list[Seat]:
        return [seat for seat, holder in self.seats if holder is None]

    # The quarter by domain

    @property
    def domains(self) -> list[DomainProgress]:
        return [_progress(g) for g in self.overview.groups] if self.overview else []

    # Team, history, events

    @cached_property
    def seats(self) -> list[tuple[Seat, Membership | None]]:
        """Every seat in order with who holds it today."""
        holders = {
            membership.seat_id: membership
            for membership in Membership.objects.current().filter(
                team__agency=self.agency
            )
        }
        seats = Seat.objects.order_by("number")
        return [(seat, holders.get(seat.pk)) for seat in seats]

    @property
    def seats_taken(self) -> int:
        return len(self.seats) - len(self.free_seats)

    @cached_property
    def history(self) -> list[Result]:
        """Determined quarters, newest first, without the one shown above."""
        return list(standing_results(self.agency.pk)[:HISTORY_SHOWN])

    @property
    def earlier(self) -> Result | None:
        shown = self.assessment.pk if self.assessment else None
        return next((r for r in self.history if r.assessment_id != shown), None)

    @property
    def points(self) -> list[Point]:
        """The determined indices, oldest first, and this quarter's as provisional."""
        points = [
            Point(
                formats.short_quarter(r.determination.period.quarter),
                str(r.determination.period.year),
                r.index,
            )
            for r in reversed(self.history)
            if r.index is not None
        ]
        if self.assessment and not self.assessment.is_determined and self.index:
            period = self.assessment.period
            name = formats.short_quarter(period.quarter)
            points.append(Point(name, str(period.year), self.index, provisional=True))
        return points

    @cached_property
    def events(self) -> list[Transition]:
        return list(
            Transition.objects.filter(assessment__agency=self.agency)
            .select_related("assessment__period", "moved_by")
            .order_by("-moved_at")[:EVENTS_SHOWN]
        )


def _progress(group: Group) -> DomainProgress:
    rows = group.all_rows
    counts = dict.fromkeys(AnswerStatus, 0)
    for row in rows:
        counts[row.answer.state] += 1
    ready, accepted = counts[AnswerStatus.READY], counts[AnswerStatus.ACCEPTED]
    return DomainProgress(
        group=group,
        done=ready + accepted,
        total=len(rows),
        segments=[
            ("Diterima", accepted, "ok"),
            ("Siap ditelaah", ready, "info"),
            ("Dikembalikan", counts[AnswerStatus.RETURNED], "warn"),
            ("Draf", counts[AnswerStatus.DRAFT], "mute"),
            ("Kosong", counts[AnswerStatus.EMPTY], "mute"),
        ],
    )
