"""Sessions of mentors with an agency: recorded, agreed to, followed up."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts import audit
from accounts.enums import AGENCY_ROLES, NoticeKind
from accounts.models import Agency
from accounts.notices import notify
from accounts.permissions import Permission, can
from assessments.actions.base import ONE_PRESS, AssessmentError
from assessments.enums import Attendee
from assessments.models import (
    Assessment,
    Mentoring,
    MentoringAttendance,
    MentoringFollowUp,
)
from assessments.queries import mentors_of, people_of
from lib import formats

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, time

    from accounts.models import User
    from evidence.models import Document
    from instruments.models import Indicator

FOLLOW_UPS_MAX = 20
CONTENT = ["held_on", "starts_at", "ends_at", "place", "subjects", "outcome"]
AGREEMENTS = [
    "mentor_agreed_at",
    "mentor_agreed_by",
    "agency_agreed_at",
    "agency_agreed_by",
]


@dataclass(frozen=True, slots=True)
class Task:
    """A follow-up: what, who (of the agency or its mentors), until when."""

    text: str
    owner: User
    due_on: date


@dataclass(frozen=True, slots=True)
class Minuted:
    """What is recorded of a session. `attendance` is the number of people a role."""

    held_on: date
    place: str
    subjects: str
    outcome: str = ""
    starts_at: time | None = None
    ends_at: time | None = None
    attendance: Mapping[Attendee, int] = field(default_factory=dict)
    other: str = ""
    indicators: Sequence[Indicator] = ()
    tasks: Sequence[Task] = ()


@transaction.atomic
def record_mentoring(
    assessment: Assessment, minuted: Minuted, *, by: User
) -> Mentoring:
    """A mentor of the agency puts a session on record; its people are told.

    The same content from the same mentor within ONE_PRESS gives the record that stands.
    Raises AssessmentError for a mentor of other agencies, a day to come, nobody on one
    of the two sides, an indicator of another instrument, or an owner from elsewhere.
    """
    assessment = Assessment.objects.select_for_update(of=("self",)).get(
        pk=assessment.pk
    )
    _refuse_stranger(assessment, by)
    _refuse_minuted(assessment, minuted)
    if standing := _just_recorded(assessment, minuted, by):
        return standing
    mentoring = Mentoring(assessment=assessment, recorded_by=by)
    _write(mentoring, minuted)
    _tell(mentoring, "Pendampingan {day} dicatat. Periksa dan setujui catatannya.", by)
    audit.record("mentoring.recorded", mentoring, by=by, **_told(mentoring, minuted))
    return mentoring


@transaction.atomic
def change_mentoring(
    mentoring: Mentoring, minuted: Minuted, *, version: int, by: User
) -> Mentoring:
    """Write the record anew: whoever had agreed is asked again.

    `version` is the one that was changed; raises AssessmentError when another stands,
    and as `record_mentoring` does.
    """
    mentoring = _lock(mentoring)
    _refuse_stranger(mentoring.assessment, by)
    _refuse_settled(mentoring)
    _refuse_older(mentoring, version)
    _refuse_minuted(mentoring.assessment, minuted)
    mentoring.version += 1
    for name in AGREEMENTS:
        setattr(mentoring, name, None)
    mentoring.attendances.all().delete()
    mentoring.follow_ups.all().delete()
    _write(mentoring, minuted)
    _tell(mentoring, "Catatan pendampingan {day} diubah. Periksa dan setujui lagi.", by)
    audit.record("mentoring.changed", mentoring, by=by, **_told(mentoring, minuted))
    return mentoring


@transaction.atomic
def agree_mentoring(mentoring: Mentoring, *, version: int, by: User) -> Mentoring:
    """One side agrees to the record as it read it; agreed by both it is settled.

    A mentor of the agency speaks for the mentors, its head or coordinator for it.
    """
    mentoring = _lock(mentoring)
    _refuse_settled(mentoring)
    _refuse_older(mentoring, version)
    side = "agency" if by.role in AGENCY_ROLES else "mentor"
    if side == "mentor":
        _refuse_stranger(mentoring.assessment, by)
    if getattr(mentoring, f"{side}_agreed_at"):
        msg = "Catatan ini sudah disetujui dari pihak Anda."
        raise AssessmentError(msg)
    setattr(mentoring, f"{side}_agreed_at", timezone.now())
    setattr(mentoring, f"{side}_agreed_by", by)
    mentoring.save(update_fields=AGREEMENTS)
    said = "disepakati kedua pihak" if mentoring.is_agreed else "disetujui satu pihak"
    _tell(mentoring, f"Catatan pendampingan {{day}} {said}.", by)
    audit.record("mentoring.agreed", mentoring, by=by, side=side, version=version)
    return mentoring


@transaction.atomic
def withdraw_mentoring(mentoring: Mentoring, *, reason: str, by: User) -> Mentoring:
    """Call a record off, with a reason, while the two sides have not both agreed."""
    mentoring = _lock(mentoring)
    _refuse_stranger(mentoring.assessment, by)
    _refuse_settled(mentoring)
    if not reason.strip():
        msg = "Tulis alasan pembatalan."
        raise AssessmentError(msg)
    mentoring.withdrawn_at, mentoring.withdrawn_by = timezone.now(), by
    mentoring.withdrawn_reason = reason.strip()
    mentoring.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    _tell(mentoring, "Catatan pendampingan {day} dibatalkan.", by)
    audit.record("mentoring.withdrawn", mentoring, by=by, reason=reason.strip())
    return mentoring


@transaction.atomic
def settle_follow_up(
    follow_up: MentoringFollowUp, *, done: bool, by: User
) -> MentoringFollowUp:
    """Tick a follow-up off, or open it again: its owner, or who may agree to records."""
    follow_up = (
        MentoringFollowUp.objects.select_for_update(of=("self",))
        .select_related("mentoring__assessment")
        .get(pk=follow_up.pk)
    )
    if follow_up.mentoring.withdrawn_at:
        msg = "Pendampingan ini dibatalkan."
        raise AssessmentError(msg)
    if by.pk != follow_up.owner_id and not can(by, Permission.MENTORING_AGREE):
        msg = "Tindak lanjut ini milik orang lain."
        raise AssessmentError(msg)
    if (follow_up.done_at is not None) == done:
        return follow_up
    follow_up.done_at = timezone.now() if done else None
    follow_up.done_by = by if done else None
    follow_up.save(update_fields=["done_at", "done_by"])
    verb = "mentoring.follow_up_done" if done else "mentoring.follow_up_reopened"
    audit.record(verb, follow_up.mentoring, by=by, text=follow_up.text)
    return follow_up


@transaction.atomic
def keep_mentoring_evidence(
    mentoring: Mentoring, document: Document, *, by: User
) -> Mentoring:
    """The minutes stand in the agency's library now; said once."""
    mentoring = _lock(mentoring)
    if mentoring.evidence_id == document.pk:
        return mentoring
    if mentoring.evidence_id or not mentoring.is_agreed:
        msg = "Risalah ini belum disepakati kedua pihak, atau sudah di pustaka."
        raise AssessmentError(msg)
    mentoring.evidence = document
    mentoring.save(update_fields=["evidence"])
    audit.record(
        "mentoring.became_evidence", mentoring, by=by, document=str(document.pk)
    )
    return mentoring


def _lock(mentoring: Mentoring) -> Mentoring:
    return (
        Mentoring.objects.select_for_update(of=("self",))
        .select_related("assessment__period", "assessment__agency")
        .get(pk=mentoring.pk)
    )


def _just_recorded(
    assessment: Assessment, minuted: Minuted, by: User
) -> Mentoring | None:
    return assessment.mentorings.filter(
        **{name: getattr(minuted, name) for name in CONTENT},
        recorded_by=by,
        recorded_at__gte=timezone.now() - ONE_PRESS,
        withdrawn_at=None,
    ).first()


def _write(mentoring: Mentoring, minuted: Minuted) -> None:
    for name in CONTENT:
        setattr(mentoring, name, getattr(minuted, name))
    mentoring.save()
    mentoring.indicators.set(minuted.indicators)
    MentoringAttendance.objects.bulk_create(
        MentoringAttendance(
            mentoring=mentoring,
            role=role,
            other=minuted.other if role is Attendee.OTHER else "",
            number=number,
        )
        for role, number in minuted.attendance.items()
    )
    MentoringFollowUp.objects.bulk_create(
        MentoringFollowUp(
            mentoring=mentoring, text=task.text, owner=task.owner, due_on=task.due_on
        )
        for task in minuted.tasks
    )


def _told(mentoring: Mentoring, minuted: Minuted) -> dict[str, object]:
    return {
        "version": mentoring.version,
        "held_on": minuted.held_on.isoformat(),
        "place": minuted.place,
        "indicators": [indicator.code for indicator in minuted.indicators],
        "attendance": {role.value: n for role, n in minuted.attendance.items()},
        "follow_ups": len(minuted.tasks),
    }


def _tell(mentoring: Mentoring, text: str, by: User) -> None:
    assessment = mentoring.assessment
    for people, label in (
        (people_of(assessment.acting_agency_id), "agency"),
        (mentors_of(assessment.agency_id), "mentor"),
    ):
        notify(
            NoticeKind.MENTORING,
            to=people,
            text=text.format(day=formats.day(mentoring.held_on)),
            url=reverse("assessments:mentoring", args=[mentoring.pk]),
            key=f"mentoring:{mentoring.pk}:{mentoring.version}:{label}:{text[:40]}",
            agency=assessment.agency,
            by=by,
        )


def _refuse_stranger(assessment: Assessment, by: User) -> None:
    if not Agency.objects.mentored_by(by).filter(pk=assessment.agency_id).exists():
        msg = "Anda tidak bertugas sebagai pendamping perangkat daerah ini."
        raise AssessmentError(msg)


def _refuse_settled(mentoring: Mentoring) -> None:
    if mentoring.withdrawn_at:
        msg = "Catatan ini sudah dibatalkan."
        raise AssessmentError(msg)
    if mentoring.is_agreed:
        msg = "Catatan ini sudah disepakati kedua pihak, jadi tetap seperti adanya."
        raise AssessmentError(msg)


def _refuse_older(mentoring: Mentoring, version: int) -> None:
    if mentoring.version != version:
        msg = (
            "Catatan ini diubah setelah halaman Anda dibuka. Baca catatan yang sekarang, "
            "lalu ulangi."
        )
        raise AssessmentError(msg)


def _refuse_minuted(assessment: Assessment, minuted: Minuted) -> None:
    if minuted.held_on > timezone.localdate():
        msg = "Tanggal pendampingan belum tiba. Catat setelah berlangsung."
        raise AssessmentError(msg)
    if minuted.starts_at and minuted.ends_at and minuted.ends_at <= minuted.starts_at:
        msg = "Waktu selesai harus sesudah waktu mulai."
        raise AssessmentError(msg)
    _refuse_attendance(minuted.attendance, minuted.other)
    if any(i.version_id != assessment.version_id for i in minuted.indicators):
        msg = "Indikator berasal dari instrumen lain."
        raise AssessmentError(msg)
    _refuse_tasks(assessment, minuted.tasks)


def _refuse_attendance(attendance: Mapping[Attendee, int], other: str) -> None:
    if not attendance.get(Attendee.MENTOR):
        msg = "Sebutkan berapa orang tim pendamping yang hadir."
        raise AssessmentError(msg)
    of_agency = (Attendee.HEAD, Attendee.COORDINATOR, Attendee.MEMBER)
    if not any(attendance.get(role) for role in of_agency):
        msg = "Sebutkan berapa orang dari perangkat daerah yang hadir."
        raise AssessmentError(msg)
    if bool(attendance.get(Attendee.OTHER)) != bool(other):
        msg = "Peserta lain disebut peran dan jumlahnya bersama-sama."
        raise AssessmentError(msg)


def _refuse_tasks(assessment: Assessment, tasks: Iterable[Task]) -> None:
    tasks = list(tasks)
    if len(tasks) > FOLLOW_UPS_MAX:
        msg = f"Tindak lanjut paling banyak {FOLLOW_UPS_MAX}."
        raise AssessmentError(msg)
    known = {p.pk for p in people_of(assessment.acting_agency_id)}
    known |= {p.pk for p in mentors_of(assessment.agency_id)}
    if any(task.owner.pk not in known for task in tasks):
        msg = (
            "Penanggung jawab tindak lanjut dipilih dari perangkat daerah ini atau "
            "pendampingnya."
        )
        raise AssessmentError(msg)
