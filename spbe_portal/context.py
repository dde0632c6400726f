"""What every template knows: the identity of the deployment, theme, navigation."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.password_validation import (
    MinimumLengthValidator,
    get_default_password_validators,
)

from spbe_portal import navigation

if TYPE_CHECKING:
    from django.http import HttpRequest

THEME_COOKIE = "tema"
LIGHT, DARK = "light", "dark"


class Portal:
    """`portal` in templates. Nothing is computed before a template asks; no query."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self.province = settings.PROVINCE
        self.office = settings.OFFICE
        self.version = settings.VERSION
        self.demo = settings.DEMO
        self.sso = settings.OIDC_NAME if settings.OIDC_ISSUER else ""

    @property
    def theme(self) -> str:
        return theme_of(self._request)

    @property
    def other_theme(self) -> str:
        return LIGHT if self.theme == DARK else DARK

    @property
    def password_length(self) -> int:
        return next(
            validator.min_length
            for validator in get_default_password_validators()
            if isinstance(validator, MinimumLengthValidator)
        )

    @cached_property
    def nav(self) -> list[navigation.Link]:
        match = self._request.resolver_match
        user = getattr(self._request, "user", AnonymousUser())
        return navigation.links(user, match.view_name if match else "")

    @cached_property
    def nav_folded(self) -> list[navigation.Link]:
        return [link for link in self.nav if link.folded]


def theme_of(request: HttpRequest) -> str:
    return DARK if request.COOKIES.get(THEME_COOKIE) == DARK else LIGHT


def portal(request: HttpRequest) -> dict[str, Portal]:
    return {"portal": Portal(request)}
