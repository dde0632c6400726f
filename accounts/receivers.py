"""Log-ins, as the framework announces them.

The portal's own logic calls its functions and has no signals. Log-in is not the
portal's own: it happens inside Django and allauth, which tell of it only in this way.
accounts.apps connects these functions. A password is in no event; the name that was
typed is there only if an account bears it, for people type passwords into that field
too.
"""

from typing import Any
from uuid import uuid4

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse

from accounts import audit, sessions
from accounts.adapter import address_of
from accounts.enums import NoticeKind
from accounts.models import User
from accounts.notices import notify
from accounts.second_factor import NAMES


def on_login(request: HttpRequest | None, user: User, **_: Any) -> None:
    if request is not None:
        sessions.begin(request.session)
    if address := address_of(request):
        audit.record("login.succeeded", user, by=user, address=address)


def on_login_failed(
    credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any
) -> None:
    if address := address_of(request):
        typed = credentials.get("email") or credentials.get("username") or ""
        known = User.objects.filter(Q(username__iexact=typed) | Q(email__iexact=typed))
        user = known.first() or User(pk=0)
        audit.record(
            "login.failed", user, by=None, login=user.get_username(), address=address
        )


def on_factor_added(user: User, authenticator: Authenticator, **_: Any) -> None:
    _note("factor.added", "diaktifkan", user, authenticator)


def on_factor_removed(user: User, authenticator: Authenticator, **_: Any) -> None:
    _note("factor.removed", "dihapus", user, authenticator)


def on_factor_renewed(user: User, authenticator: Authenticator, **_: Any) -> None:
    _note("factor.renewed", "dibuat baru", user, authenticator)


def on_password_changed(user: User, **_: Any) -> None:
    _note_password("password.changed", "Kata sandi akun Anda diganti.", user)


def on_password_set(user: User, **_: Any) -> None:
    _note_password("password.set", "Akun Anda sekarang memiliki kata sandi.", user)


def on_password_reset(user: User, **_: Any) -> None:
    text = "Kata sandi akun Anda dibuat baru lewat tautan di surel."
    _note_password("password.reset", text, user)


def on_factor_failed(request: HttpRequest, user: User, **_: Any) -> None:
    audit.record("factor.failed", user, by=None, address=address_of(request))


@transaction.atomic
def _note_password(verb: str, text: str, user: User) -> None:
    """The other sessions end by themselves: they hold the mark of the old password."""
    notify(
        NoticeKind.SECURITY,
        to=[user],
        text=text,
        url=reverse("accounts:sessions"),
        key=f"{verb}:{uuid4()}",
    )
    audit.record(verb, user, by=user)


@transaction.atomic
def _note(verb: str, what: str, user: User, authenticator: Authenticator) -> None:
    """On record, and told to the person, who may not have been the one who did it."""
    factor = NAMES[authenticator.type]
    notify(
        NoticeKind.SECURITY,
        to=[user],
        text=f"Pada akun Anda, {factor} {what}.",
        url=reverse("mfa_index"),
        key=f"{verb}:{uuid4()}",
    )
    audit.record(verb, user, by=user, factor=factor)
