"""Who does one indicator and how it is to rise; read when a template asks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from accounts.permissions import Permission, can
from assessments.enums import StepState
from assessments.forms.work import DutyForm, ObstacleForm, StepForm
from assessments.models import Answer, Assignment, FollowUp
from assessments.plan import standing_level
from assessments.queries import people_of
from instruments.queries import definition_of

if TYPE_CHECKING:
    from accounts.models import User


MOVES = {
    StepState.PLANNED: [(StepState.UNDERWAY, "Mulai"), (StepState.DONE, "Selesai")],
    StepState.UNDERWAY: [(StepState.DONE, "Selesai")],
    StepState.DONE: [(StepState.UNDERWAY, "Buka lagi")],
    StepState.DROPPED: [(StepState.PLANNED, "Pulihkan")],
}


@dataclass(frozen=True, slots=True)
class Line:
    """A step with the form that changes it; none for who may not."""

    step: FollowUp
    form: StepForm | None

    @property
    def moves(self) -> list[tuple[StepState, str]]:
        """Where the step may go from here, each with the words of its button."""
        return MOVES[self.step.step_state]

    @property
    def is_refused(self) -> bool:
        return bool(self.form and self.form.errors)


class WorkPanel:
    """The assignment of one answer and its follow-up plan."""

    def __init__(self, answer: Answer, user: User) -> None:
        self.answer = answer
        self.user = user
        self.refused_step: tuple[FollowUp, StepForm] | None = None

    @cached_property
    def people(self) -> list[User]:
        return list(people_of(self.answer.filled_by_id))

    # The assignment

    @cached_property
    def duty(self) -> Assignment | None:
        found = Assignment.objects.filter(answer=self.answer)
        return found.select_related("assignee", "assigned_by", "noted_by").first()

    @property
    def is_late(self) -> bool:
        return not self.answer.is_done and bool(self.duty and self.duty.is_late)

    @property
    def can_assign(self) -> bool:
        return (
            not self.answer.assessment.is_settled
            and self.answer.is_filled_by(self.user)
            and can(self.user, Permission.ASSIGNMENT_MANAGE)
        )

    @property
    def can_note(self) -> bool:
        return not self.answer.assessment.is_settled and self.can_plan

    @cached_property
    def duty_form(self) -> DutyForm:
        return DutyForm(duty=self.duty, people=self.people)

    @cached_property
    def obstacle_form(self) -> ObstacleForm:
        obstacle = self.duty.obstacle if self.duty else ""
        return ObstacleForm(initial={"obstacle": obstacle})

    # The plan

    @property
    def can_plan(self) -> bool:
        is_filler = self.answer.is_filled_by(self.user)
        return is_filler and can(self.user, Permission.ASSESSMENT_EDIT)

    @cached_property
    def stands(self) -> int:
        """The level that the plan starts from."""
        floor = definition_of(self.answer.assessment.version_id).scale_min
        return standing_level(self.answer, floor=floor)

    @property
    def levels(self) -> list[int]:
        """The levels that a new step may lead to; none at the highest."""
        scale = definition_of(self.answer.assessment.version_id).levels
        return [level for level in scale if level > self.stands]

    @cached_property
    def step_form(self) -> StepForm:
        return StepForm(levels=self.levels, people=self.people)

    @cached_property
    def lines(self) -> list[Line]:
        """Every step, dropped ones last."""
        steps = list(
            self.answer.follow_ups.select_related("person").order_by(
                "level", "due_on", "added_at"
            )
        )
        steps.sort(key=lambda step: step.step_state is StepState.DROPPED)
        return [Line(step, self._form_of(step)) for step in steps]

    def _form_of(self, step: FollowUp) -> StepForm | None:
        if not self.can_plan:
            return None
        if self.refused_step and self.refused_step[0].pk == step.pk:
            return self.refused_step[1]
        return StepForm(levels=self.levels, people=self.people, step=step)
