"""How django-allauth behaves here."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter, get_adapter
from allauth.account.authentication import get_authentication_records
from django.conf import settings

from accounts import security

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from accounts.models import User


class PortalAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": "Akun ini nonaktif. Hubungi sekretariat.",
        "email_password_mismatch": "Nama pengguna, surel, atau kata sandi tidak cocok.",
        "enter_current_password": "Tulis kata sandi Anda yang sekarang.",
        "incorrect_password": "Kata sandi tidak cocok.",
        "invalid_login": "Nama pengguna, surel, atau kata sandi tidak cocok.",
        "invalid_password_reset": "Tautan ini tidak berlaku lagi. Minta yang baru.",
        "rate_limited": "Terlalu banyak permintaan. Tunggu beberapa menit.",
        "too_many_login_attempts": (
            "Terlalu banyak percobaan dengan kata sandi yang salah. "
            "Tunggu lima menit, lalu coba lagi."
        ),
        "unknown_email": "Surel ini bukan surel sebuah akun.",
        "username_password_mismatch": (
            "Nama pengguna, surel, atau kata sandi tidak cocok."
        ),
    }

    def is_reauthentication_required(self, *, app: str, **kwargs: object) -> bool:
        """A log-in of the last minutes is as good as a confirmation."""
        if not super().is_reauthentication_required(app=app, **kwargs):
            return False
        records = get_authentication_records(self.request, self.request.user)
        last = max((record["at"] for record in records), default=0)
        return time.time() - last >= settings.ACCOUNT_REAUTHENTICATION_TIMEOUT

    def post_login(
        self, request: HttpRequest, user: User, **kwargs: Any
    ) -> HttpResponse:
        """Every way to log in ends here; the browser is remembered."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        security.greet(request, response, user, address=address_of(request))
        return response

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody registers alone: accounts are given by the secretariat."""
        return False


def address_of(request: HttpRequest | None) -> str:
    """The address a request came from, or "" for what came from no browser."""
    if request is None or "REMOTE_ADDR" not in request.META:
        return ""
    return str(get_adapter().get_client_ip(request))
