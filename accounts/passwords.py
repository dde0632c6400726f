"""The age of a password, and that a new one is a new one."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.utils import timezone
from django_htmx.http import HttpResponseClientRedirect

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from accounts.models import User

# What somebody whose password is too old can open all the same.
OPEN = frozenset(
    {
        "account_change_password",
        "account_logout",
        "account_reauthenticate",
        "accessibility",
        "accounts:bell",
        "accounts:placement_switch",
        "health",
        "help",
        "offline",
        "privacy",
        "service_worker",
        "theme",
    }
)


class AnotherPasswordValidator:
    """Refuses the password that the account has already."""

    def validate(self, password: str, user: User | None = None) -> None:
        if user is not None and user.pk and check_password(password, user.password):
            msg = "Kata sandi baru sama dengan yang sekarang. Buat yang lain."
            raise ValidationError(msg, code="password_unchanged")

    def get_help_text(self) -> str:
        return "Kata sandi baru berbeda dari yang sekarang."


def is_over(user: User) -> bool:
    """Whether the password is older than the configuration allows; 0 days: never.

    Who logs in by single sign-on has no password that could be.
    """
    days = settings.PASSWORD_MAX_AGE_DAYS
    if not days or not user.has_usable_password():
        return False
    return timezone.now() - user.password_set_at > timedelta(days=days)


class PasswordAgeMiddleware:
    """Sends whose password is too old to change it, before anything else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        match, user = request.resolver_match, request.user
        name = match.view_name if match else ""
        if name in OPEN or name.startswith("mfa_"):
            return None
        if not user.is_authenticated or not is_over(user):
            return None
        target = redirect("account_change_password")
        if request.headers.get("HX-Request"):
            return HttpResponseClientRedirect(target.url)
        return target
