"""What the form that opens a quarter proposes."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from accounts.models import Agency
from assessments.models import Period, PlannedPeriod

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from accounts.models.people import AgencyQuerySet

FILLING_DAYS, REVIEW_DAYS, PLENARY_DAYS = 14, 10, 10
OPENING, CLOSING = time(8, 0), time(16, 0)
SATURDAY = 5
QUARTER = timedelta(weeks=13)  # a quarter that keeps the day of the week
COPIED = (
    "revision_days",
    "objection_days",
    "objections_max",
    "objection_evidence",
    "grace_minutes",
)
NOW, LATER = "now", "later"


def proposal() -> dict[str, Any]:
    """The quarter after the newest one, with its settings and its days a quarter later.

    Deadlines that would have passed by then are counted from today.
    """
    newest = (
        Period.objects.newest_first()
        .select_related("version", "government_version")
        .first()
    )
    if newest is None:
        return _first()
    year, quarter = following(*_last_taken(newest))
    proposed = {"year": year, "quarter": quarter} | _settings(newest)
    steps = 4 * (year - newest.year) + quarter - newest.quarter
    opens_at = at(timezone.localdate(newest.opened_at) + steps * QUARTER, OPENING)
    if opens_at <= timezone.now():
        return proposed | _from_today() | {"start": NOW, "agencies": partners(newest)}
    windows = {
        name: later(getattr(newest, name), steps)
        for name in ("filling_until", "review_until", "plenary_until")
    }
    return (
        proposed
        | windows
        | {"opens_at": opens_at, "start": LATER, "agencies": partners(newest)}
    )


def entries_of(plan: PlannedPeriod) -> dict[str, Any]:
    """What a plan says, as the form shows it."""
    names = ("year", "quarter", "opens_at", "carry")
    windows = ("filling_until", "review_until", "plenary_until")
    return (
        {name: getattr(plan, name) for name in (*names, *windows)}
        | _settings(plan)
        | {"agencies": plan.agencies.all()}
    )


def partners(period: Period) -> QuerySet[Agency]:
    """The agencies of that quarter that are still open; else every work unit."""
    standing = Agency.objects.open_on(timezone.localdate())
    taking_part = standing.filter(assessments__period=period)
    return taking_part if taking_part.exists() else units(standing)


def units(agencies: AgencyQuerySet) -> AgencyQuerySet:
    return agencies.units()


def following(year: int, quarter: int) -> tuple[int, int]:
    return (year + 1, 1) if quarter == 4 else (year, quarter + 1)


def later(moment: datetime, quarters: int) -> datetime:
    """The same weekday and hour so many quarters later, never in a weekend."""
    local = timezone.localtime(moment)
    return at(working_day(local.date() + quarters * QUARTER), local.time())


def working_day(day: date) -> date:
    """The day itself, or the Monday after a weekend."""
    return (
        day + timedelta(days=max(0, 7 - day.weekday()))
        if day.weekday() >= SATURDAY
        else day
    )


def closing(day: date) -> datetime:
    """The end of the office's day, in local time."""
    return at(day, CLOSING)


def at(day: date, hour: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, hour))


def _last_taken(newest: Period) -> tuple[int, int]:
    """The latest quarter that stands or is planned."""
    plans = PlannedPeriod.objects.waiting().values_list("year", "quarter")
    return max([(newest.year, newest.quarter), *plans])


def _settings(source: Period | PlannedPeriod) -> dict[str, Any]:
    copied = {name: getattr(source, name) for name in COPIED}
    for name in ("version", "government_version"):
        version = getattr(source, name)
        copied[name] = version.pk if version and not version.retired_at else None
    return copied


def _first() -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "year": today.year,
        "quarter": (today.month + 2) // 3,
        "revision_days": 3,
        "objection_days": 3,
        "objections_max": 5,
        "objection_evidence": False,
        "grace_minutes": 0,
        "start": NOW,
        **_from_today(),
    }


def _from_today() -> dict[str, datetime]:
    filling = working_day(timezone.localdate() + timedelta(days=FILLING_DAYS))
    review = working_day(filling + timedelta(days=REVIEW_DAYS))
    plenary = working_day(review + timedelta(days=PLENARY_DAYS))
    return {
        "filling_until": closing(filling),
        "review_until": closing(review),
        "plenary_until": closing(plenary),
    }
