"""Saying that one reviews an answer now, and letting it go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from accounts.permissions import Permission, require
from assessments import actions
from assessments.models import Answer

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from accounts.http import PortalRequest

PART = "assessments/_review_claim.html"


@require_POST
@require(Permission.REVIEW_DECIDE)
def claim(request: PortalRequest, pk: UUID) -> HttpResponse:
    """The page says so when it opens, then every few minutes with `renew`."""
    answer = _load(request, pk)
    renew = request.POST.get("renew") == "1"
    try:
        actions.claim(answer, renew=renew, by=request.user)
    except actions.AssessmentError as error:
        return _answer(request, pk, refused=str(error))
    return _answer(request, pk)


@require_POST
@require(Permission.REVIEW_DECIDE)
def release(request: PortalRequest, pk: UUID) -> HttpResponse:
    actions.release(_load(request, pk), by=request.user)
    return _answer(request, pk)


def _load(request: PortalRequest, pk: UUID) -> Answer:
    answers = Answer.objects.visible_to(request.user).with_context()
    return get_object_or_404(answers.select_related("claim__mentor"), pk=pk)


def _answer(request: PortalRequest, pk: UUID, *, refused: str = "") -> HttpResponse:
    """The box of the page as it is now; without htmx the page again."""
    if not request.htmx:
        if refused:
            messages.error(request, refused)
        return redirect("assessments:review", pk)
    context = {
        "answer": _load(request, pk),
        "user": request.user,
        "refused": refused,
        "asked": True,
    }
    return render(request, PART, context, status=409 if refused else 200)
