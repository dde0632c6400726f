"""Everything that changes people and their assignments."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from accounts import audit
from accounts.enums import AGENCY_ROLES, Role
from accounts.models import Agency, MentorAssignment, User
from accounts.permissions import grantable_roles

if TYPE_CHECKING:
    from collections.abc import Iterable


class AccountError(Exception):
    """The change is refused; the message is for the user."""


@transaction.atomic
def add_user(
    *,
    username: str,
    name: str,
    email: str,
    role: Role,
    agency: Agency | None,
    password: str,
    by: User | None,
) -> User:
    """Give a person an account with a first password.

    Raises AccountError when `by` may not give the role, role and agency do not fit or
    the password is weak, and ValidationError for what a field refuses.
    """
    if by:
        refuse_ungrantable(role, by)
    if role in AGENCY_ROLES and agency is None:
        msg = f"Peran {role.label} memerlukan perangkat daerah."
        raise AccountError(msg)
    user = User(username=username, name=name, email=email, role=role, agency=agency)
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise AccountError(" ".join(error.messages)) from error
    user.set_password(password)
    user.full_clean()
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as error:  # someone else took it after the check
        msg = "Nama pengguna atau surel ini baru saja dipakai."
        raise AccountError(msg) from error
    audit.record(
        "user.added", user, by=by, role=role, agency=agency.code if agency else ""
    )
    return user


@transaction.atomic
def deactivate(user: User, *, by: User) -> User:
    """The person can no longer log in; what they did stays under their name."""
    user = User.objects.select_for_update().get(pk=user.pk)
    refuse_ungrantable(Role(user.role), by)
    if user.pk == by.pk:
        msg = "Anda tidak dapat menonaktifkan akun Anda sendiri."
        raise AccountError(msg)
    if not user.is_active:
        msg = "Akun ini sudah nonaktif."
        raise AccountError(msg)
    user.is_active = False
    user.save(update_fields=["is_active"])
    audit.record("user.deactivated", user, by=by)
    return user


@transaction.atomic
def activate(user: User, *, by: User) -> User:
    user = User.objects.select_for_update().get(pk=user.pk)
    refuse_ungrantable(Role(user.role), by)
    if user.is_active:
        msg = "Akun ini sudah aktif."
        raise AccountError(msg)
    user.is_active = True
    user.save(update_fields=["is_active"])
    audit.record("user.activated", user, by=by)
    return user


@transaction.atomic
def assign_mentor(
    mentor: User,
    agencies: "Iterable[Agency]",
    *,
    starts_on: date | None = None,
    by: User,
) -> None:
    """From now on the mentor accompanies exactly these agencies.

    Assignments that are not among them end yesterday and stay on record. Raises
    AccountError for a person who is no mentor, or the mentor's own agency.
    """
    mentor = User.objects.select_for_update().get(pk=mentor.pk)
    wanted = {agency.pk: agency for agency in agencies}
    if not mentor.is_mentor:
        msg = f"{mentor} bukan tim pendamping."
        raise AccountError(msg)
    if mentor.agency_id in wanted:
        msg = "Pendamping tidak mendampingi perangkat daerahnya sendiri."
        raise AccountError(msg)
    today = timezone.localdate()
    standing = MentorAssignment.objects.filter(mentor=mentor).filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=today)
    )
    for assignment in standing.exclude(agency__in=wanted, ends_on__isnull=True):
        _end(assignment, today)
    kept = set(standing.filter(ends_on__isnull=True).values_list("agency", flat=True))
    MentorAssignment.objects.bulk_create(
        MentorAssignment(
            mentor=mentor, agency=agency, starts_on=starts_on or today, assigned_by=by
        )
        for pk, agency in wanted.items()
        if pk not in kept
    )
    audit.record(
        "mentor.assigned",
        mentor,
        by=by,
        agencies=sorted(agency.code for agency in wanted.values()),
    )


def end_assignments(mentor: User) -> None:
    """The person accompanies nobody from now on; a part of an action."""
    today = timezone.localdate()
    for assignment in MentorAssignment.objects.filter(mentor=mentor).filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=today)
    ):
        _end(assignment, today)


def _end(assignment: MentorAssignment, today: date) -> None:
    """End it with yesterday; one of today alone was never in force and goes.

    What was and was not assigned is in the trail either way.
    """
    if assignment.starts_on >= today:
        assignment.delete()
        return
    assignment.ends_on = today - timedelta(days=1)
    assignment.save(update_fields=["ends_on"])


def refuse_ungrantable(role: Role, by: User) -> None:
    """Raise AccountError where `by` may not touch accounts of this role."""
    if role not in grantable_roles(by):
        msg = f"Anda tidak dapat memberi atau mengubah akun dengan peran {role.label}."
        raise AccountError(msg)
