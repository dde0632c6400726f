"""Sessions of mentors with agencies, as they were recorded."""

from datetime import time
from typing import Any

from assessments import actions
from assessments.actions import Minuted, Task
from assessments.enums import Attendee
from assessments.models import Assessment
from spbe_portal.demo.calendar import Calendar
from spbe_portal.demo.people import People
from spbe_portal.demo.province import Province


def make(demo: Province, people: People, calendar: Calendar) -> None:
    for item in demo.talk["mentoring"]:
        _record(people, calendar, item)


def _record(people: People, calendar: Calendar, item: dict[str, Any]) -> None:
    office = item["office"]
    assessment = Assessment.objects.select_related("version").get(
        agency=people.agencies[office],
        period__year=calendar.days["year"],
        period__quarter=calendar.days["quarter"],
    )
    mentor = people.mentors[office]
    made = actions.record_mentoring(
        assessment,
        Minuted(
            held_on=calendar.day(item["day"]),
            starts_at=_clock(item.get("starts_at")),
            ends_at=_clock(item.get("ends_at")),
            place=item["place"],
            subjects=item["subjects"],
            outcome=item.get("outcome", ""),
            attendance={Attendee(role): n for role, n in item["attendance"].items()},
            indicators=tuple(
                assessment.version.indicators.filter(
                    code__in=item["indicators"]
                ).order_by("position")
            ),
            tasks=tuple(
                Task(
                    task["text"],
                    people.one(task["by"], office),
                    calendar.day(task["due"]),
                )
                for task in item["tasks"]
            ),
        ),
        by=mentor,
    )
    for part in item["agreed"]:
        actions.agree_mentoring(made, version=1, by=people.one(part, office))
    done = [task["text"] for task in item["tasks"] if task.get("done")]
    for row in made.follow_ups.filter(text__in=done):
        actions.settle_follow_up(row, done=True, by=row.owner)


def _clock(text: str | None) -> time | None:
    return time.fromisoformat(text) if text else None
