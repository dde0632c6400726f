"""The plenary's decisions: final levels, flagged indicators, the end of one agency."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts import audit
from accounts.enums import NoticeKind
from accounts.models import AuditEvent, User
from accounts.notices import notify
from assessments.actions.base import (
    AssessmentError,
    lock,
    lock_answer,
    move,
    refuse_level,
    refuse_own_agency,
    refuse_own_indicator,
    refuse_unless,
)
from assessments.enums import ObjectionOutcome, Origin, Status
from assessments.models import (
    Answer,
    Assessment,
    Objection,
    PlenaryItem,
    PlenarySession,
)
from assessments.models.plenary import mark_of
from assessments.queries import mentors_of, people_of


@dataclass(frozen=True)
class Ruling:
    """One decision of a sitting; `seen` is `mark_of` as the decider saw it."""

    answer: Answer
    level: int
    reason: str
    seen: str | None = None


@dataclass
class RulingError(AssessmentError):
    """One of several decisions is not possible, so none of them was taken."""

    answer: Answer
    message: str

    def __str__(self) -> str:
        return self.message


@transaction.atomic
def flag(answer: Answer, *, reason: str, by: User) -> PlenaryItem:
    """Put an indicator before the plenary; it cannot be finalised undecided.

    Raises AssessmentError for the own agency, an answer that is not verified, one that
    is flagged already, or without a reason.
    """
    answer = lock_answer(answer)
    assessment = answer.assessment
    refuse_own_indicator(answer, by)
    states = (Status.SUBMITTED, Status.RETURNED, Status.VERIFIED)
    refuse_unless(assessment, *states, doing="ditandai untuk pleno")
    if answer.verified_level is None:
        msg = "Indikator ini belum terverifikasi, jadi belum dapat dibawa ke pleno."
        raise AssessmentError(msg)
    reason = reason.strip()
    if not reason:
        msg = "Tulis alasan menandai indikator ini untuk pleno."
        raise AssessmentError(msg)
    if answer.plenary_items.waiting().exists():
        msg = "Indikator ini sudah ditandai untuk pleno."
        raise AssessmentError(msg)
    item = PlenaryItem.objects.create(
        answer=answer,
        origin=Origin.FLAG,
        flag_reason=reason,
        flagged_at=timezone.now(),
        flagged_by=by,
    )
    audit.record(
        "answer.flagged",
        answer,
        by=by,
        indicator=answer.indicator.code,
        reason=reason,
    )
    return item


@transaction.atomic
def set_final(
    answer: Answer, *, level: int, reason: str, seen: str | None = None, by: User
) -> Answer:
    """The plenary sets one final level, and so decides what waits of the indicator.

    A decision belongs to the open sitting of the quarter. A reason is needed where the
    level differs from the verified one, is lower than the self level, or answers an
    objection or a flag. `seen` is `mark_of` as the decider saw it: raises
    AssessmentError when somebody decided or the head withdrew since.
    """
    session = _lock_session(answer)
    answer, event = _rule(session, Ruling(answer, level, reason, seen), by)
    audit.record_all([event])
    return answer


@transaction.atomic
def decide(
    session: PlenarySession, rulings: Sequence[Ruling], *, by: User
) -> list[Answer]:
    """Several decisions of one sitting, all of them or none.

    Raises RulingError, which names the answer, when one is not possible.
    """
    session = lock_session(session)
    refuse_closed_session(session)
    decided = []
    for ruling in sorted(rulings, key=lambda ruling: ruling.answer.pk):
        try:
            decided.append(_rule(session, ruling, by))
        except AssessmentError as error:
            raise RulingError(ruling.answer, str(error)) from error
    audit.record_all(event for _, event in decided)
    return [answer for answer, _ in decided]


@transaction.atomic
def finalise(assessment: Assessment, *, by: User) -> Assessment:
    """The plenary is done with one agency: what it did not change stays as verified.

    Raises AssessmentError while an objection or a flagged indicator waits.
    """
    assessment = lock(assessment)
    refuse_own_agency(assessment, by)
    _refuse_owner(assessment, by)
    refuse_unless(assessment, Status.VERIFIED, doing="difinalkan")
    _refuse_during_objections(assessment)
    open_objections = Objection.objects.open().filter(answer__assessment=assessment)
    if count := open_objections.count():
        msg = f"Masih ada {count} sanggahan yang belum diputus."
        raise AssessmentError(msg)
    flagged = PlenaryItem.objects.waiting().filter(answer__assessment=assessment)
    if count := flagged.count():
        msg = f"Masih ada {count} indikator bertanda pleno yang belum diputus."
        raise AssessmentError(msg)
    rest = assessment.answers.select_for_update().filter(final_level__isnull=True)
    for answer in rest:
        answer.assessment = assessment
        _write_final(answer, answer.verified_level, answer.verified_reason, by)
    move(assessment, Status.FINAL, by=by)
    assessment.finalised_at, assessment.finalised_by = timezone.now(), by
    assessment.save(update_fields=["status", "finalised_at", "finalised_by"])
    audit.record("assessment.finalised", assessment, by=by)
    return assessment


def lock_session(session: PlenarySession) -> PlenarySession:
    """The sitting as it is now, held: its decisions are taken one by one."""
    return (
        PlenarySession.objects.select_for_update(of=("self",))
        .select_related("period")
        .get(pk=session.pk)
    )


def refuse_closed_session(session: PlenarySession) -> None:
    if not session.is_open:
        msg = "Sidang pleno ini sudah ditutup. Buka sidang baru untuk memutus lagi."
        raise AssessmentError(msg)


def _lock_session(answer: Answer) -> PlenarySession | None:
    """The open sitting of the quarter, held before the answer as everywhere."""
    return (
        PlenarySession.objects.select_for_update(of=("self",))
        .open()
        .filter(period__assessments=answer.assessment_id)
        .first()
    )


def _rule(
    session: PlenarySession | None, ruling: Ruling, by: User
) -> tuple[Answer, AuditEvent]:
    """The answer as decided, and the event, which is written when all are decided:
    the trail makes its writers wait, so nothing is locked after it."""
    answer = lock_answer(ruling.answer)
    _refuse_ruling(session, answer, by)
    refuse_level(answer, ruling.level)
    objections = Objection.objects.standing().select_for_update()
    objection = objections.filter(answer=answer).first()
    _refuse_changed(answer, objection, ruling.seen)
    item = answer.plenary_items.waiting().select_for_update().first()
    reason = ruling.reason.strip()
    if not reason and _needs_reason(answer, ruling.level, objection or item):
        msg = "Tulis alasan putusan pleno untuk indikator ini."
        raise AssessmentError(msg)
    _write_final(answer, ruling.level, reason or answer.verified_reason, by)
    if objection:
        _decide_objection(objection, answer, reason)
    item = _keep_item(cast("PlenarySession", session), item, answer, objection)
    _tell_agency(answer, by)
    event = audit.event_of(
        "answer.final_set",
        answer,
        by=by,
        indicator=answer.indicator.code,
        verified_level=answer.verified_level,
        final_level=ruling.level,
        reason=reason,
        objection=objection.pk if objection else None,
        session=str(item.session_id),
    )
    return answer, event


def _refuse_ruling(session: PlenarySession | None, answer: Answer, by: User) -> None:
    assessment = answer.assessment
    refuse_own_indicator(answer, by)
    refuse_unless(assessment, Status.VERIFIED, doing="diputus dalam pleno")
    _refuse_during_objections(assessment)
    if session is None:
        msg = "Putusan diambil dalam sidang pleno. Buka sidang triwulan ini dahulu."
        raise AssessmentError(msg)
    if assessment.period_id != session.period_id:
        msg = "Indikator ini bukan dari triwulan sidang ini."
        raise AssessmentError(msg)


def _refuse_changed(
    answer: Answer, objection: Objection | None, seen: str | None
) -> None:
    if seen is None or seen == mark_of(answer, objection):
        return
    if answer.final_at and answer.final_at.isoformat() != seen.partition("/")[0]:
        msg = (
            f"{answer.final_by} memutus indikator ini saat Anda menulis: tingkat "
            f"{answer.final_level}. Baca putusannya, lalu putuskan lagi bila perlu."
        )
        raise AssessmentError(msg)
    msg = "Sanggahan atas indikator ini berubah saat Anda menulis. Baca lagi dahulu."
    raise AssessmentError(msg)


def _write_final(answer: Answer, level: int | None, reason: str, by: User) -> None:
    answer.final_level, answer.final_reason = level, reason
    answer.final_at, answer.final_by = timezone.now(), by
    answer.save(update_fields=["final_level", "final_reason", "final_at", "final_by"])


def _decide_objection(objection: Objection, answer: Answer, reason: str) -> None:
    changed = answer.final_level != answer.verified_level
    objection.outcome = ObjectionOutcome.CHANGED if changed else ObjectionOutcome.KEPT
    objection.decision_reason = reason
    objection.decided_at, objection.decided_by = answer.final_at, answer.final_by
    objection.save()


def _keep_item(
    session: PlenarySession,
    waiting: PlenaryItem | None,
    answer: Answer,
    objection: Objection | None,
) -> PlenaryItem:
    """What the sitting decided: of a flag that waited, else of this sitting before."""
    origin = Origin.OBJECTION if objection else Origin.OWN
    item = (
        waiting
        or session.items.select_for_update().filter(answer=answer).first()
        or PlenaryItem(answer=answer, origin=origin)
    )
    item.session, item.objection = session, objection
    item.verified_level, item.level = answer.verified_level, answer.final_level
    item.reason = answer.final_reason
    item.decided_at, item.decided_by = answer.final_at, answer.final_by
    item.save()
    return item


def _needs_reason(
    answer: Answer, level: int, waiting: Objection | PlenaryItem | None
) -> bool:
    if waiting or level != answer.verified_level:
        return True
    return level < (answer.self_level or 0) and not answer.verified_reason


def _refuse_owner(assessment: Assessment, by: User) -> None:
    """Who makes the assessment of a government final sets every level left open."""
    own = by.own_agencies()
    if own and assessment.answers.filter(owner__in=own).exists():
        msg = (
            "Penilaian ini memuat indikator yang menjadi tanggung jawab perangkat daerah "
            "Anda, jadi difinalkan oleh penilai lain."
        )
        raise AssessmentError(msg)


def _refuse_during_objections(assessment: Assessment) -> None:
    if assessment.is_objection_open:
        msg = (
            "Masa sanggah masih berjalan. Pleno dimulai sesudahnya, atau begitu kepala "
            "perangkat daerah menerima hasil verifikasi."
        )
        raise AssessmentError(msg)


def _tell_agency(answer: Answer, by: User) -> None:
    assessment = answer.assessment
    number = answer.indicator.code.removeprefix("I")
    staff = people_of(assessment.acting_agency_id)
    notify(
        NoticeKind.DECIDED,
        to=[*staff, *mentors_of(assessment.agency_id)],
        text=(
            f"Pleno memutus indikator {number} {assessment.agency_name}, "
            f"{assessment.period}: tingkat akhir {answer.final_level}."
        ),
        url=reverse("assessments:answer", args=[answer.pk]),
        key=f"answer.final_set:{answer.pk}:{answer.final_at}",
        agency=assessment.agency,
        by=by,
    )
    if answer.owner:
        notify(
            NoticeKind.DECIDED,
            to=people_of(answer.owner.pk),
            text=(
                f"Pleno memutus indikator {number} {assessment.agency_name}, "
                f"{assessment.period}: tingkat akhir {answer.final_level}."
            ),
            url=reverse("assessments:answer", args=[answer.pk]),
            key=f"answer.final_set:{answer.pk}:{answer.final_at}",
            agency=answer.owner,
            by=by,
        )
