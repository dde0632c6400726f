"""Reminding those whose turn it is, many agencies at once."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from accounts import audit
from accounts.enums import NoticeKind, Role
from accounts.models import MentorAssignment, User
from accounts.models.placements import placed_at
from accounts.notices import notify
from accounts.permissions import ROLE_PERMISSIONS, Permission
from assessments.actions.base import AssessmentError
from assessments.enums import REMINDED, Status
from assessments.models import Assessment, Reminder
from assessments.turns import due_of, page_of
from lib import formats

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from assessments.models import Period

NOTICE_MAX = 300  # signs


@dataclass(frozen=True, slots=True)
class Reminded:
    """What became of a reminder: agencies reminded, and left out with the reason."""

    sent: tuple[Assessment, ...]
    skipped: tuple[tuple[Assessment, str], ...]
    people: int


@transaction.atomic
def remind(
    period: Period, assessments: Iterable[Assessment], *, text: str = "", by: User
) -> Reminded:
    """Remind those whose turn it is: the agency, its mentors, or the plenary.

    An agency is left out when it was reminded within twelve hours, nobody's turn it is
    any more, or nobody is there to be told. Raises AssessmentError when none is left,
    with the reasons. `text` is at most `REMINDER_MAX` signs.
    """
    locked = list(
        Assessment.objects.select_for_update(of=("self",))
        .filter(period=period, pk__in=[a.pk for a in assessments])
        .select_related("period", "agency")
        .order_by("agency_code")
    )
    if not locked:
        msg = "Pilih sekurangnya satu perangkat daerah."
        raise AssessmentError(msg)
    told = recipients_of(locked)
    skipped = _skipped(locked, told)
    sent = [a for a in locked if a.pk not in skipped]
    if not sent:
        reasons = "; ".join(f"{a.agency_name}: {skipped[a.pk]}" for a in locked)
        msg = f"Tidak ada yang diingatkan. {reasons}"
        raise AssessmentError(msg)
    text = " ".join(text.split())
    rows = Reminder.objects.bulk_create(
        Reminder(
            assessment=a,
            status=a.status,
            text=text,
            recipients=len(told[a.pk]),
            sent_by=by,
        )
        for a in sent
    )
    for row in rows:
        _tell(row, told[row.assessment_id], by)
    audit.record(
        "period.reminded",
        period,
        by=by,
        agencies=[a.agency_code for a in sent],
        text=text,
    )
    people = {person.pk for a in sent for person in told[a.pk]}
    left_out = tuple((a, skipped[a.pk]) for a in locked if a.pk in skipped)
    return Reminded(tuple(sent), left_out, len(people))


def recipients_of(
    assessments: Sequence[Assessment],
) -> Mapping[object, Sequence[User]]:
    """Whose turn it is in each assessment: four queries for any number of them."""
    agencies = [a.agency_id for a in assessments]
    hands = [a.acting_agency_id for a in assessments]
    staff: dict[int | None, list[User]] = defaultdict(list)
    for agency, person in placed_at(hands):
        staff[agency].append(person)
    mentors: dict[int, list[User]] = defaultdict(list)
    for assignment in (
        MentorAssignment.objects.current()
        .filter(agency__in=agencies, mentor__is_active=True)
        .select_related("mentor")
    ):
        mentors[assignment.agency_id].append(assignment.mentor)
    assessors = list(User.objects.filter(role__in=_deciding(), is_active=True))
    return {
        a.pk: _turn_of(a, staff[a.acting_agency_id], mentors[a.agency_id], assessors)
        for a in assessments
    }


def _turn_of(
    assessment: Assessment,
    staff: list[User],
    mentors: list[User],
    assessors: list[User],
) -> list[User]:
    if assessment.is_open:
        return staff
    if assessment.state is Status.SUBMITTED:
        return mentors
    if assessment.is_objection_open:
        return [person for person in staff if person.role == Role.OPD_HEAD]
    if assessment.is_verified:
        return [p for p in assessors if not assessment.belongs_to(p.own_agencies())]
    return []


def _deciding() -> list[Role]:
    return [
        r for r, held in ROLE_PERMISSIONS.items() if Permission.PLENARY_DECIDE in held
    ]


def _skipped(
    assessments: Sequence[Assessment], told: Mapping[object, Sequence[User]]
) -> dict[object, str]:
    recent = {
        row.assessment_id: row
        for row in Reminder.objects.recent()
        .filter(assessment__in=[a.pk for a in assessments])
        .order_by("sent_at")
    }
    reasons: dict[object, str] = {}
    for assessment in assessments:
        last = recent.get(assessment.pk)
        if assessment.state not in REMINDED:
            reasons[assessment.pk] = f"sudah {assessment.state.label.lower()}"
        elif last and last.status == assessment.status:
            reasons[assessment.pk] = f"sudah diingatkan {formats.moment(last.sent_at)}"
        elif not told[assessment.pk]:
            reasons[assessment.pk] = "belum ada akun yang dapat diingatkan"
    return reasons


def _tell(row: Reminder, people: Sequence[User], by: User) -> None:
    assessment = row.assessment
    due = due_of(assessment)
    until = f" Batas {formats.moment(due)}." if due else ""
    said = f" Pesan sekretariat: {row.text}" if row.text else ""
    notify(
        NoticeKind.REMINDED,
        to=people,
        text=(
            f"Pengingat {assessment.agency.short_name}, {assessment.period}: "
            f"{assessment.state.label.lower()}.{until}{said}"
        )[:NOTICE_MAX],
        url=page_of(assessment),
        key=f"reminder:{row.pk}",
        agency=assessment.agency,
        by=by,
    )
