"""What the form that opens a quarter proposes."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from assessments.models import Period

if TYPE_CHECKING:
    from datetime import date

FILLING_DAYS, REVIEW_DAYS, PLENARY_DAYS = 14, 10, 10
CLOSING = time(16, 0)
SATURDAY = 5


def proposal() -> dict[str, Any]:
    """The quarter after the newest one, its instrument, and deadlines from today on."""
    newest = Period.objects.newest_first().select_related("version").first()
    today = timezone.localdate()
    year, quarter = (
        following(newest.year, newest.quarter)
        if newest
        else (today.year, (today.month + 2) // 3)
    )
    filling = working_day(today + timedelta(days=FILLING_DAYS))
    review = working_day(filling + timedelta(days=REVIEW_DAYS))
    plenary = working_day(review + timedelta(days=PLENARY_DAYS))
    return {
        "year": year,
        "quarter": quarter,
        "version": newest.version_id
        if newest and not newest.version.retired_at
        else None,
        "filling_until": closing(filling),
        "review_until": closing(review),
        "plenary_until": closing(plenary),
        "revision_days": newest.revision_days if newest else 3,
        "objection_days": newest.objection_days if newest else 3,
        "objections_max": newest.objections_max if newest else 5,
        "objection_evidence": newest.objection_evidence if newest else False,
    }


def following(year: int, quarter: int) -> tuple[int, int]:
    return (year + 1, 1) if quarter == 4 else (year, quarter + 1)


def working_day(day: date) -> date:
    """The day itself, or the Monday after a weekend."""
    return (
        day + timedelta(days=max(0, 7 - day.weekday()))
        if day.weekday() >= SATURDAY
        else day
    )


def closing(day: date) -> datetime:
    """The end of the office's day, in local time."""
    return timezone.make_aware(datetime.combine(day, CLOSING))
