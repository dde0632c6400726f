"""What becomes of open assessments when their agency is no more.

Who closes the agency holds the rows; these steps write and give the events of the
trail, which comes last. Nothing of an assessment is deleted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from accounts import audit
from assessments.actions.base import move
from assessments.actions.periods import begin
from assessments.carrying import open_sources_of, sources_of
from assessments.enums import Status

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.models import Agency, AuditEvent, User
    from assessments.models import Assessment, Period, PlannedPeriod


def hand_on(assessment: Assessment, agency: Agency, *, by: User) -> AuditEvent:
    """Its people finish it under the name that it was opened with."""
    assessment.carried_on_by = agency
    assessment.save(update_fields=["carried_on_by"])
    return audit.event_of("assessment.handed_on", assessment, by=by, agency=agency.code)


def end_assessment(
    assessment: Assessment, *, reason: str, heir: Agency | None, by: User
) -> AuditEvent:
    """It counts nowhere any more; the people of `heir` can read it."""
    move(assessment, Status.ENDED, by=by)
    assessment.ended_at, assessment.ended_by = timezone.now(), by
    assessment.ended_reason, assessment.carried_on_by = reason, heir
    assessment.save(
        update_fields=[
            "status",
            "ended_at",
            "ended_by",
            "ended_reason",
            "carried_on_by",
        ]
    )
    return audit.event_of("assessment.ended", assessment, by=by, reason=reason)


def join(
    period: Period, agency: Agency, *, source: Assessment | None, by: User
) -> list[AuditEvent]:
    """The agency takes part in an opened quarter, with an assessment of its own.

    It begins as `source` stands, with what is written there and the later deadline
    that was granted; without one as the last determined quarter ended.
    """
    if source:
        taken = open_sources_of(source, agency)
        carrying = begin(period, [agency], lambda _: taken, by=by, with_open=True)
    else:
        carrying = begin(period, [agency], sources_of, by=by)
    (made,) = carrying.assessments
    if source and source.extended_until:
        made.extended_until = source.extended_until
        made.save(update_fields=["extended_until"])
    joined = audit.event_of("assessment.joined", made, by=by, period=str(period))
    told = carrying.told()
    return [
        joined,
        *(audit.event_of("assessment.carried", a, by=by, **data) for a, data in told),
    ]


def regroup_plan(
    plan: PlannedPeriod,
    *,
    leaving: Iterable[Agency],
    coming: Iterable[Agency],
    by: User,
) -> AuditEvent:
    """A quarter that is prepared takes the successors instead of who is closed."""
    leaving, coming = list(leaving), list(coming)
    plan.agencies.remove(*leaving)
    plan.agencies.add(*coming)
    return audit.event_of(
        "plan.regrouped",
        plan,
        by=by,
        year=plan.year,
        quarter=plan.quarter,
        leaving=[agency.code for agency in leaving],
        coming=[agency.code for agency in coming],
    )
