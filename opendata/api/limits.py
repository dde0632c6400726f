"""How much an address and a token may ask in a minute."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.adapter import get_adapter
from ninja.throttling import SimpleRateThrottle

if TYPE_CHECKING:
    from django.http import HttpRequest


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


ANYBODY = AddressThrottle("60/m")
HOLDERS = TokenThrottle("600/m")
