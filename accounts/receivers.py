"""Log-ins, as the framework announces them.

The portal's own logic calls its functions and has no signals. Log-in is not the
portal's own: it happens inside Django and allauth, which tell of it only in this way.
accounts.apps connects these functions. A password is in no event; the name that was
typed is there only if an account bears it, for people type passwords into that field
too.
"""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest

from accounts import audit
from accounts.adapter import address_of
from accounts.models import User


def on_login(request: HttpRequest | None, user: User, **_: Any) -> None:
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
