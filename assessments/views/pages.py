"""What the views of one indicator share: its answer, its page, the way back to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404, redirect, render
from django_htmx.http import HttpResponseClientRedirect

from assessments.disclosure import as_seen_by
from assessments.models import Answer

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from accounts.http import PortalRequest
    from assessments.models.answers import AnswerQuerySet
    from assessments.workspace import AnswerPage


def load(request: PortalRequest, pk: UUID) -> Answer:
    """To work on it."""
    return _load(request, pk, Answer.objects.visible_to(request.user))


def load_to_read(request: PortalRequest, pk: UUID) -> Answer:
    """Those of past results of agencies before the own one too."""
    return _load(request, pk, Answer.objects.readable_by(request.user))


def _load(request: PortalRequest, pk: UUID, seen: AnswerQuerySet) -> Answer:
    answers = seen.with_context()
    more = ("saved_by", "confirmed_by", "carried_from__assessment__period")
    found = get_object_or_404(answers.select_related(*more), pk=pk)
    if request.user.agency_id == found.assessment.agency_id:
        request.user.agency = (
            found.assessment.agency
        )  # which the head of the page names
    return as_seen_by(request.user, found)


def show(request: PortalRequest, page: AnswerPage, status: int = 200) -> HttpResponse:
    return render(request, "assessments/answer.html", {"page": page}, status=status)


def to_page(request: PortalRequest, answer: Answer) -> HttpResponse:
    back = redirect("assessments:answer", answer.pk)
    if request.htmx:
        return HttpResponseClientRedirect(back.headers["Location"])
    return back
