"""What people and administrators do for the safety of an account."""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction
from django.urls import reverse

from accounts import audit, placements, second_factor, sessions
from accounts.actions import AccountError, end_assignments, refuse_ungrantable
from accounts.enums import AGENCY_ROLES, NoticeKind, Role
from accounts.models import Device, MentorAssignment, User
from accounts.notices import notify

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from accounts.models import Agency

DEVICE_COOKIE = "perangkat"
DEVICE_COOKIE_AGE = 400 * 24 * 3600  # the longest that browsers keep one


def greet(
    request: HttpRequest, response: HttpResponse, user: User, *, address: str
) -> None:
    """Remember the browser; the person learns of one that was never seen before."""
    token = request.COOKIES.get(DEVICE_COOKIE) or secrets.token_urlsafe(32)
    name = sessions.device_name(request.headers.get("User-Agent", ""))
    recognise(user, token, name=name, address=address)
    response.set_cookie(
        DEVICE_COOKIE,
        token,
        max_age=DEVICE_COOKIE_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


@transaction.atomic
def recognise(user: User, token: str, *, name: str, address: str) -> None:
    """Note the browser of a log-in. The first one of an account is news to nobody."""
    User.objects.select_for_update().get(pk=user.pk)
    others = Device.objects.filter(user=user).exists()
    digest = hashlib.sha256(token.encode()).hexdigest()
    device, is_new = Device.objects.get_or_create(
        user=user, token_hash=digest, defaults={"name": name}
    )
    if not is_new or not others:
        return
    notify(
        NoticeKind.SECURITY,
        to=[user],
        text=(
            "Akun Anda masuk dari perangkat baru. Bila bukan Anda, akhiri sesinya "
            "dan ganti kata sandi."
        ),
        url=reverse("accounts:sessions"),
        key=f"device:{device.pk}",
    )
    audit.record("login.new_device", user, by=user, device=name, address=address)


@transaction.atomic
def end_session(row: UserSession, *, by: User) -> None:
    device = sessions.device_name(row.user_agent)
    sessions.end([row])
    audit.record("session.ended", by, by=by, device=device)


@transaction.atomic
def end_other_sessions(current_key: str | None, *, by: User) -> int:
    """Only the session in use goes on; gives how many ended."""
    others = UserSession.objects.filter(user=by).exclude(session_key=current_key)
    count = sessions.end(list(others))
    audit.record("session.others_ended", by, by=by, count=count)
    return count


@transaction.atomic
def reset_second_factor(user: User, *, by: User) -> None:
    """For who lost phone and codes: set up anew at the next log-in."""
    user = User.objects.select_for_update().get(pk=user.pk)
    refuse_ungrantable(Role(user.role), by)
    if user.pk == by.pk:
        msg = "Verifikasi dua langkah Anda sendiri diatur di halaman akun Anda."
        raise AccountError(msg)
    if not second_factor.forget_factors(user):
        msg = "Akun ini tidak memakai verifikasi dua langkah."
        raise AccountError(msg)
    sessions.end(list(UserSession.objects.filter(user=user)))
    notify(
        NoticeKind.SECURITY,
        to=[user],
        text="Verifikasi dua langkah akun Anda diatur ulang oleh pengelola akun.",
        url=reverse("mfa_index"),
        key=f"factor.reset:{secrets.token_hex(8)}",
        by=by,
    )
    audit.record("factor.reset", user, by=by)


@transaction.atomic
def change_role(user: User, role: Role, agency: Agency | None, *, by: User) -> User:
    """Another role or agency. Every session of the person ends; mentoring too.

    Raises AccountError for the own account, a role that `by` may not give or take,
    an agency role without agency, and where nothing would change.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    refuse_ungrantable(Role(user.role), by)
    refuse_ungrantable(role, by)
    if user.pk == by.pk:
        msg = "Anda tidak dapat mengubah peran Anda sendiri."
        raise AccountError(msg)
    if role in AGENCY_ROLES and agency is None:
        msg = f"Peran {role.label} memerlukan perangkat daerah."
        raise AccountError(msg)
    refuse_ungrantable(placements.home_of(user)[0], by)
    if placements.home_of(user) == (role, agency):
        msg = "Peran dan perangkat daerah akun ini sudah demikian."
        raise AccountError(msg)
    apply_role(user, role, agency, by=by)
    return user


def _role_in_words(role: Role, agency: Agency | None) -> str:
    place = f" di {agency.name}" if agency else ""
    return f"Peran akun Anda sekarang {role.label}{place}."


@transaction.atomic
def change_email(user: User, email: str, *, by: User) -> User:
    """Another address to log in with and to be written to; both of them are told.

    Raises AccountError for the own account, one that `by` may not change, and an
    address that an account bears already.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    refuse_ungrantable(Role(user.role), by)
    if user.pk == by.pk:
        msg = "Surel Anda sendiri diubah oleh pengelola akun lain."
        raise AccountError(msg)
    if User.objects.filter(email__iexact=email).exists():
        msg = "Surel ini sudah dipakai sebuah akun."
        raise AccountError(msg)
    for address in (user.email, email):
        notify(
            NoticeKind.SECURITY,
            to=[user],
            text="Surel akun Anda diubah oleh pengelola akun.",
            url=reverse("accounts:profile"),
            key=f"email:{secrets.token_hex(8)}",
            by=by,
            address=address,
        )
    EmailAddress.objects.filter(user=user).delete()  # the old one opens nothing
    user.email = email
    user.save(update_fields=["email"])
    audit.record("user.email_changed", user, by=by)
    return user


def apply_role(
    user: User, role: Role, agency: Agency | None, *, by: User | None
) -> None:
    """A part of an action that has asked whether it may; `by` None is a claim's doing."""
    old_role, old_agency = placements.home_of(user)
    before = {"peran": old_role.label, "OPD": old_agency.code if old_agency else "-"}
    standing = MentorAssignment.objects.standing().filter(mentor=user)
    if role is not Role.MENTOR and standing.exists():
        end_assignments(standing, by=by or user)
    if user.placement_id is None:
        user.role, user.agency = role, agency
        user.save(update_fields=["role", "agency"])
    else:
        placements.change_main(user, role, agency, by=by or user)
    sessions.end(list(UserSession.objects.filter(user=user)))
    notify(
        NoticeKind.SECURITY,
        to=[user],
        text=_role_in_words(role, agency),
        url=reverse("accounts:sessions"),
        key=f"role:{secrets.token_hex(8)}",
        by=by,
    )
    after = {"peran": role.label, "OPD": user.audit_agency_code or "-"}
    audit.record("user.role_changed", user, by=by, before=before, after=after)
