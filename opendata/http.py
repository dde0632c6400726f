"""Headers of what is the same for every visitor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from django.http import HttpResponse

SECONDS = 300


def for_everyone(response: HttpResponse) -> HttpResponse:
    """Any cache may keep it, and pages of other sites may read it where that is set."""
    response.headers["Cache-Control"] = f"public, max-age={SECONDS}"
    response.headers["X-Content-Type-Options"] = "nosniff"
    if settings.OPEN_DATA_CORS:
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
