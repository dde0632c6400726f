"""Errors as application/problem+json (RFC 9457), in Indonesian."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse, JsonResponse
from ninja.errors import (
    AuthenticationError,
    AuthorizationError,
    Throttled,
    ValidationError,
)

if TYPE_CHECKING:
    from django.http import HttpRequest
    from ninja import NinjaAPI

MINUTE = 60


def problem(status: int, title: str, detail: str, **more: Any) -> HttpResponse:
    response = JsonResponse(
        {"type": "about:blank", "title": title, "status": status, "detail": detail}
        | more,
        status=status,
        json_dumps_params={"ensure_ascii": False},
    )
    response.headers["Content-Type"] = "application/problem+json"
    response.headers["Cache-Control"] = "no-store"
    return response


def install(api: NinjaAPI) -> None:
    api.add_exception_handler(Http404, _missing)
    api.add_exception_handler(ValidationError, _invalid)
    api.add_exception_handler(AuthenticationError, _unknown)
    api.add_exception_handler(AuthorizationError, _forbidden)
    api.add_exception_handler(Throttled, _too_many)


def _missing(request: HttpRequest, error: Any) -> HttpResponse:
    return problem(
        404, "Tidak ditemukan", "Data itu tidak ada atau tidak dipublikasikan."
    )


def _invalid(request: HttpRequest, error: Any) -> HttpResponse:
    fields = sorted({str(fault["loc"][-1]) for fault in error.errors})
    return problem(
        422,
        "Parameter tidak sah",
        f"Perbaiki parameter: {', '.join(fields)}.",
        fields=fields,
    )


def _unknown(request: HttpRequest, error: Any) -> HttpResponse:
    response = problem(
        401,
        "Token diperlukan",
        "Kirim token yang berlaku pada header Authorization: Bearer.",
    )
    response.headers["WWW-Authenticate"] = 'Bearer realm="spbe"'
    return response


def _forbidden(request: HttpRequest, error: Any) -> HttpResponse:
    return problem(403, "Cakupan kurang", "Token ini tidak boleh membaca data itu.")


def _too_many(request: HttpRequest, error: Any) -> HttpResponse:
    response = problem(
        429, "Terlalu banyak permintaan", "Tunggu sebentar, lalu ulangi permintaan."
    )
    response.headers["Retry-After"] = str(int(error.wait or MINUTE) + 1)
    return response
