"""A public page answers one address a limited number of times a minute."""

from __future__ import annotations

import hashlib
import time
from functools import wraps
from typing import TYPE_CHECKING, Any

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.shortcuts import render

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    View = Callable[..., HttpResponse]

MINUTE = 60


def per_minute(count: int) -> Callable[[View], View]:
    """Refuse with 429 what an address asks beyond `count` times in one minute."""

    def decorate(view: View) -> View:
        @wraps(view)
        def limited(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if _asked(request, view.__name__) > count:
                response = render(request, "429.html", status=429)
                response.headers["Retry-After"] = str(MINUTE)
                return response
            return view(request, *args, **kwargs)

        return limited

    return decorate


def _asked(request: HttpRequest, name: str) -> int:
    """How often in this minute, this time included; the address is kept as a hash."""
    address = get_adapter().get_client_ip(request)
    digest = hashlib.sha256(address.encode()).hexdigest()[:32]
    key = f"limit:{name}:{digest}:{int(time.time() // MINUTE)}"
    cache.add(key, 0, 2 * MINUTE)
    return int(cache.incr(key))
