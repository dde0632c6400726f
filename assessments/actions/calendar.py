"""Planning a quarter ahead, opening what was planned, moving its deadlines."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts import audit
from accounts.enums import NoticeKind
from accounts.models import Agency, User
from accounts.notices import notify
from assessments.actions.base import AssessmentError
from assessments.actions.periods import (
    Deadlines,
    Instruments,
    open_period,
    refuse_opening,
)
from assessments.enums import Window
from assessments.models import DeadlineChange, Passage, Period, PlannedPeriod
from assessments.queries.people import people_in
from instruments.models import Version
from lib import formats

MOVABLE = {
    "filling_until": Window.FILLING,
    "review_until": Window.REVIEW,
    "plenary_until": Window.PLENARY,
}


def plan_period(
    year: int,
    quarter: int,
    *,
    version: Version,
    government_version: Version | None = None,
    agencies: Iterable[Agency],
    deadlines: Deadlines,
    opens_at: datetime,
    carry: bool = True,
    by: User,
) -> PlannedPeriod:
    """Prepare a quarter that the clock opens at `opens_at`.

    Raises AssessmentError for what `open_period` would refuse on that day, a moment
    that has passed, or a quarter that stands or is planned already.
    """
    agencies = list(agencies)
    instruments = Instruments(version, government_version)
    _refuse_planning(instruments, agencies, deadlines, opens_at)
    if Period.objects.filter(year=year, quarter=quarter).exists():
        msg = f"{formats.quarter(quarter, year)} sudah dibuka."
        raise AssessmentError(msg)
    try:
        with transaction.atomic():
            plan = PlannedPeriod.objects.create(
                year=year,
                quarter=quarter,
                version=version,
                government_version=government_version,
                opens_at=opens_at,
                carry=carry,
                planned_by=by,
                **asdict(deadlines),
            )
            plan.agencies.set(agencies)
            audit.record("plan.made", plan, by=by, **_told(plan, agencies))
    except IntegrityError as error:
        raise _taken(error, year, quarter) from error
    return plan


def change_plan(
    plan: PlannedPeriod,
    *,
    year: int,
    quarter: int,
    version: Version,
    government_version: Version | None = None,
    agencies: Iterable[Agency],
    deadlines: Deadlines,
    opens_at: datetime,
    carry: bool,
    by: User,
) -> PlannedPeriod:
    """Everything of a plan may change until it is opened or cancelled."""
    agencies = list(agencies)
    instruments = Instruments(version, government_version)
    _refuse_planning(instruments, agencies, deadlines, opens_at)
    try:
        with transaction.atomic():
            plan = lock_plan(plan)
            plan.year, plan.quarter, plan.version = year, quarter, version
            plan.government_version = government_version
            plan.opens_at, plan.carry, plan.problem = opens_at, carry, ""
            for name, value in asdict(deadlines).items():
                setattr(plan, name, value)
            plan.save()
            plan.agencies.set(agencies)
            audit.record("plan.changed", plan, by=by, **_told(plan, agencies))
    except IntegrityError as error:
        raise _taken(error, year, quarter) from error
    return plan


@transaction.atomic
def cancel_plan(plan: PlannedPeriod, *, reason: str, by: User) -> PlannedPeriod:
    """The quarter will not open by itself; what was planned stays on record."""
    plan = lock_plan(plan)
    if not reason.strip():
        msg = "Tulis alasan pembatalan."
        raise AssessmentError(msg)
    plan.cancelled_at, plan.cancelled_by = timezone.now(), by
    plan.cancelled_reason = reason.strip()
    plan.save()
    audit.record(
        "plan.cancelled",
        plan,
        by=by,
        year=plan.year,
        quarter=plan.quarter,
        reason=plan.cancelled_reason,
    )
    return plan


@transaction.atomic
def open_plan(plan: PlannedPeriod, *, by: User | None = None) -> Period:
    """Carry out a plan: now by a person, or, without one, by the clock in its time.

    Agencies that were closed meanwhile are left out and named in the trail.
    """
    plan = lock_plan(plan)
    chosen = list(plan.agencies.order_by("code"))
    standing = set(
        Agency.objects.open_on(timezone.localdate()).values_list("pk", flat=True)
    )
    period = open_period(
        plan.year,
        plan.quarter,
        version=plan.version,
        government_version=plan.government_version,
        agencies=[agency for agency in chosen if agency.pk in standing],
        deadlines=deadlines_of(plan),
        carry=plan.carry,
        by=by or plan.planned_by,
        plan=plan,
        by_clock=by is None,
    )
    plan.period, plan.problem = period, ""
    plan.save(update_fields=["period", "problem"])
    passage = Passage.objects.create(
        period=period,
        window=Window.OPENING,
        due_at=plan.opens_at,
        passed_at=timezone.now(),
    )
    audit.record(
        "plan.opened",
        plan,
        by=by,
        year=plan.year,
        quarter=plan.quarter,
        due=passage.due_at.isoformat(),
        left_out=[agency.code for agency in chosen if agency.pk not in standing],
    )
    return period


@transaction.atomic
def move_deadlines(
    period: Period, *, moved: dict[str, datetime], reason: str, by: User
) -> Period:
    """Move deadlines of an opened quarter to later, for every agency.

    `moved` has the new deadlines by the name of their field. Raises AssessmentError for
    one that is not later than the present one and than now, an order that is broken,
    nothing moved, no reason, or a quarter that is determined.
    """
    period = Period.objects.select_for_update(no_key=True).get(pk=period.pk)
    reason = reason.strip()
    moved = {name: at for name, at in moved.items() if at != getattr(period, name)}
    _refuse_moving(period, moved, reason)
    changes = [
        DeadlineChange(
            period=period,
            window=MOVABLE[name],
            was=getattr(period, name),
            until=at,
            reason=reason,
            changed_at=timezone.now(),
            changed_by=by,
        )
        for name, at in moved.items()
    ]
    for name, at in moved.items():
        setattr(period, name, at)
    period.save(update_fields=list(moved))
    DeadlineChange.objects.bulk_create(changes)
    _tell_moved(period, changes, by)
    audit.record(
        "period.deadlines_moved",
        period,
        by=by,
        was={change.step.label: formats.moment(change.was) for change in changes},
        moved={change.step.label: formats.moment(change.until) for change in changes},
        reason=reason,
    )
    return period


def deadlines_of(plan: PlannedPeriod) -> Deadlines:
    return Deadlines(
        **{name: getattr(plan, name) for name in Deadlines.__dataclass_fields__}
    )


def lock_plan(plan: PlannedPeriod) -> PlannedPeriod:
    """The plan as it is now, held; refused once it is opened or cancelled."""
    locked = (
        PlannedPeriod.objects.select_for_update(of=("self",))
        .select_related("version", "planned_by")
        .get(pk=plan.pk)
    )
    if not locked.is_waiting:
        done = "dibatalkan" if locked.cancelled_at else "dibuka"
        msg = f"Jadwal {locked} sudah {done}, jadi tidak dapat diubah."
        raise AssessmentError(msg)
    return locked


def _refuse_planning(
    instruments: Instruments,
    agencies: list[Agency],
    deadlines: Deadlines,
    opens_at: datetime,
) -> None:
    if opens_at <= timezone.now():
        msg = "Waktu pembukaan harus sesudah sekarang."
        raise AssessmentError(msg)
    refuse_opening(instruments, agencies, deadlines, opens_at=opens_at)


def _taken(error: IntegrityError, year: int, quarter: int) -> Exception:
    if "one_waiting_a_quarter" not in str(error):
        return error
    return AssessmentError(f"{formats.quarter(quarter, year)} sudah dijadwalkan.")


def _told(plan: PlannedPeriod, agencies: list[Agency]) -> dict[str, object]:
    return {
        "year": plan.year,
        "quarter": plan.quarter,
        "instrument": plan.version.code,
        "government_instrument": plan.government_version
        and plan.government_version.code,
        "opens": formats.moment(plan.opens_at),
        "filling_until": plan.filling_until.isoformat(),
        "review_until": plan.review_until.isoformat(),
        "plenary_until": plan.plenary_until.isoformat(),
        "revision_days": plan.revision_days,
        "objection_days": plan.objection_days,
        "objections_max": plan.objections_max,
        "objection_evidence": plan.objection_evidence,
        "grace_minutes": plan.grace_minutes,
        "carry": plan.carry,
        "agencies": [agency.code for agency in agencies],
    }


def _refuse_moving(period: Period, moved: dict[str, datetime], reason: str) -> None:
    if period.determinations.exists():
        msg = f"Hasil {period} sudah ditetapkan, jadi batasnya tidak dapat diubah."
        raise AssessmentError(msg)
    if not moved:
        msg = "Tidak ada batas yang berubah."
        raise AssessmentError(msg)
    if not reason:
        msg = "Tulis alasan perubahan."
        raise AssessmentError(msg)
    now = timezone.now()
    if any(at < getattr(period, name) or at <= now for name, at in moved.items()):
        msg = "Batas hanya dapat diundur: sesudah sekarang dan sesudah batas semula."
        raise AssessmentError(msg)
    windows = [moved.get(name, getattr(period, name)) for name in MOVABLE]
    if windows != sorted(windows):
        msg = "Batas waktu harus berurutan: pengisian, verifikasi, lalu pleno."
        raise AssessmentError(msg)


def _tell_moved(period: Period, changes: list[DeadlineChange], by: User) -> None:
    words = ", ".join(
        f"{change.step.label.lower()} sampai {formats.moment(change.until)}"
        for change in changes
    )
    ends = "|".join(change.until.isoformat() for change in changes)
    notify(
        NoticeKind.DEADLINE,
        to=people_in(period),
        text=f"Batas {period} diundur: {words}.",
        url=reverse("assessments:list"),
        key=f"deadlines-moved:{period.pk}:{ends}",
        by=by,
    )
