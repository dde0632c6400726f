"""Pages that belong to no app: theme, help, accessibility, refusals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from spbe_portal import showcase
from spbe_portal.context import DARK, LIGHT, THEME_COOKIE

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

YEAR = 365 * 24 * 3600


@require_POST
@login_not_required
def theme(request: HttpRequest) -> HttpResponse:
    response = HttpResponseRedirect(_safe_next(request))
    chosen = DARK if request.POST.get("theme") == DARK else LIGHT
    response.set_cookie(
        THEME_COOKIE,
        chosen,
        max_age=YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )
    return response


def _safe_next(request: HttpRequest) -> str:
    """The page the visitor came from, never another site."""
    target = request.POST.get("next", "")
    own = url_has_allowed_host_and_scheme(
        target, {request.get_host()}, require_https=request.is_secure()
    )
    return target if own else reverse("home")


@require_safe
@login_not_required
def help(request: HttpRequest) -> HttpResponse:  # noqa: A001  the view is named as its URL
    return render(request, "spbe_portal/help.html")


@require_safe
@login_not_required
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "spbe_portal/accessibility.html")


@require_safe
@login_not_required
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "spbe_portal/privacy.html")


@require_safe
@login_not_required
def components(request: HttpRequest) -> HttpResponse:
    if not settings.DEMO:
        raise Http404
    return render(request, "spbe_portal/components.html", showcase.context())


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403_csrf.html", {"reason": reason}, status=403)
