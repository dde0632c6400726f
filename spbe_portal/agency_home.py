"""What the first page of an agency's people shows; read when the template asks."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from django.utils import timezone

from assessments.enums import AnswerStatus
from assessments.models import Assessment, Review, Transition
from assessments.owners import owned_by
from assessments.progress import DomainProgress, progress_of
from assessments.queries import overview_of
from assessments.submission import submission_of
from assessments.targets import targets_of
from assessments.task_list import TaskList
from assessments.timeline import Timeline
from evidence.models import Document
from lib import formats
from lib.charts import Point
from spbe_portal.progress import Stage, stages_of
from teams.models import Membership, Seat

if TYPE_CHECKING:
    from decimal import Decimal

    from accounts.models import Agency, User
    from assessments.models import Result
    from assessments.owners import Group
    from assessments.queries import Overview, Row
    from assessments.submission import Submission
    from assessments.targets import TargetLine

HISTORY_SHOWN = 6
EVENTS_SHOWN = 6


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
    def stages(self) -> list[Stage]:
        return stages_of(self.assessment) if self.assessment else []

    @cached_property
    def target(self) -> TargetLine | None:
        """What the agency aims at as a whole."""
        lines = targets_of(self.overview) if self.overview else ()
        return next((line for line in lines if not line.code), None)

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
            Review.objects.standing()
            .filter(answer__in=rows, round=self.assessment.round)
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

    @cached_property
    def duties(self) -> TaskList:
        """What this person was given."""
        return TaskList(self.user)

    @cached_property
    def owned(self) -> list[Group]:
        """What the agency answers for in the assessment of its government."""
        return owned_by(self.user)

    @cached_property
    def expiring(self) -> int:
        """Documents of the library that end soon."""
        documents = Document.objects.filter(agency=self.agency)
        return documents.expiring(timezone.localdate()).count()

    @property
    def free_seats(self) -> list[Seat]:
        if self.agency.is_government:  # which has no team of its own
            return []
        return [seat for seat, holder in self.seats if holder is None]

    # The quarter by domain

    @property
    def domains(self) -> list[DomainProgress]:
        return [progress_of(g) for g in self.overview.groups] if self.overview else []

    # Team, history, events

    @cached_property
    def seats(self) -> list[tuple[Seat, Membership | None]]:
        """Every seat in order with who holds it today."""
        holders = {
            membership.seat_id: membership
            for membership in Membership.objects.current()
            .select_related("person")
            .filter(team__agency=self.agency)
        }
        seats = Seat.objects.order_by("number")
        return [(seat, holders.get(seat.pk)) for seat in seats]

    @property
    def seats_taken(self) -> int:
        return len(self.seats) - len(self.free_seats)

    @cached_property
    def timeline(self) -> Timeline:
        return Timeline(self.agency, quarters=HISTORY_SHOWN)

    @property
    def history(self) -> list[Result]:
        """Determined quarters, newest first, those of agencies before among them."""
        return self.timeline.results

    @cached_property
    def carried_on(self) -> list[Assessment]:
        """What this agency finishes of others that are closed."""
        found = Assessment.objects.unsettled().filter(carried_on_by=self.agency)
        return list(found.with_context().newest_first())

    @property
    def earlier(self) -> Result | None:
        """The agency's own last one: another's is no measure of a change."""
        shown = self.assessment.pk if self.assessment else None
        own = (r for r in self.history if self.timeline.is_own(r))
        return next((r for r in own if r.assessment_id != shown), None)

    @property
    def points(self) -> list[Point]:
        """The determined indices, oldest first, and this quarter's as provisional."""
        points = self.timeline.points
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
