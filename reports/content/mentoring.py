"""The minutes of a mentoring session, agreed to by both sides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from django.utils import timezone

from reports.content import shared
from reports.content.letterhead import identity_on

if TYPE_CHECKING:
    from assessments.models import Mentoring
    from reports.content.shared import JSON, Identity, Quarter


# Freezing


def mentoring_inputs(mentoring: Mentoring) -> JSON:
    """Plain JSON of a session: three queries. People by role, never by name."""
    assessment = mentoring.assessment
    return {
        "identity": identity_on(mentoring.held_on),
        "period": {
            "year": assessment.period.year,
            "quarter": assessment.period.quarter,
        },
        "agency": {"code": assessment.agency_code, "name": assessment.agency_name},
        "held_on": mentoring.held_on.isoformat(),
        "starts_at": _clock(mentoring.starts_at),
        "ends_at": _clock(mentoring.ends_at),
        "place": mentoring.place,
        "subjects": mentoring.subjects,
        "outcome": mentoring.outcome,
        "attendance": [
            {"role": row.label, "number": row.number}
            for row in mentoring.attendances.order_by("pk")
        ],
        "indicators": [
            {"code": indicator.code, "name": indicator.name}
            for indicator in mentoring.indicators.order_by("position")
        ],
        "follow_ups": [
            {
                "text": row.text,
                "owner": row.owner.get_role_display(),
                "due_on": row.due_on.isoformat(),
            }
            for row in mentoring.follow_ups.select_related("owner").order_by(
                "due_on", "pk"
            )
        ],
        "agreed": {
            "mentor": _day(mentoring.mentor_agreed_at),
            "agency": _day(mentoring.agency_agreed_at),
        },
    }


def _clock(value: time | None) -> str:
    return value.isoformat("minutes") if value else ""


def _day(value: datetime | None) -> str | None:
    return timezone.localdate(value).isoformat() if value else None


# Reading


@dataclass(frozen=True, slots=True)
class FollowUp:
    text: str
    owner: str
    due_on: date


@dataclass(frozen=True, slots=True)
class MentoringMinutes:
    """`hours` is "09.00 sampai 11.00 Wita", or empty."""

    identity: Identity
    quarter: Quarter
    agency: str
    held_on: date
    hours: str
    place: str
    subjects: str
    outcome: str
    attendance: tuple[tuple[str, int], ...]
    indicators: tuple[tuple[str, str], ...]
    follow_ups: tuple[FollowUp, ...]
    mentor_agreed: date | None
    agency_agreed: date | None

    @property
    def present(self) -> int:
        return sum(number for _, number in self.attendance)


def read_mentoring(inputs: JSON) -> MentoringMinutes:
    """The minutes as plain values; no query."""
    agreed = inputs["agreed"]
    return MentoringMinutes(
        identity=shared.identity(inputs["identity"]),
        quarter=shared.quarter(inputs["period"]),
        agency=inputs["agency"]["name"],
        held_on=date.fromisoformat(inputs["held_on"]),
        hours=_hours(inputs["starts_at"], inputs["ends_at"]),
        place=inputs["place"],
        subjects=inputs["subjects"],
        outcome=inputs["outcome"],
        attendance=tuple((row["role"], row["number"]) for row in inputs["attendance"]),
        indicators=tuple(
            (row["code"].removeprefix("I"), row["name"]) for row in inputs["indicators"]
        ),
        follow_ups=tuple(
            FollowUp(row["text"], row["owner"], date.fromisoformat(row["due_on"]))
            for row in inputs["follow_ups"]
        ),
        mentor_agreed=shared.day(agreed["mentor"]),
        agency_agreed=shared.day(agreed["agency"]),
    )


def _hours(begin: str, end: str) -> str:
    parts = [part.replace(":", ".") for part in (begin, end) if part]
    return f"{' sampai '.join(parts)} Wita" if parts else ""
