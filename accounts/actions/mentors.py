"""Which mentor accompanies which agency in a quarter: given, led, lent, ended.

Each action holds the agencies concerned, so that two of the secretariat pass one by one.
"""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.urls import reverse
from django.utils import timezone

from accounts import audit
from accounts.actions.base import AccountError
from accounts.enums import NoticeKind
from accounts.models import Agency, MentorAssignment, User
from accounts.models.placements import Placement, mentors
from accounts.notices import notify
from lib import formats

if TYPE_CHECKING:
    from accounts.models.people import MentorAssignmentQuerySet


@transaction.atomic
def assign_mentor(
    mentor: User,
    agencies: Iterable[Agency],
    *,
    year: int,
    quarter: int,
    is_lead: bool = False,
    by: User,
) -> int:
    """From today the mentor accompanies these agencies too; how many are new.

    Where the mentor is assigned already nothing changes, except that with `is_lead` the
    mentor leads everywhere and who led before goes on as a member. Raises AccountError
    for a person who is no active mentor, no agency, or the mentor's own.
    """
    mentor, agencies = _mentor(mentor), _hold(agencies)
    _refuse_own(mentor, agencies)
    standing = _undated(year, quarter).filter(mentor=mentor, agency__in=agencies)
    leads = dict(standing.values_list("agency", "is_lead"))
    fresh = [agency for agency in agencies if agency.pk not in leads]
    leading = [a for a in agencies if is_lead and leads.get(a.pk) is False]
    if is_lead:
        _demote([*fresh, *leading], year, quarter)
        standing.filter(agency__in=leading).update(is_lead=True)
    made = MentorAssignment.objects.bulk_create(
        MentorAssignment(
            mentor=mentor,
            agency=agency,
            year=year,
            quarter=quarter,
            is_lead=is_lead,
            starts_on=timezone.localdate(),
            assigned_by=by,
        )
        for agency in fresh
    )
    if not (made or leading):
        return 0
    _tell_assigned(mentor, made, year, quarter, by)
    audit.record(
        "mentor.assigned",
        mentor,
        by=by,
        period=formats.quarter(quarter, year),
        agencies=_codes([*fresh, *leading]),
        is_lead=is_lead,
    )
    return len(made)


@transaction.atomic
def lead(assignment: MentorAssignment, *, year: int, quarter: int, by: User) -> None:
    """The mentor leads at this agency; who led before goes on as a member."""
    (agency,) = _hold([assignment.agency])
    found = _undated(year, quarter).filter(pk=assignment.pk).first()
    if found is None:
        msg = "Penugasan ini sudah berakhir atau milik pengganti. Muat ulang halaman."
        raise AccountError(msg)
    if found.is_lead:
        return
    _demote([agency], year, quarter)
    found.is_lead = True
    found.save(update_fields=["is_lead"])
    period = formats.quarter(quarter, year)
    _tell(
        found.mentor,
        f"Anda menjadi ketua pendamping {agency.name} pada {period}.",
        key=f"mentor.led:{found.pk}:{timezone.now().isoformat()}",
        by=by,
    )
    audit.record(
        "mentor.led", found.mentor, by=by, period=period, agencies=[agency.code]
    )


@transaction.atomic
def end_assignments(assignments: Iterable[MentorAssignment], *, by: User) -> int:
    """Take mentors off at once; how many assignments that were.

    What was in force stays on record with its end; what had not begun goes.
    """
    wanted = {assignment.pk: assignment.agency for assignment in assignments}
    if wanted:
        _hold(wanted.values())
    found = list(
        MentorAssignment.objects.standing()
        .filter(pk__in=wanted)
        .select_related("mentor", "agency")
        .order_by("mentor", "agency__code")
    )
    if not found:
        msg = "Tidak ada penugasan yang berlaku di sana, atau sudah berakhir."
        raise AccountError(msg)
    MentorAssignment.objects.filter(
        pk__in=[assignment.pk for assignment in found if assignment.is_planned]
    ).delete()
    MentorAssignment.objects.filter(
        pk__in=[assignment.pk for assignment in found]
    ).update(ends_on=timezone.localdate(), ended_at=timezone.now(), ended_by=by)
    by_mentor: dict[User, list[MentorAssignment]] = {}
    for assignment in found:
        by_mentor.setdefault(assignment.mentor, []).append(assignment)
    for mentor, ended in by_mentor.items():
        _tell(
            mentor,
            f"Tugas Anda mendampingi {_named(ended)} berakhir hari ini.",
            key=f"mentor.ended:{ended[0].pk}",
            by=by,
        )
    audit.record_all(
        audit.event_of(
            "mentor.ended", mentor, by=by, agencies=_codes(a.agency for a in ended)
        )
        for mentor, ended in by_mentor.items()
    )
    return len(found)


@transaction.atomic
def substitute(
    absent: User,
    substitute: User,
    agencies: Iterable[Agency],
    *,
    year: int,
    quarter: int,
    starts_on: date,
    ends_on: date,
    reason: str,
    by: User,
) -> int:
    """Somebody stands in for a mentor from one day to another; at how many agencies.

    The absent one keeps the assignments. Agencies where the substitute is assigned
    anyway are left out. Raises AccountError for days that are over or out of order, a
    missing reason, agencies of others, or the substitute's own.
    """
    stand_in, agencies, reason = _mentor(substitute), _hold(agencies), reason.strip()
    _refuse_terms(starts_on, ends_on, reason)
    if stand_in.pk == absent.pk:
        msg = "Pilih pendamping lain sebagai pengganti."
        raise AccountError(msg)
    _refuse_own(stand_in, agencies)
    _refuse_strange(absent, agencies, year, quarter)
    covered = _covered(stand_in, year, quarter, starts_on, ends_on)
    made = MentorAssignment.objects.bulk_create(
        MentorAssignment(
            mentor=stand_in,
            agency=agency,
            year=year,
            quarter=quarter,
            stands_in_for=absent,
            reason=reason,
            starts_on=starts_on,
            ends_on=ends_on,
            assigned_by=by,
        )
        for agency in agencies
        if agency.pk not in covered
    )
    if not made:
        msg = (
            f"{stand_in} sudah bertugas di perangkat daerah itu pada tanggal tersebut."
        )
        raise AccountError(msg)
    _tell_substituted(absent, made, by)
    audit.record(
        "mentor.substituted",
        stand_in,
        by=by,
        period=formats.quarter(quarter, year),
        absent=absent.get_username(),
        agencies=_codes(assignment.agency for assignment in made),
        starts_on=starts_on.isoformat(),
        ends_on=ends_on.isoformat(),
        reason=reason,
    )
    return len(made)


@transaction.atomic
def copy_assignments(
    source: tuple[int, int], target: tuple[int, int], *, by: User
) -> int:
    """Assign in the target quarter who stands in the source; how many are new.

    Each is (year, quarter). Substitutes are not copied, nor people who are no active
    mentors any more, nor agencies that are closed; a lead in the target stays.
    """
    today, (year, quarter), active = timezone.localdate(), target, set(mentors())
    placed = Placement.objects.standing().filter(
        user=OuterRef("mentor"), agency=OuterRef("agency")
    )
    rows = (
        MentorAssignment.objects.filter(
            year=source[0], quarter=source[1], ends_on__isnull=True
        )
        .filter(mentor__is_active=True, agency__in=Agency.objects.open_on(today))
        .exclude(agency=F("mentor__agency"))
        .exclude(Exists(placed))
        .select_related("mentor", "agency")
        .order_by("mentor", "agency__code")
    )
    if not rows:
        msg = f"Tidak ada penugasan di {formats.quarter(source[1], source[0])}."
        raise AccountError(msg)
    _hold(row.agency for row in rows)
    there = _undated(year, quarter)
    known = set(there.values_list("mentor", "agency"))
    led = set(there.leading().values_list("agency", flat=True))
    made = MentorAssignment.objects.bulk_create(
        MentorAssignment(
            mentor=row.mentor,
            agency=row.agency,
            year=year,
            quarter=quarter,
            is_lead=row.is_lead and row.agency_id not in led,
            starts_on=today,
            assigned_by=by,
        )
        for row in rows
        if row.mentor in active and (row.mentor_id, row.agency_id) not in known
    )
    by_mentor: dict[User, list[MentorAssignment]] = {}
    for assignment in made:
        by_mentor.setdefault(assignment.mentor, []).append(assignment)
    for mentor, theirs in by_mentor.items():
        _tell_assigned(mentor, theirs, year, quarter, by)
    audit.record_all(
        audit.event_of(
            "mentor.assigned",
            mentor,
            by=by,
            period=formats.quarter(quarter, year),
            agencies=_codes(a.agency for a in theirs),
            source=formats.quarter(source[1], source[0]),
        )
        for mentor, theirs in by_mentor.items()
    )
    return len(made)


def _mentor(user: User) -> User:
    found = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if not mentors().filter(pk=found.pk).exists():
        msg = f"{found} bukan tim pendamping yang aktif."
        raise AccountError(msg)
    return found


def _hold(agencies: Iterable[Agency]) -> list[Agency]:
    """The agencies as they are now, by code, held until the transaction ends."""
    held = list(
        Agency.objects.select_for_update(no_key=True)
        .filter(pk__in={agency.pk for agency in agencies})
        .order_by("code")
    )
    if not held:
        msg = "Pilih paling sedikit satu perangkat daerah."
        raise AccountError(msg)
    return held


def _undated(year: int, quarter: int) -> "MentorAssignmentQuerySet":
    """Those of the quarter without an end: all but substitutes."""
    return (
        MentorAssignment.objects.of_quarter(year, quarter)
        .filter(ends_on__isnull=True)
        .select_related("agency", "mentor")
    )


def _covered(
    mentor: User, year: int, quarter: int, first: date, last: date
) -> set[int]:
    """Where the mentor is assigned on one of these days already."""
    assigned = MentorAssignment.objects.standing().of_quarter(year, quarter)
    found = assigned.filter(mentor=mentor, starts_on__lte=last)
    return set(found.exclude(ends_on__lt=first).values_list("agency", flat=True))


def _demote(agencies: Iterable[Agency], year: int, quarter: int) -> None:
    _undated(year, quarter).leading().filter(agency__in=agencies).update(is_lead=False)


def _refuse_own(mentor: User, agencies: Iterable[Agency]) -> None:
    own = mentor.own_agencies()
    for agency in agencies:
        if agency.pk in own:
            msg = (
                f"{mentor} bekerja di {agency.name}, jadi tidak dapat mendampinginya. "
                "Pilih pendamping lain untuk perangkat daerah itu."
            )
            raise AccountError(msg)


def _refuse_strange(
    absent: User, agencies: Iterable[Agency], year: int, quarter: int
) -> None:
    held = set(
        _undated(year, quarter).filter(mentor=absent).values_list("agency", flat=True)
    )
    if strange := [agency.name for agency in agencies if agency.pk not in held]:
        msg = f"{absent} tidak bertugas di {', '.join(strange)}."
        raise AccountError(msg)


def _refuse_terms(starts_on: date, ends_on: date, reason: str) -> None:
    if not reason:
        msg = "Tulis alasan penggantian."
        raise AccountError(msg)
    if ends_on < starts_on:
        msg = "Tanggal akhir mendahului tanggal mulai."
        raise AccountError(msg)
    if starts_on < timezone.localdate():
        msg = "Penggantian mulai paling cepat hari ini."
        raise AccountError(msg)


def _codes(agencies: Iterable[Agency]) -> list[str]:
    return sorted(agency.code for agency in agencies)


def _named(assignments: list[MentorAssignment]) -> str:
    """The agency, or how many, where it is not one."""
    if len(assignments) == 1:
        return assignments[0].agency.name
    return f"{len(assignments)} perangkat daerah"


def _tell_assigned(
    mentor: User, made: list[MentorAssignment], year: int, quarter: int, by: User
) -> None:
    if not made:
        return
    period = formats.quarter(quarter, year)
    _tell(
        mentor,
        f"Anda ditugaskan mendampingi {_named(made)} pada {period}.",
        key=f"mentor.assigned:{made[0].pk}",
        by=by,
    )


def _tell_substituted(absent: User, made: list[MentorAssignment], by: User) -> None:
    first, where = made[0], _named(made)
    days = formats.day_range(first.starts_on, first.ends_on or first.starts_on)
    key = f"mentor.substituted:{first.pk}"
    _tell(first.mentor, f"Anda menjadi pengganti di {where}, {days}.", key=key, by=by)
    _tell(absent, f"Tugas Anda di {where} digantikan {days}.", key=key, by=by)


def _tell(mentor: User, text: str, *, key: str, by: User) -> None:
    notify(
        NoticeKind.ASSIGNED,
        to=[mentor],
        text=text,
        url=reverse("assessments:reviews"),
        key=key,
        by=by,
    )
