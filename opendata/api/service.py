"""The API with its limits, its errors and its addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern
from django.views.generic import RedirectView
from ninja import NinjaAPI
from ninja.throttling import SimpleRateThrottle

from opendata.api import errors, internal, published

if TYPE_CHECKING:
    from django.http import HttpRequest

ANYBODY, HOLDERS = "60/m", "600/m"


class AddressThrottle(SimpleRateThrottle):
    """So many requests a minute of one address that shows no valid token."""

    scope = "address"

    def get_cache_key(self, request: HttpRequest) -> str | None:
        if getattr(request, "auth", None):
            return None
        address = get_adapter().get_client_ip(request)
        return f"throttle_api_address_{address}"


class TokenThrottle(SimpleRateThrottle):
    """So many requests a minute of one token."""

    scope = "token"

    def get_cache_key(self, request: HttpRequest) -> str | None:
        token = getattr(request, "auth", None)
        return f"throttle_api_token_{token.pk}" if token else None


api = NinjaAPI(
    title="Data SPBE",
    version="1",
    description=(
        "Hasil penilaian SPBE yang dipublikasikan, terbuka tanpa kunci. Data internal "
        "dibaca dengan token dari sekretariat."
    ),
    urls_namespace="api",
    docs_url=None,  # the portal's own page shows the description, without scripts
    throttle=[AddressThrottle(ANYBODY), TokenThrottle(HOLDERS)],
)
errors.install(api)
api.add_router("", published.router)
api.add_router("internal", internal.router)


def urlpatterns() -> list[URLPattern]:
    """The API's addresses; its own rules replace the log-in that pages need."""
    patterns = [p for p in api.urls[0] if isinstance(p, URLPattern)]
    for pattern in patterns:
        if pattern.name == "api-root":
            pattern.callback = RedirectView.as_view(pattern_name="opendata:data")
        pattern.callback = login_not_required(pattern.callback)
    return patterns
