"""A quarter, and the assessment of one agency in it."""

from __future__ import annotations

import uuid
from calendar import monthrange
from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.enums import AgencyKind
from accounts.models import Agency, User
from accounts.permissions import Permission, can
from assessments.enums import OPEN_TO_AGENCY, SETTLED, Status, Window
from assessments.models.windows import WINDOWS_IN_ORDER, Windows
from instruments.models import Version
from lib.constraints import both_or_neither

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime
    from typing import Self


WINDOW_OF = {
    Status.FILLING: Window.FILLING,
    Status.RETURNED: Window.REVISION,
    Status.VERIFIED: Window.OBJECTION,
}


def seen_by(user: User, path: str = "") -> Q:
    """Assessments that the user works with, at the end of `path` ("assessment__"): of
    the agencies the user sees, and what they finish of another that is no more."""
    seen = Agency.objects.visible_to(user)
    return Q(**{f"{path}agency__in": seen}) | Q(**{f"{path}carried_on_by__in": seen})


def read_by(user: User, path: str = "") -> Q:
    """Those of `seen_by`, and what was determined for agencies before them."""
    inherited = Agency.objects.inherited_by(user)
    past = {f"{path}status": Status.DETERMINED, f"{path}agency__in": inherited}
    return seen_by(user, path) | Q(**past)


class PeriodQuerySet(models.QuerySet["Period"]):
    def visible_to(self, user: User) -> Self:
        """Every period for who may see assessments: a period itself is no secret."""
        return self.all() if can(user, Permission.ASSESSMENT_VIEW) else self.none()

    def before(self, period: Period) -> Self:
        """Quarters that come earlier than `period`."""
        return self.filter(
            Q(year__lt=period.year) | Q(year=period.year, quarter__lt=period.quarter)
        )

    def newest_first(self) -> Self:
        return self.order_by("-year", "-quarter")


class Period(Windows):
    """One quarter of a year: its instruments, its deadlines, its rules."""

    opened_at = models.DateTimeField("dibuka", default=timezone.now)
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = "periode"
        verbose_name_plural = "periode"
        constraints = [
            models.UniqueConstraint(
                fields=["year", "quarter"],
                name="%(app_label)s_%(class)s_one_a_quarter",
                violation_error_message="Triwulan ini sudah dibuka.",
            ),
            *WINDOWS_IN_ORDER,
        ]

    @property
    def first_day(self) -> date:
        return date(self.year, 3 * self.quarter - 2, 1)

    @property
    def last_day(self) -> date:
        month = 3 * self.quarter
        return date(self.year, month, monthrange(self.year, month)[1])


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def visible_to(self, user: User) -> Self:
        """Those that the user works with; none without the permission."""
        if not can(user, Permission.ASSESSMENT_VIEW):
            return self.none()
        return self.filter(seen_by(user))

    def readable_by(self, user: User) -> Self:
        """Those of `visible_to`, and past results of agencies before the user's own."""
        if not can(user, Permission.ASSESSMENT_VIEW):
            return self.none()
        return self.filter(read_by(user))

    def unsettled(self) -> Self:
        """Neither determined nor ended: somebody has still to do with it."""
        return self.exclude(status__in=SETTLED)

    def with_context(self) -> Self:
        """Period, instrument version and agency in the same query."""
        return self.select_related("period", "version", "agency", "carried_on_by")

    def of_units(self) -> Self:
        """Of work units: what is counted, ranked, compared and paid by."""
        return self.exclude(agency__kind=AgencyKind.PEMDA)

    def of_governments(self) -> Self:
        """Of governments as a whole, each with an instrument of its own."""
        return self.filter(agency__kind=AgencyKind.PEMDA)

    def taking_part(self) -> Self:
        """Not ended before its time, as with an agency that was closed."""
        return self.exclude(status=Status.ENDED)

    def newest_first(self) -> Self:
        """Newest quarter first, agencies by their code within it."""
        return self.order_by("-period__year", "-period__quarter", "agency_code")


class Assessment(models.Model):
    """The self-assessment of one agency in one quarter, under one instrument version.

    Name and code of the agency stand here as they were when the quarter opened:
    history stays under the old name. `carried_on_by` is the agency whose people have
    it in hand after its own was closed; ended, it counts nowhere any more.
    """

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    period = models.ForeignKey(
        Period, on_delete=models.PROTECT, related_name="assessments"
    )
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="assessments"
    )
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    agency_code = models.CharField("kode", max_length=30)
    agency_name = models.CharField("perangkat daerah", max_length=200)
    status = models.CharField(max_length=12, choices=Status, default=Status.FILLING)
    round = models.PositiveSmallIntegerField("putaran", default=0)
    extended_until = models.DateTimeField("diperpanjang sampai", null=True, blank=True)
    revision_due_at = models.DateTimeField("batas perbaikan", null=True, blank=True)
    objection_due_at = models.DateTimeField("batas sanggah", null=True, blank=True)
    submitted_at = models.DateTimeField("dikirim", null=True, blank=True)
    submitted_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    verified_at = models.DateTimeField("terverifikasi", null=True, blank=True)
    verified_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    finalised_at = models.DateTimeField("final", null=True, blank=True)
    finalised_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    determined_at = models.DateTimeField("ditetapkan", null=True, blank=True)
    carried_on_by = models.ForeignKey(
        Agency,
        verbose_name="diselesaikan oleh",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="carried_on",
    )
    ended_at = models.DateTimeField("dihentikan", null=True, blank=True)
    ended_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_reason = models.CharField("alasan dihentikan", max_length=500, blank=True)

    was_retracted: bool  # only after retraction.with_mark()

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = "penilaian mandiri"
        verbose_name_plural = "penilaian mandiri"
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "period"], name="%(app_label)s_%(class)s_one_a_period"
            ),
            both_or_neither("submitted_at", "submitted_by"),
            both_or_neither("verified_at", "verified_by"),
            both_or_neither("finalised_at", "finalised_by"),
            models.CheckConstraint(
                condition=Q(status__in=[Status.FILLING, Status.ENDED])
                | Q(submitted_at__isnull=False),
                name="%(app_label)s_%(class)s_submitted_with_time",
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.RETURNED) | Q(revision_due_at__isnull=False),
                name="%(app_label)s_%(class)s_returned_with_deadline",
            ),
            models.CheckConstraint(
                condition=~Q(
                    status__in=[Status.VERIFIED, Status.FINAL, Status.DETERMINED]
                )
                | Q(verified_at__isnull=False),
                name="%(app_label)s_%(class)s_verified_with_time",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[Status.FINAL, Status.DETERMINED])
                | Q(finalised_at__isnull=False),
                name="%(app_label)s_%(class)s_final_with_time",
            ),
            models.CheckConstraint(
                condition=Q(status=Status.DETERMINED, determined_at__isnull=False)
                | (~Q(status=Status.DETERMINED) & Q(determined_at__isnull=True)),
                name="%(app_label)s_%(class)s_determined_with_time",
            ),
            both_or_neither("ended_at", "ended_by"),
            models.CheckConstraint(
                condition=(
                    Q(status=Status.ENDED, ended_at__isnull=False) & ~Q(ended_reason="")
                )
                | (~Q(status=Status.ENDED) & Q(ended_at__isnull=True, ended_reason="")),
                name="%(app_label)s_%(class)s_ended_with_reason",
                violation_error_message="Penghentian memerlukan alasan.",
            ),
            models.CheckConstraint(
                condition=Q(carried_on_by__isnull=True) | ~Q(carried_on_by=F("agency")),
                name="%(app_label)s_%(class)s_carried_on_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency_name}, {self.period}"

    @property
    def audit_agency_code(self) -> str:
        return self.agency_code

    @property
    def state(self) -> Status:
        return Status(self.status)

    @property
    def acting_agency(self) -> Agency:
        return self.carried_on_by or self.agency

    @property
    def acting_agency_id(self) -> int:
        """The agency whose people do the work: its own, or the one that goes on."""
        return self.carried_on_by_id or self.agency_id

    def belongs_to(self, agencies: Collection[int]) -> bool:
        """Whether it is of one of these agencies, or one of them finishes its work."""
        return self.agency_id in agencies or self.carried_on_by_id in agencies

    def is_of(self, user: User) -> bool:
        """Whether the user is of the agency, or of the one that finishes its work."""
        return user.agency_id is not None and self.belongs_to((user.agency_id,))

    @property
    def is_ended(self) -> bool:
        return self.state is Status.ENDED

    @property
    def is_open(self) -> bool:
        """Whether the agency's side may still change something, deadlines aside."""
        return self.state in OPEN_TO_AGENCY

    @property
    def is_determined(self) -> bool:
        return self.state is Status.DETERMINED

    @property
    def is_settled(self) -> bool:
        """Determined or ended: nothing of it is written any more."""
        return self.state in SETTLED

    @property
    def is_verified(self) -> bool:
        """Between the mentor's last decision and the plenary's."""
        return self.state is Status.VERIFIED

    @property
    def due_at(self) -> datetime | None:
        """Until when the agency may fill or mend; None when it is not its turn."""
        return self._due_in(self.state)

    @property
    def taken_back_to(self) -> Status:
        """Where a submission that is taken back goes: to before it was sent."""
        return Status.RETURNED if self.round > 1 else Status.FILLING

    @property
    def due_taken_back(self) -> datetime | None:
        """Until when the agency could send again, were its submission taken back."""
        return self._due_in(self.taken_back_to)

    def _due_in(self, state: Status) -> datetime | None:
        due = {
            Status.FILLING: self.period.filling_until,
            Status.RETURNED: self.revision_due_at,
        }.get(state)
        if due and self.extended_until:
            return max(due, self.extended_until)
        return due

    @property
    def closes_at(self) -> datetime | None:
        """When the agency's side is locked: its deadline and the grace after it."""
        return self.due_at and self.due_at + self.period.grace

    @property
    def is_late(self) -> bool:
        return self.closes_at is not None and timezone.now() > self.closes_at

    @property
    def is_in_grace(self) -> bool:
        """Past the deadline, and still accepted."""
        return (
            self.due_at is not None
            and timezone.now() > self.due_at
            and not self.is_late
        )

    @property
    def window(self) -> Window | None:
        """Whose turn the clock measures; None while reviewers work."""
        return WINDOW_OF.get(self.state)

    @property
    def window_until(self) -> datetime | None:
        """The deadline of the present window, that of objecting among them."""
        return self.objection_due_at if self.is_verified else self.due_at

    @property
    def is_objection_open(self) -> bool:
        """Whether the agency's head may still object."""
        return (
            self.state is Status.VERIFIED
            and self.objection_due_at is not None
            and timezone.now() <= self.objection_due_at
        )


class ExtensionQuerySet(models.QuerySet["Extension"]):
    def newest_first(self) -> Self:
        return self.select_related("granted_by").order_by("-granted_at", "-pk")


class Extension(models.Model):
    """A later deadline for one agency, with its reason; `was` is the one before it."""

    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, related_name="extensions"
    )
    window = models.CharField("tahap", max_length=10, choices=Window, blank=True)
    was = models.DateTimeField("batas semula", null=True, blank=True)
    until = models.DateTimeField("sampai")
    reason = models.TextField("alasan")
    granted_at = models.DateTimeField(default=timezone.now)
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ExtensionQuerySet.as_manager()

    class Meta:
        verbose_name = "perpanjangan"
        verbose_name_plural = "perpanjangan"

    def __str__(self) -> str:
        return f"{self.assessment} sampai {self.until:%d-%m-%Y}"

    @property
    def step(self) -> Window | None:
        """Unknown of those that were granted before it was noted."""
        return Window(self.window) if self.window else None


class Transition(models.Model):
    """One move of an assessment from state to state: the timeline that people read.

    Nobody is named where the clock moved it.
    """

    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, related_name="transitions"
    )
    old = models.CharField(max_length=12, choices=Status)
    new = models.CharField(max_length=12, choices=Status)
    round = models.PositiveSmallIntegerField("putaran")
    moved_at = models.DateTimeField(default=timezone.now)
    moved_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    in_grace = models.BooleanField("dalam tenggang", default=False)

    class Meta:
        verbose_name = "perpindahan tahap"
        verbose_name_plural = "perpindahan tahap"
        constraints = [
            models.CheckConstraint(
                condition=Q(moved_by__isnull=False)
                | Q(old=Status.RETURNED, new=Status.SUBMITTED),
                name="%(app_label)s_%(class)s_by_somebody_or_overdue",
            )
        ]

    def __str__(self) -> str:
        return f"{self.old} → {self.new}"

    @property
    def state(self) -> Status:
        return Status(self.new)
