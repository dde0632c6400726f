"""Accounts: added, switched off, switched on."""

from typing import TYPE_CHECKING
from uuid import uuid4

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts import audit
from accounts.actions.base import AccountError
from accounts.enums import AGENCY_ROLES, NoticeKind, Role
from accounts.models import Agency, User
from accounts.notices import notify
from accounts.permissions import grantable_roles

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import AuditEvent


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
    _tell(user, "Akun Anda dinonaktifkan oleh pengelola akun.", by)
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
    _tell(user, "Akun Anda diaktifkan kembali oleh pengelola akun.", by)
    audit.record("user.activated", user, by=by)
    return user


def end_accounts(users: "QuerySet[User]", *, by: User) -> "list[AuditEvent]":
    """Who of them is still in is out at once: a part of an action that may do so.

    The work for which the account was given is over. Gives the events, which the action
    records last; the same people may let them in again as after `deactivate`.
    """
    found = users.filter(is_active=True).exclude(pk=by.pk)
    ended = list(found.select_for_update(of=("self",)).order_by("pk"))
    User.objects.filter(pk__in=[user.pk for user in ended]).update(is_active=False)
    return [audit.event_of("user.left", user, by=by) for user in ended]


def _tell(user: User, text: str, by: User) -> None:
    notify(
        NoticeKind.SECURITY,
        to=[user],
        text=text,
        url=reverse("accounts:sessions"),
        key=f"account:{uuid4()}",
        by=by,
    )


def refuse_ungrantable(role: Role, by: User) -> None:
    """Raise AccountError where `by` may not touch accounts of this role."""
    if role not in grantable_roles(by):
        msg = f"Anda tidak dapat memberi atau mengubah akun dengan peran {role.label}."
        raise AccountError(msg)
