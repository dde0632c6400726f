"""The sentences that a mentor keeps for reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import Permission, require
from assessments import actions
from assessments.forms.phrases import PhraseForm
from assessments.models import Period, ReasonPhrase
from instruments.queries import definition_of

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from accounts.http import PortalRequest
    from instruments.definition import Indicator

PAGE_SIZE = 25


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.REVIEW_DECIDE)
def phrases(request: PortalRequest) -> HttpResponse:
    """The own ones and the shared ones; a POST adds one."""
    data = request.POST if request.method == "POST" else None
    form = PhraseForm(data, indicators=_indicators())
    if form.is_valid():
        try:
            actions.add_phrase(**form.cleaned_data, by=request.user)
        except actions.AssessmentError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Kalimat siap pakai ditambahkan.")
            return redirect("assessments:phrases")
    found = ReasonPhrase.objects.usable_by(request.user).in_order()
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page}
    status = 422 if form.errors else 200
    return render(request, "assessments/phrases.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.REVIEW_DECIDE)
def phrase_change(request: PortalRequest, pk: UUID) -> HttpResponse:
    phrase = get_object_or_404(ReasonPhrase.objects.owned_by(request.user), pk=pk)
    data = request.POST if request.method == "POST" else None
    said = {
        "text": phrase.text,
        "decision": phrase.decision,
        "indicator_code": phrase.indicator_code,
    }
    form = PhraseForm(data, indicators=_indicators(), initial=said)
    if form.is_valid():
        try:
            actions.change_phrase(phrase, **form.cleaned_data, by=request.user)
        except actions.AssessmentError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Kalimat siap pakai diubah.")
            return redirect("assessments:phrases")
    context = {"form": form, "phrase": phrase}
    status = 422 if form.errors else 200
    return render(request, "assessments/phrase_change.html", context, status=status)


@require_POST
@require(Permission.REVIEW_DECIDE)
def phrase_retire(request: PortalRequest, pk: UUID) -> HttpResponse:
    phrase = get_object_or_404(ReasonPhrase.objects.owned_by(request.user), pk=pk)
    try:
        actions.retire_phrase(phrase, by=request.user)
    except actions.AssessmentError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Kalimat itu tidak ditawarkan lagi.")
    return redirect("assessments:phrases")


def _indicators() -> tuple[Indicator, ...]:
    """Of the newest quarter: the codes that phrases are kept for."""
    newest = Period.objects.newest_first().first()
    return definition_of(newest.version_id).indicators if newest else ()
