"""Requests that nothing behind can read, and headers that no other middleware sets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import BadRequest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.http import HttpRequest, HttpResponse

    Handler = Callable[[HttpRequest], HttpResponse]

# Browser features the portal never uses, so that injected code cannot either.
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "autoplay",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "usb",
    )
)


def readable_requests(get_response: Handler) -> Handler:
    """Read as UTF-8 whatever a request claims, and refuse NUL, which no column holds.

    Forms refuse NUL in their fields; addresses and cookies pass by the forms.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        request.encoding = "utf-8"
        places = (request.path, *request.COOKIES.values())
        if any("\0" in text for text in (*places, *_asked(request))):
            msg = "The request has a NUL character."
            raise BadRequest(msg)
        return get_response(request)

    return middleware


def _asked(request: HttpRequest) -> Iterator[str]:
    """The values of the query; a name is only ever looked up."""
    return (value for _, values in request.GET.lists() for value in values)


def security_headers(get_response: Handler) -> Handler:
    """Close browser features, and keep pages of a session out of every cache."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    return middleware
