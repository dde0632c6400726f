"""Decrees: list, one decree with its teams, entering one, its signed file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import Permission, require
from teams import actions
from teams.enums import NominationStatus
from teams.forms.nominations import DecreeForm
from teams.models import Decree, Nomination

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from accounts.http import PortalRequest

PAGE_SIZE = 50


@require_safe
@require(Permission.TEAM_VIEW)
def decrees(request: PortalRequest) -> HttpResponse:
    found = (
        Decree.objects.visible_to(request.user)
        .annotate(agencies=Count("nominations"))
        .order_by("-decreed_on", "-issued_at")
    )
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "teams/decrees.html", {"page": page})


@require_safe
@require(Permission.TEAM_VIEW)
def decree(request: PortalRequest, pk: UUID) -> HttpResponse:
    """Of the teams that it appoints, those that the user sees."""
    found = _load(request, pk)
    nominations = (
        Nomination.objects.visible_to(request.user)
        .filter(decree=found)
        .select_related("agency")
        .annotate(seats=Count("places"))
        .order_by("agency__code")
    )
    context = {"decree": found, "nominations": nominations}
    return render(request, "teams/decree.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.DECREE_ISSUE)
def decree_issue(request: PortalRequest) -> HttpResponse:
    ready = Nomination.objects.visible_to(request.user).filter(
        status=NominationStatus.VERIFIED
    )
    ready = ready.select_related("agency").order_by("agency__code")
    bound = (request.POST, request.FILES) if request.method == "POST" else ()
    form = DecreeForm(*bound, nominations=ready)
    if form.is_valid():
        chosen, file = form.cleaned_data["nominations"], form.cleaned_data["file"]
        try:
            made = actions.decide(chosen, form.terms, file=file, by=request.user)
        except actions.TeamError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"{made} tercatat dan tim ditetapkan.")
            return redirect("teams:decree", made.pk)
    status = 422 if form.is_bound else 200
    context = {"form": form, "is_empty": not ready}
    return render(request, "teams/decree_issue.html", context, status=status)


@require_safe
@require(Permission.TEAM_VIEW)
def decree_file(request: PortalRequest, pk: UUID) -> FileResponse:
    """The file names people, so that reading it is on record."""
    found = _load(request, pk)
    actions.record_decree_reading(found, by=request.user)
    response = FileResponse(
        found.file.open("rb"),
        as_attachment=True,
        filename=f"SK_tim_SPBE_{found.decreed_on:%Y-%m-%d}.pdf",
        content_type="application/pdf",
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _load(request: PortalRequest, pk: UUID) -> Decree:
    return get_object_or_404(Decree.objects.visible_to(request.user), pk=pk)
