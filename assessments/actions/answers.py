"""Filling one indicator: what the agency says of it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from assessments.actions.base import (
    AssessmentError,
    lock_answer,
    refuse_level,
    refuse_other_side,
)
from assessments.checklist import known_codes
from assessments.enums import AnswerStatus, Decision
from assessments.models import Answer, AnswerRevision
from assessments.models.answers import TEXT_MAX
from assessments.queries import missing_of
from instruments.queries import definition_of
from lib import formats

SAVED = [
    "self_level",
    "facts",
    "analysis",
    "checked",
    "status",
    "version",
    "saved_at",
    "saved_by",
]
CONFIRMED = ["confirmed_at", "confirmed_by"]


@dataclass
class AnswerConflict(AssessmentError):  # noqa: N818 nobody erred
    """A colleague saved since this form was opened; both texts are kept.

    `answer` is what stands; what was typed is in the caller's form.
    """

    answer: Answer

    def __str__(self) -> str:
        return (
            f"{self.answer.saved_by} menyimpan indikator ini pada "
            f"{formats.clock(self.answer.saved_at)} saat Anda menulis."  # type: ignore[arg-type]
        )


@transaction.atomic
def save_answer(
    answer: Answer,
    *,
    version: int,
    self_level: int | None,
    facts: str,
    analysis: str,
    checked: Iterable[str] | None = None,
    by: User,
) -> Answer:
    """Write level, Fakta and Analisis as a draft; `version` is the one the form showed.

    `checked` are codes of the checklist; none given leaves it, unknown ones are dropped.
    Raises AnswerConflict when a later version stands, AssessmentError when it is not
    the agency's turn, the deadline has passed, or the level is outside the scale.
    """
    answer = lock_answer(answer)
    refuse_other_side(answer, by)
    refuse_closed(answer)
    refuse_level(answer, self_level)
    _refuse_long(facts, analysis)
    ticked = known_items(answer, answer.checked if checked is None else checked)
    if (answer.self_level, answer.facts, answer.analysis, answer.checked) == (
        self_level,
        facts,
        analysis,
        ticked,
    ):
        return answer
    if answer.version != version:
        raise AnswerConflict(answer)
    answer.self_level, answer.facts, answer.analysis = self_level, facts, analysis
    answer.checked = ticked
    answer.status = status_after_save(answer)
    answer.version += 1
    answer.saved_at, answer.saved_by = timezone.now(), by
    answer.save(update_fields=SAVED)
    AnswerRevision.objects.create(
        answer=answer,
        number=answer.version,
        self_level=self_level,
        facts=facts,
        analysis=analysis,
        checked=ticked,
        saved_at=answer.saved_at,
        saved_by=by,
    )
    audit.record(
        "answer.saved",
        answer,
        by=by,
        version=answer.version,
        indicator=answer.indicator.code,
        self_level=self_level,
        **({"in_grace": True} if answer.assessment.is_in_grace else {}),
    )
    return answer


@transaction.atomic
def mark_ready(answer: Answer, *, by: User) -> Answer:
    """The answer is complete and may be reviewed; says what is missing otherwise.

    Who declares a carried answer ready has it before him, so it counts as looked at.
    """
    answer = lock_answer(answer)
    refuse_other_side(answer, by)
    refuse_closed(answer)
    citations = answer.citations.filter(withdrawn_at__isnull=True).count()
    floor = definition_of(answer.assessment.version_id).scale_min
    if missing := missing_of(answer, citations=citations, floor=floor):
        msg = f"Belum dapat ditandai siap. Lengkapi: {', '.join(missing)}."
        raise AssessmentError(msg)
    if answer.state is AnswerStatus.READY:
        return answer
    details = {"indicator": answer.indicator.code}
    if answer.is_unconfirmed:
        answer.confirmed_at, answer.confirmed_by = timezone.now(), by
        details["confirmed_from"] = str(answer.carried_from_id)
    answer.status = AnswerStatus.READY
    answer.save(update_fields=["status", *CONFIRMED])
    audit.record("answer.ready", answer, by=by, **details)
    return answer


@transaction.atomic
def confirm(answer: Answer, *, version: int | None = None, by: User) -> Answer:
    """Somebody of the agency has looked at what was carried from the last quarter.

    `version` is the one that was looked at: raises AssessmentError when a colleague has
    saved another since. What somebody saved oneself was seen.
    """
    answer = lock_answer(answer)
    refuse_other_side(answer, by)
    refuse_closed(answer)
    if answer.carried_from_id is None:
        msg = "Isian ini tidak dibawa dari triwulan lalu."
        raise AssessmentError(msg)
    if not answer.is_unconfirmed:
        return answer
    if version is not None and answer.version > version and answer.saved_by_id != by.pk:
        msg = (
            f"{answer.saved_by} mengubah indikator ini setelah halaman Anda dibuka. "
            "Baca isian yang sekarang, lalu nyatakan lagi."
        )
        raise AssessmentError(msg)
    answer.confirmed_at, answer.confirmed_by = timezone.now(), by
    answer.save(update_fields=CONFIRMED)
    audit.record(
        "answer.confirmed",
        answer,
        by=by,
        indicator=answer.indicator.code,
        self_level=answer.self_level,
        confirmed_from=str(answer.carried_from_id),
    )
    return answer


def status_after_save(answer: Answer) -> AnswerStatus:
    """A change makes a draft; what a mentor returned stays returned until it is ready."""
    if answer.assessment.round and answer.reviews.standing().filter(
        round=answer.assessment.round, decision=Decision.RETURNED
    ):
        return AnswerStatus.RETURNED
    return AnswerStatus.DRAFT


def known_items(answer: Answer, codes: Iterable[str]) -> list[str]:
    """The codes that the indicator has, each once, in order."""
    definition = definition_of(answer.assessment.version_id)
    known = known_codes(definition.by_code[answer.indicator.code])
    return sorted(known.intersection(codes))


def _refuse_long(facts: str, analysis: str) -> None:
    if max(len(facts), len(analysis)) > TEXT_MAX:
        msg = f"Fakta dan Analisis masing-masing paling banyak {TEXT_MAX} huruf."
        raise AssessmentError(msg)


def refuse_closed(answer: Answer) -> None:
    assessment = answer.assessment
    if not assessment.is_open:
        msg = (
            f"Isian terkunci: penilaian ini berstatus {assessment.state.label}. "
            "Tidak ada yang berubah."
        )
        raise AssessmentError(msg)
    if answer.state is AnswerStatus.ACCEPTED:
        msg = "Indikator ini sudah diterima pendamping, jadi tidak dapat diubah."
        raise AssessmentError(msg)
    if assessment.is_late:
        msg = (
            f"Batas pengisian {formats.moment(assessment.due_at)} sudah lewat. "  # type: ignore[arg-type]
            "Mintalah perpanjangan kepada sekretariat."
        )
        raise AssessmentError(msg)
