"""What the actions of this app share: their refusal, their locks, their moves."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from assessments.enums import TRANSITIONS, Status
from assessments.models import Answer, Assessment, Transition
from instruments.queries import definition_of

ONE_PRESS = timedelta(seconds=10)  # a double click, or a retry on a weak connection


class AssessmentError(Exception):
    """The step is not open now; the message is a sentence for the user."""


def lock(assessment: Assessment) -> Assessment:
    """The assessment and its answers as they are now, held until the transaction ends.

    Answers are held too, so that a save that has begun is waited for, and one that
    begins later finds the new state.
    """
    locked = (
        Assessment.objects.select_for_update(of=("self",))
        .select_related("period", "version", "agency")
        .get(pk=assessment.pk)
    )
    list(locked.answers.select_for_update().order_by("pk").values_list("pk"))
    return locked


def lock_answer(answer: Answer) -> Answer:
    """The answer as it is now, held; colleagues may write other answers meanwhile.

    The assessment is read after the lock, in a query of its own: a joined row would be
    as it was before the wait.
    """
    locked = (
        Answer.objects.select_for_update(of=("self",))
        .select_related("indicator")
        .get(pk=answer.pk)
    )
    assessments = Assessment.objects.select_related("period")
    locked.assessment = assessments.get(pk=locked.assessment_id)
    return locked


def refuse_own_agency(assessment: Assessment, by: User) -> None:
    """Nobody reviews or decides on the own agency."""
    if assessment.belongs_to(by.own_agencies()):
        msg = "Anda tidak dapat memutus penilaian perangkat daerah Anda sendiri."
        raise AssessmentError(msg)


def refuse_own_indicator(answer: Answer, by: User) -> None:
    """Nor on an indicator of the government that the own agency answers for."""
    refuse_own_agency(answer.assessment, by)
    if answer.is_owned_by(by):
        msg = (
            "Indikator ini menjadi tanggung jawab perangkat daerah Anda sendiri, jadi "
            "diputus oleh orang lain."
        )
        raise AssessmentError(msg)


def refuse_other_side(answer: Answer, by: User) -> None:
    """An answer is written by its owner's people; without one, by the agency's own."""
    if answer.is_filled_by(by):
        return
    owner = answer.owner.name if answer.owner else answer.assessment.agency_name
    msg = f"Indikator ini diisi oleh {owner}. Tidak ada yang berubah."
    raise AssessmentError(msg)


def refuse_unless(assessment: Assessment, *states: Status, doing: str) -> None:
    """`doing` completes the sentence: "tidak dapat …"."""
    if assessment.state not in states:
        msg = f"Penilaian ini berstatus {assessment.state.label}, jadi tidak dapat {doing}."
        raise AssessmentError(msg)


def move(assessment: Assessment, new: Status, *, by: User | None) -> None:
    """Set the state and note the move; the caller saves the fields that go with it."""
    old = assessment.state
    if new not in TRANSITIONS[old]:
        msg = f"Penilaian ini berstatus {old.label}, jadi tidak dapat menjadi {new.label}."
        raise AssessmentError(msg)
    in_grace = assessment.is_in_grace
    assessment.status = new
    Transition.objects.create(
        assessment=assessment,
        old=old,
        new=new,
        round=assessment.round,
        moved_at=timezone.now(),
        moved_by=by,
        in_grace=in_grace,
    )


def refuse_level(answer: Answer, level: int | None) -> None:
    """A level is a whole number of the instrument's scale."""
    levels = definition_of(answer.assessment.version_id).levels
    if level is not None and level not in levels:
        msg = f"Tingkat harus {levels[0]} sampai {levels[-1]}."
        raise AssessmentError(msg)
