"""People who work for two agencies: placed, changed between, and ended.

`User.role` and `User.agency` say for which placement the person works just now; who has
a single one has no row here. The secretariat gives placements and takes them, the
person changes between them, and each is on record.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts import audit
from accounts.actions import AccountError, refuse_ungrantable
from accounts.enums import AGENCY_ROLES, NoticeKind, Role
from accounts.models import Agency, MentorAssignment, Placement, User
from accounts.notices import notify
from lib import formats

if TYPE_CHECKING:
    from datetime import date

# Whose main role goes together with work for another agency. Who manages accounts or
# results, or reads everything, has no second side.
HOLDERS = AGENCY_ROLES | {Role.MENTOR, Role.ASSESSOR}


@transaction.atomic
def add(
    user: User,
    role: Role,
    agency: Agency,
    *,
    starts_on: date,
    ends_on: date | None,
    reason: str,
    by: User,
) -> Placement:
    """The person works for another agency too, from one day to another or for good.

    Raises AccountError for the own account, a role or person that takes no second
    placement, days that are over, and an agency that is the person's already or that
    the person mentors.
    """
    user = _hold(user)
    refuse_ungrantable(Role(user.role), by)
    refuse_ungrantable(role, by)
    _refuse_unfit(user, role, by)
    _refuse_days(starts_on, ends_on)
    _refuse_agency(user, agency)
    if user.placement_id is None:
        _begin(user, by)
    placement = Placement.objects.create(
        user=user,
        role=role,
        agency=agency,
        starts_on=starts_on,
        ends_on=ends_on,
        reason=reason,
        given_by=by,
    )
    _tell(user, f"Anda ditempatkan juga sebagai {role.label} di {agency.name}.", by)
    audit.record(
        "placement.added",
        placement,
        by=by,
        user=user.get_username(),
        role=role,
        agency=agency.code,
        starts_on=starts_on.isoformat(),
        ends_on=ends_on.isoformat() if ends_on else "",
        reason=reason,
    )
    return placement


@transaction.atomic
def end(placement: Placement, *, reason: str, by: User) -> Placement:
    """At once: whoever used it just now goes on in the main placement."""
    user = _hold(placement.user)
    placement = _fresh(placement)
    refuse_ungrantable(Role(placement.role), by)
    if placement.is_main:
        msg = "Penempatan utama diubah lewat perubahan peran."
        raise AccountError(msg)
    if placement.is_over:
        msg = "Penempatan ini sudah berakhir."
        raise AccountError(msg)
    if user.placement_id == placement.pk:
        _use(user, main_of(user))
    placement.ended_at, placement.ended_by = timezone.now(), by
    placement.ended_reason = reason
    placement.save(update_fields=["ended_at", "ended_by", "ended_reason"])
    _tell(user, f"Penempatan Anda di {placement.agency} berakhir.", by)
    audit.record(
        "placement.ended",
        placement,
        by=by,
        user=user.get_username(),
        agency=placement.audit_agency_code,
        reason=reason,
    )
    return placement


@transaction.atomic
def switch(placement: Placement, *, by: User) -> Placement:
    """From now on `by` works for this placement, in every window."""
    user = _hold(by)
    placement = _fresh(placement)
    if placement.user_id != user.pk or not placement.is_current:
        msg = "Penempatan ini belum atau tidak berlaku lagi."
        raise AccountError(msg)
    if user.placement_id == placement.pk:
        return placement
    before = user.audit_agency_code
    _use(user, placement)
    audit.record(
        "placement.switched",
        placement,
        by=user,
        before=before or "-",
        after=placement.audit_agency_code or "-",
        role=placement.role,
    )
    return placement


@transaction.atomic
def fall_back(user: User) -> User:
    """Whose placement in use is over goes on in the main one; the account as it is."""
    user = _hold(user)
    used = user.placement
    if used is None or used.is_current:
        return user
    _use(user, main_of(user))
    audit.record(
        "placement.lapsed",
        used,
        by=None,
        user=user.get_username(),
        agency=used.audit_agency_code,
    )
    return user


def fall_back_all() -> int:
    """The clock's: whoever has not come since the end of a placement; gives how many."""
    current = Placement.objects.current()
    users = User.objects.filter(placement__isnull=False)
    left = users.exclude(placement__in=current)
    return len([fall_back(user) for user in left])


def change_main(user: User, role: Role, agency: Agency | None, *, by: User) -> None:
    """A part of a change of role: the main placement ends and another begins.

    Raises AccountError where the placements besides it would not go with the new role.
    """
    others = user.placements.standing().filter(is_main=False)
    if others.exists() and role not in HOLDERS:
        msg = f"Akhiri penempatan lain orang ini sebelum memberinya peran {role.label}."
        raise AccountError(msg)
    if agency and others.filter(agency=agency).exists():
        msg = f"Akhiri penempatannya di {agency.name} lebih dahulu."
        raise AccountError(msg)
    now = timezone.now()
    user.placements.filter(is_main=True, ended_at__isnull=True).update(
        ended_at=now, ended_by=by, ended_reason="Peran diubah"
    )
    _use(user, _main(user, role, agency, by))


def main_of(user: User) -> Placement:
    """The main placement of who has several."""
    standing = user.placements.select_related("agency")
    return standing.get(is_main=True, ended_at__isnull=True)


def home_of(user: User) -> tuple[Role, Agency | None]:
    """The main role and agency of anybody, whatever placement is in use."""
    if user.placement_id is None:
        return Role(user.role), user.agency
    main = main_of(user)
    return Role(main.role), main.agency


def _hold(user: User) -> User:
    held = User.objects.select_for_update(of=("self",))
    return held.select_related("agency", "placement__agency").get(pk=user.pk)


def _fresh(placement: Placement) -> Placement:
    return Placement.objects.select_related("agency", "user").get(pk=placement.pk)


def _begin(user: User, by: User) -> None:
    """What the account said until now becomes the main placement, in use."""
    _use(user, _main(user, Role(user.role), user.agency, by))


def _main(user: User, role: Role, agency: Agency | None, by: User) -> Placement:
    return Placement.objects.create(
        user=user,
        role=role,
        agency=agency,
        is_main=True,
        starts_on=timezone.localdate(),
        given_by=by,
    )


def _use(user: User, placement: Placement) -> None:
    user.placement, user.role, user.agency = placement, placement.role, placement.agency
    user.save(update_fields=["placement", "role", "agency"])


def _refuse_unfit(user: User, role: Role, by: User) -> None:
    if user.pk == by.pk:
        msg = "Anda tidak dapat mengubah penempatan Anda sendiri."
        raise AccountError(msg)
    if not user.is_active:
        msg = "Akun ini nonaktif."
        raise AccountError(msg)
    if role not in AGENCY_ROLES:
        msg = f"Peran {role.label} tidak diberikan sebagai penempatan tambahan."
        raise AccountError(msg)
    main, _ = home_of(user)
    if main not in HOLDERS:
        msg = f"Akun dengan peran {main.label} tidak dapat memiliki penempatan lain."
        raise AccountError(msg)


def _refuse_days(starts_on: date, ends_on: date | None) -> None:
    if starts_on < timezone.localdate():
        msg = "Penempatan dimulai paling cepat hari ini."
        raise AccountError(msg)
    if ends_on and ends_on < starts_on:
        msg = f"Penempatan berakhir paling cepat {formats.day(starts_on)}."
        raise AccountError(msg)


def _refuse_agency(user: User, agency: Agency) -> None:
    if agency.pk in user.own_agencies():
        msg = f"{user} sudah bekerja di {agency.name}."
        raise AccountError(msg)
    standing = MentorAssignment.objects.standing().filter(mentor=user)
    if standing.filter(agency=agency).exists():
        msg = f"{user} mendampingi {agency.name}. Akhiri penugasannya lebih dahulu."
        raise AccountError(msg)
    if agency.closed_on and agency.closed_on <= timezone.localdate():
        msg = f"{agency.name} sudah ditutup."
        raise AccountError(msg)


def _tell(user: User, text: str, by: User) -> None:
    notify(
        NoticeKind.SECURITY,
        to=[user],
        text=text,
        url=reverse("accounts:placements"),
        key=f"placement:{secrets.token_hex(8)}",
        by=by,
    )
