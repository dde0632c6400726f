"""Facilitation of teams: the province in a quarter, one agency, its meetings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import Permission, require
from teams import actions
from teams import facilitation as pages
from teams.forms.facilitation import MeetingForm, ProvisionForm
from teams.queries import agencies_with_teams

if TYPE_CHECKING:
    from django.http import HttpResponse

    from accounts.http import PortalRequest
    from accounts.models import Agency

require_form = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@require(Permission.TEAM_VIEW)
def facilitations(request: PortalRequest) -> HttpResponse:
    quarter = pages.read_quarter(request.GET.get("quarter", ""))
    lines = pages.lines_of(request.user, quarter)
    context = {
        "quarter": quarter,
        "quarters": pages.choices(),
        "lines": lines,
        "complete": sum(line.done == line.total for line in lines),
    }
    return render(request, "teams/facilitations.html", context)


@require_safe
@require(Permission.TEAM_VIEW)
def facilitation(
    request: PortalRequest, code: str, year: int, quarter: int
) -> HttpResponse:
    agency, found = _place(request, code, year, quarter)
    line = pages.line_of(agency, found)
    context = {"line": line, "quarter": found, "quarters": pages.choices()}
    return render(request, "teams/facilitation.html", context)


@require_form
@require(Permission.TEAM_EDIT)
def facilitation_edit(
    request: PortalRequest, code: str, year: int, quarter: int
) -> HttpResponse:
    agency, found = _place(request, code, year, quarter)
    data = request.POST if request.method == "POST" else None
    form = ProvisionForm(data, facilitation=pages.line_of(agency, found).facilitation)
    if form.is_valid():
        actions.provide(agency, year, quarter, form.provision, by=request.user)
        messages.success(request, f"Fasilitasi {found} tersimpan.")
        return redirect("teams:facilitation", code, year, quarter)
    status = 422 if form.is_bound else 200
    context = {"form": form, "agency": agency, "quarter": found, "is_meeting": False}
    return render(request, "teams/facilitation_edit.html", context, status=status)


@require_form
@require(Permission.TEAM_EDIT)
def meeting_add(
    request: PortalRequest, code: str, year: int, quarter: int
) -> HttpResponse:
    agency, found = _place(request, code, year, quarter)
    form = MeetingForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.add_meeting(
                agency, year, quarter, **form.cleaned_data, by=request.user
            )
        except actions.TeamError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Rapat tercatat.")
            return redirect("teams:facilitation", code, year, quarter)
    status = 422 if form.is_bound else 200
    context = {"form": form, "agency": agency, "quarter": found, "is_meeting": True}
    return render(request, "teams/facilitation_edit.html", context, status=status)


def _place(
    request: PortalRequest, code: str, year: int, quarter: int
) -> tuple[Agency, pages.Quarter]:
    """404 for what is no quarter, or is still to come."""
    agency = get_object_or_404(agencies_with_teams(request.user), code=code)
    found = pages.Quarter(year, quarter)
    if (
        not 1 <= quarter <= 4
        or not pages.Quarter(2020, 1) <= found <= pages.choices()[0]
    ):
        raise Http404
    return agency, found
