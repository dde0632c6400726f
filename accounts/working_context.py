"""Forms of a person with several placements, refused where they are of another one.

A page says with every form which placement it was drawn for (`{% csrf_token %}` adds the
field, scripts send the header). What arrives for another one is refused and nothing of
it is written: 409, with the text that was sent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import render

from accounts.models import Placement

if TYPE_CHECKING:
    from django.http import HttpRequest

    from accounts.models import User

FIELD, HEADER, REFUSED = "drawn-for", "X-Drawn-For", "X-Context-Changed"
SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
# What is right from every window; a part of an upload belongs to its person.
ANYWHERE = frozenset(
    {
        "account_logout",
        "accounts:placement_switch",
        "assessments:presence",
        "evidence:tus_part",
        "theme",
    }
)
SHOWN_FROM = 3  # signs: what a person wrote, and no mark of a form
HIDDEN = frozenset({FIELD, "csrfmiddlewaretoken", "next"})
PLAIN = (
    "Halaman ini dibuka untuk perangkat daerah lain. Tidak ada yang disimpan. "
    "Beralihlah kembali di halaman Penempatan saya, lalu kirim lagi."
)


def refusal(request: HttpRequest) -> HttpResponse | None:
    """The answer to a form of another placement; None where the form is of this one."""
    user, match = request.user, request.resolver_match
    if not user.is_authenticated or user.placement is None or request.method in SAFE:
        return None
    if match and match.view_name in ANYWHERE:
        return None
    given = request.headers.get(HEADER) or request.POST.get(FIELD, "")
    if given == str(user.placement.uuid):
        return None
    return _conflict(request, user, given)


def _conflict(request: HttpRequest, user: User, given: str) -> HttpResponse:
    """A page for browsers and htmx, a sentence for scripts; 412 where tus retries 409."""
    is_tus = "Tus-Resumable" in request.headers
    wants_page = "text/html" in request.headers.get("Accept", "")
    if is_tus or not (wants_page or request.headers.get("HX-Request")):
        status = 412 if is_tus else 409
        response = HttpResponse(PLAIN, content_type="text/plain", status=status)
    else:
        said = _said(request, user, given)
        response = render(request, "accounts/context_changed.html", said, status=409)
        response["HX-Retarget"] = response["HX-Reselect"] = "#isi"
        response["HX-Reswap"] = "outerHTML show:window:top"
    response[REFUSED] = "1"
    return response


def _said(request: HttpRequest, user: User, given: str) -> dict[str, Any]:
    choices = Placement.objects.filter(user=user).choices()
    return {
        "drawn_for": next((p for p in choices if str(p.uuid) == given), None),
        "used": user.placement,
        "texts": [
            text
            for name, values in request.POST.lists()
            if name not in HIDDEN and "password" not in name
            for text in values
            if len(text.strip()) >= SHOWN_FROM
        ],
        "files": len(request.FILES),
        "back": request.headers.get("HX-Current-URL") or request.headers.get("Referer"),
    }
