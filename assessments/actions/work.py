"""Who of an agency fills which indicator, until when, and what stands in the way."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.enums import AGENCY_ROLES
from accounts.models import User
from assessments.actions.base import AssessmentError, lock_answer, refuse_other_side
from assessments.models import Answer, Assessment, Assignment
from lib import formats

OBSTACLE_MAX = 500
DUTY = ["assignee", "due_on", "assigned_at", "assigned_by"]


class Keep(Enum):
    """A value that stays as it is; None takes it away."""

    KEEP = "keep"


KEEP = Keep.KEEP


@dataclass(frozen=True)
class Assigned:
    """How many assignments changed, and a sentence on a deadline that is late by
    itself; empty when there is none."""

    count: int
    warning: str


@transaction.atomic
def assign(
    answers: Iterable[Answer],
    *,
    assignee: User | Keep | None = KEEP,
    due_on: date | Keep | None = KEEP,
    by: User,
) -> Assigned:
    """Give answers to one person until one day; None takes person or day away.

    Raises AssessmentError, and changes nothing, when no answer is given, when one
    belongs to a determined quarter, when the person has no active account in the
    agency, or when a new day is over. A day after the quarter's deadline is allowed.
    """
    locked = _lock(answers)
    known = {
        duty.answer_id: duty
        for duty in Assignment.objects.filter(answer__in=locked).select_for_update()
    }
    changed = []
    for answer in locked:
        refuse_determined(answer.assessment)
        duty = known.get(answer.pk) or Assignment(answer=answer)
        duty.answer = answer
        if _changes(duty, assignee, due_on):
            refuse_other_side(answer, by)
            duty.assigned_at, duty.assigned_by = timezone.now(), by
            changed.append(duty)
    if changed:
        Assignment.objects.bulk_update([duty for duty in changed if duty.pk], DUTY)
        Assignment.objects.bulk_create([duty for duty in changed if not duty.pk])
        audit.record_all(
            audit.event_of(
                "answer.assigned",
                duty.answer,
                by=by,
                indicator=duty.answer.indicator.code,
                assignee=duty.assignee.get_username() if duty.assignee else None,
                due_on=duty.due_on.isoformat() if duty.due_on else None,
            )
            for duty in changed
        )
    return Assigned(len(changed), _warning(locked[0].assessment, due_on))


@transaction.atomic
def note_obstacle(answer: Answer, *, obstacle: str, by: User) -> Assignment:
    """Say what keeps the answer from being finished; an empty note takes it away."""
    answer = lock_answer(answer)
    refuse_other_side(answer, by)
    refuse_determined(answer.assessment)
    obstacle = obstacle.strip()
    if len(obstacle) > OBSTACLE_MAX:
        msg = f"Catatan kendala paling banyak {OBSTACLE_MAX} huruf."
        raise AssessmentError(msg)
    duty, _ = Assignment.objects.select_for_update().get_or_create(answer=answer)
    duty.answer = answer
    if duty.obstacle == obstacle:
        return duty
    duty.obstacle = obstacle
    duty.noted_at, duty.noted_by = timezone.now(), by
    duty.save(update_fields=["obstacle", "noted_at", "noted_by"])
    audit.record(
        "answer.obstacle_noted",
        answer,
        by=by,
        indicator=answer.indicator.code,
        obstacle=obstacle,
    )
    return duty


# What the plan needs too


def refuse_determined(assessment: Assessment) -> None:
    if assessment.is_determined:
        msg = "Triwulan ini sudah ditetapkan, jadi penugasannya tidak berubah lagi."
        raise AssessmentError(msg)
    if assessment.is_ended:
        msg = "Penilaian ini dihentikan, jadi penugasannya tidak berubah lagi."
        raise AssessmentError(msg)


def refuse_stranger(answer: Answer, person: User) -> None:
    """Work is given to active accounts of the people of the agency that fills it."""
    of_agency = answer.is_filled_by(person) and person.role in AGENCY_ROLES
    if not of_agency:
        msg = f"{person} bukan anggota perangkat daerah ini."
        raise AssessmentError(msg)
    if not person.is_active:
        msg = f"Akun {person} tidak aktif. Pilih orang lain."
        raise AssessmentError(msg)


def refuse_past(day: date) -> None:
    if day < timezone.localdate():
        msg = f"Batas {formats.day(day)} sudah lewat. Pilih hari ini atau sesudahnya."
        raise AssessmentError(msg)


def _lock(answers: Iterable[Answer]) -> list[Answer]:
    """The answers as they are now with their assessments, held in one order."""
    found = list(
        Answer.objects.select_for_update(of=("self",))
        .select_related("indicator")
        .filter(pk__in={answer.pk for answer in answers})
        .order_by("pk")
    )
    if not found:
        msg = "Centang paling sedikit satu indikator."
        raise AssessmentError(msg)
    assessments = Assessment.objects.select_related("period").in_bulk(
        {answer.assessment_id for answer in found}
    )
    for answer in found:
        answer.assessment = assessments[answer.assessment_id]
    return found


def _changes(
    duty: Assignment, assignee: User | Keep | None, due_on: date | Keep | None
) -> bool:
    """Put the new values into the assignment; whether any is another than before."""
    before = duty.assignee_id, duty.due_on
    if not isinstance(assignee, Keep):
        if assignee is not None and assignee.pk != duty.assignee_id:
            refuse_stranger(duty.answer, assignee)
        duty.assignee = assignee
    if not isinstance(due_on, Keep):
        if due_on is not None and due_on != duty.due_on:
            refuse_past(due_on)
        duty.due_on = due_on
    return before != (duty.assignee_id, duty.due_on)


def _warning(assessment: Assessment, due_on: date | Keep | None) -> str:
    closing = assessment.due_at
    if closing is None or due_on is None or isinstance(due_on, Keep):
        return ""
    if due_on <= timezone.localdate(closing):
        return ""
    return (
        f"Perhatikan: batas {formats.day(due_on)} sesudah batas triwulan, "
        f"{formats.moment(closing)}."
    )
