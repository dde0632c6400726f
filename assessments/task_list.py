"""What one person has to do, and how the work of an agency is spread."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.db.models import F

from assessments.disclosure import as_seen_by
from assessments.enums import SETTLED
from assessments.models import Answer, Assessment, FollowUp
from assessments.owners import owned_by
from assessments.queries import missing_of, people_of
from instruments.queries import definition_of

if TYPE_CHECKING:
    from datetime import date

    from accounts.models import User
    from assessments.models import Assignment
    from assessments.owners import Group
    from assessments.queries import Overview, Row
    from instruments.definition import Indicator


@dataclass(frozen=True, slots=True)
class Task:
    """One indicator that somebody was given."""

    answer: Answer
    duty: Assignment
    indicator: Indicator
    missing: tuple[str, ...]

    @property
    def is_late(self) -> bool:
        return not self.answer.is_done and self.duty.is_late


@dataclass(frozen=True, slots=True)
class Work:
    """One step of the plan that names the person."""

    step: FollowUp
    indicator: Indicator


class TaskList:
    """The indicators and steps of one person; late ones first, then by day."""

    def __init__(self, user: User) -> None:
        self.user = user

    @cached_property
    def tasks(self) -> list[Task]:
        """Indicators of quarters that are not determined: one query."""
        answers = (
            Answer.objects.visible_to(self.user)
            .filter(assignment__assignee=self.user)
            .exclude(assessment__status__in=SETTLED)
            .with_context()
            .select_related("assignment")
            .with_citation_count()
            .order_by(
                F("assignment__due_on").asc(nulls_last=True),
                "-assessment__period__year",
                "-assessment__period__quarter",
                "indicator__position",
            )
        )
        return [_task(as_seen_by(self.user, answer)) for answer in answers]

    @property
    def open(self) -> list[Task]:
        """What is still to be made ready."""
        return [task for task in self.tasks if not task.answer.is_done]

    @property
    def done(self) -> list[Task]:
        return [task for task in self.tasks if task.answer.is_done]

    @property
    def late(self) -> int:
        late_steps = sum(work.step.is_late for work in self.steps)
        return late_steps + sum(task.is_late for task in self.tasks)

    @cached_property
    def steps(self) -> list[Work]:
        """Open steps of the plan, of whatever quarter: one query."""
        found = (
            FollowUp.objects.visible_to(self.user)
            .filter(person=self.user)
            .open()
            .select_related("answer__indicator", "answer__assessment__period")
            .order_by(F("due_on").asc(nulls_last=True), "added_at")
        )
        return [Work(step, _indicator(step.answer)) for step in found]

    @cached_property
    def owned(self) -> list[Group]:
        """What the own agency answers for in the assessment of its government."""
        return owned_by(self.user)

    @cached_property
    def current(self) -> Assessment | None:
        """The newest quarter of the own agency."""
        visible = Assessment.objects.visible_to(self.user)
        return visible.newest_first().first()


def _task(answer: Answer) -> Task:
    floor = definition_of(answer.assessment.version_id).scale_min
    missing = missing_of(answer, citations=answer.citation_count, floor=floor)
    return Task(answer, answer.assignment, _indicator(answer), missing)


def _indicator(answer: Answer) -> Indicator:
    return definition_of(answer.assessment.version_id).by_code[answer.indicator.code]


# How the work is spread


@dataclass(frozen=True, slots=True)
class Load:
    """The indicators of one person in one assessment; `person` is None for nobody's."""

    person: User | None
    rows: tuple[Row, ...]

    @property
    def total(self) -> int:
        return len(self.rows)

    @property
    def done(self) -> int:
        return sum(row.is_done for row in self.rows)

    @property
    def late(self) -> int:
        return sum(row.is_late for row in self.rows)

    @property
    def obstacles(self) -> int:
        return sum(bool(row.obstacle) for row in self.rows)

    @property
    def due_on(self) -> date | None:
        """The first day that something of it is due."""
        days = [
            row.assignment.due_on
            for row in self.rows
            if row.assignment and row.assignment.due_on and not row.is_done
        ]
        return min(days, default=None)


def loads_of(overview: Overview) -> list[Load]:
    """Everybody of the agency, those without work too, and what is nobody's: one query."""
    people: dict[object, User] = {
        person.pk: person for person in people_of(overview.assessment.acting_agency_id)
    }
    rows: dict[object, list[Row]] = {pk: [] for pk in people}
    for row in overview.rows:
        person = row.assignee
        if person:
            people.setdefault(person.pk, person)
        rows.setdefault(person.pk if person else None, []).append(row)
    loads = [Load(person, tuple(rows[pk])) for pk, person in people.items()]
    loads.sort(key=lambda load: (-load.late, -load.total))
    free = rows.get(None)
    return [*loads, *([Load(None, tuple(free))] if free else [])]
