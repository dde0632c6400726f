"""Decrees: list, one decree with its teams, its signed file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import FileResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.permissions import Permission, require
from teams import actions
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
