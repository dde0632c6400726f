"""Who does what in the quarter under way, what stands in the way, and what comes next."""

from collections.abc import Iterator
from datetime import date, timedelta

from assessments.enums import OPEN_TO_AGENCY
from assessments.models import Answer, Assignment, FollowUp
from assessments.plan import standing_level
from instruments.queries import definition_of
from spbe_portal.demo import dice, texts
from spbe_portal.demo.calendar import Calendar
from spbe_portal.demo.people import OF_AGENCY, People
from spbe_portal.demo.province import Office, Province
from spbe_portal.demo.trail import Trail

SHARE = ("anggota", "anggota", "anggota", "koordinator", "koordinator", "kepala")
SPREAD = 14  # days between the first and the last deadline of an agency's own
OVERDUE = 3  # so many of them lie behind today
FREE = 8  # one indicator of so many is nobody's
BLOCKED = 9  # one of so many has an obstacle
PLANNED = 5  # one of so many has a plan


def make(demo: Province, people: People, calendar: Calendar) -> None:
    """Rows and events as the actions write them, in bulk."""
    answers = _answers(calendar)
    trail = Trail()
    duties: list[Assignment] = []
    steps: list[FollowUp] = []
    for office in demo.offices:
        for answer in answers[office.code]:
            desk = Desk(demo, people, calendar, office, answer)
            duties += desk.duties()
            steps += desk.steps()
    Assignment.objects.bulk_create(duties, batch_size=1000)
    FollowUp.objects.bulk_create(steps, batch_size=1000)
    for duty in duties:
        _tell(trail, duty)
    for step in steps:
        trail.add(
            "follow_up.added",
            step,
            by=step.added_by,
            indicator=step.answer.indicator.code,
            level=step.level,
            step=step.step,
            person=step.person.get_username() if step.person else None,
            due_on=step.due_on.isoformat() if step.due_on else None,
        )
    trail.write()


def _answers(calendar: Calendar) -> dict[str, list[Answer]]:
    found: dict[str, list[Answer]] = {}
    for answer in (
        Answer.objects.filter(
            assessment__period__year=calendar.days["year"],
            assessment__period__quarter=calendar.days["quarter"],
        )
        .with_context()
        .in_order()
    ):
        found.setdefault(answer.assessment.agency_code, []).append(answer)
    return found


def _tell(trail: Trail, duty: Assignment) -> None:
    code = duty.answer.indicator.code
    if duty.assignee and duty.due_on:
        trail.add(
            "answer.assigned",
            duty.answer,
            by=duty.assigned_by,
            indicator=code,
            assignee=duty.assignee.get_username(),
            due_on=duty.due_on.isoformat(),
        )
    if duty.obstacle:
        trail.add(
            "answer.obstacle_noted",
            duty.answer,
            by=duty.noted_by,
            indicator=code,
            obstacle=duty.obstacle,
        )


class Desk:
    """What an agency decided about one indicator."""

    def __init__(
        self,
        demo: Province,
        people: People,
        calendar: Calendar,
        office: Office,
        answer: Answer,
    ) -> None:
        self.demo = demo
        self.people = people
        self.calendar = calendar
        self.office = office
        self.answer = answer
        self.name = (office.key, answer.indicator.code)

    def duties(self) -> Iterator[Assignment]:
        if dice.number(FREE, *self.name, "free") == 0:
            return
        duty = Assignment(answer=self.answer)
        duty.assignee = self.people.of(dice.pick(SHARE, *self.name), self.office)
        duty.assigned_by = self.people.of("koordinator", self.office)
        duty.assigned_at = self.calendar.at(-10, *self.name, "assigned")
        days = dice.number(SPREAD, *self.name, "due") - OVERDUE
        duty.due_on = self.calendar.day(days)
        is_open = self.answer.assessment.state in OPEN_TO_AGENCY
        if is_open and dice.number(BLOCKED, *self.name, "obstacle") == 0:
            duty.obstacle = dice.pick(self.demo.quarters["obstacles"], *self.name)
            duty.noted_by = duty.assignee
            duty.noted_at = self.calendar.at(-2, *self.name, "noted")
        yield duty

    def steps(self) -> Iterator[FollowUp]:
        if dice.number(PLANNED, *self.name, "plan"):
            return
        instrument = definition_of(self.answer.assessment.version_id)
        level = standing_level(self.answer, floor=instrument.scale_min) + 1
        if level > instrument.scale_max:
            return
        indicator = instrument.by_code[self.answer.indicator.code]
        due = self.calendar.day(20) + timedelta(days=7 * dice.number(8, *self.name))
        for place, words in enumerate(texts.steps(indicator, level)):
            yield self._step(level, words, due + timedelta(days=7 * place), place)

    def _step(self, level: int, words: str, due_on: date, place: int) -> FollowUp:
        part, _, _ = dice.pick(OF_AGENCY, *self.name, place)
        by = self.people.of("koordinator", self.office)
        return FollowUp(
            answer=self.answer,
            level=level,
            step=words,
            person=self.people.of(part, self.office),
            due_on=due_on,
            added_at=self.calendar.at(-5, *self.name, place, "plan"),
            added_by=by,
        )
