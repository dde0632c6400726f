"""The plan that lifts an indicator to a higher level, step by step.

A plan is worked on after the quarter was determined too: that is what it is for.
"""

from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from assessments.actions.base import AssessmentError, lock_answer, refuse_other_side
from assessments.actions.work import refuse_past, refuse_stranger
from assessments.enums import StepState
from assessments.models import Answer, FollowUp
from assessments.plan import standing_level
from instruments.queries import definition_of
from lib import formats

STEP_MAX = 500
WRITTEN = ["level", "step", "person", "due_on", "state", "changed_at", "changed_by"]


@transaction.atomic
def add_step(
    answer: Answer,
    *,
    level: int,
    step: str,
    person: User | None = None,
    due_on: date | None = None,
    by: User,
) -> FollowUp:
    """A step towards `level`, which is above the level that stands, within the scale."""
    answer = lock_answer(answer)
    refuse_other_side(answer, by)
    found = FollowUp(answer=answer, added_by=by)
    _put(found, level=level, step=step, person=person, due_on=due_on)
    found.save(force_insert=True)
    audit.record(
        "follow_up.added",
        found,
        by=by,
        indicator=answer.indicator.code,
        level=level,
        step=found.step,
        person=person.get_username() if person else None,
        due_on=due_on.isoformat() if due_on else None,
    )
    return found


@transaction.atomic
def change_step(
    follow_up: FollowUp,
    *,
    level: int,
    step: str,
    person: User | None,
    due_on: date | None,
    state: StepState,
    seen: str,
    by: User,
) -> FollowUp:
    """Write the step anew; what stays the same is not judged again.

    `seen` is the mark of the step that was changed; raises AssessmentError when
    someone has changed it since.
    """
    found = _lock(follow_up, seen, by)
    before = _values(found)
    _put(found, level=level, step=step, person=person, due_on=due_on)
    found.state = state
    return _store(found, before, by=by)


@transaction.atomic
def move_step(
    follow_up: FollowUp, *, state: StepState, seen: str, by: User
) -> FollowUp:
    """Begin, finish, drop or take up the step; a dropped one counts no more.

    `seen` as in change_step.
    """
    found = _lock(follow_up, seen, by)
    before = _values(found)
    found.state = state
    return _store(found, before, by=by)


def _lock(follow_up: FollowUp, seen: str, by: User) -> FollowUp:
    """The step as it is now, held together with its answer."""
    answer = lock_answer(follow_up.answer)
    refuse_other_side(answer, by)
    steps = FollowUp.objects.select_for_update(of=("self",))
    found = steps.select_related("changed_by").get(pk=follow_up.pk)
    found.answer = answer
    if found.mark != seen:
        msg = (
            f"Langkah ini sudah diubah {_change(found)}, jadi belum disimpan. "
            "Bandingkan dengan yang tersimpan, lalu simpan lagi bila perlu."
        )
        raise AssessmentError(msg)
    return found


def _change(found: FollowUp) -> str:
    """Who changed it, and when."""
    if found.changed_by is None or found.changed_at is None:
        return "orang lain"
    return f"{found.changed_by.name}, {formats.moment(found.changed_at)}"


def _put(
    found: FollowUp, *, level: int, step: str, person: User | None, due_on: date | None
) -> None:
    step = step.strip()
    if not step:
        msg = "Tulis langkah yang akan dikerjakan."
        raise AssessmentError(msg)
    if len(step) > STEP_MAX:
        msg = f"Langkah paling banyak {STEP_MAX} huruf."
        raise AssessmentError(msg)
    if level != found.level:
        _refuse_level(found.answer, level)
    if person is not None and person.pk != found.person_id:
        refuse_stranger(found.answer, person)
    if due_on is not None and due_on != found.due_on:
        refuse_past(due_on)
    found.level, found.step = level, step
    found.person, found.due_on = person, due_on


def _values(found: FollowUp) -> tuple[object, ...]:
    return found.level, found.step, found.person_id, found.due_on, found.state


def _store(found: FollowUp, before: tuple[object, ...], *, by: User) -> FollowUp:
    if _values(found) == before:
        return found
    found.changed_at, found.changed_by = timezone.now(), by
    found.save(update_fields=WRITTEN)
    audit.record(
        "follow_up.changed",
        found,
        by=by,
        indicator=found.answer.indicator.code,
        level=found.level,
        step=found.step,
        state=found.state,
        person=found.person.get_username() if found.person else None,
        due_on=found.due_on.isoformat() if found.due_on else None,
    )
    return found


def _refuse_level(answer: Answer, level: int) -> None:
    instrument = definition_of(answer.assessment.version_id)
    stands = standing_level(answer, floor=instrument.scale_min)
    if level not in instrument.levels:
        scale = f"{instrument.scale_min} sampai {instrument.scale_max}"
        msg = f"Tingkat {level} tidak ada dalam skala {scale}."
        raise AssessmentError(msg)
    if level <= stands:
        msg = f"Langkah menuju tingkat di atas {stands}, tingkat yang sekarang."
        raise AssessmentError(msg)
