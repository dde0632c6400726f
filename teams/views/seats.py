"""The teams of eight: overview, one team, giving and freeing a seat."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts.permissions import Permission, require
from teams import actions
from teams.facilitation import choices
from teams.forms.people import SeatForm
from teams.models import Membership, Seat
from teams.nomination_page import steps_of
from teams.queries import (
    agencies_with_teams,
    filled_by_agency,
    free_people,
    overview_of,
    seats_listed,
)

if TYPE_CHECKING:
    from django.http import HttpResponse

    from accounts.http import PortalRequest

require_form = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@require(Permission.TEAM_VIEW)
def list_(request: PortalRequest) -> HttpResponse:
    """Who has one agency only goes straight to its team."""
    lines = filled_by_agency(agencies_with_teams(request.user))
    if len(lines) == 1:
        return redirect("teams:detail", lines[0].agency.code)
    total = Seat.objects.count()
    full = sum(line.held == total for line in lines)
    context = {"lines": lines, "total": total, "full": full}
    return render(request, "teams/list.html", context)


@require_safe
@require(Permission.TEAM_VIEW)
def seats(request: PortalRequest) -> HttpResponse:
    """The list that every team follows: duties and what a seat needs."""
    agencies = agencies_with_teams(request.user).count()
    context = {"seats": seats_listed(request.user), "agencies": agencies}
    return render(request, "teams/seats.html", context)


@require_safe
@require(Permission.TEAM_VIEW)
def detail(request: PortalRequest, code: str) -> HttpResponse:
    agency = get_object_or_404(agencies_with_teams(request.user), code=code)
    overview = overview_of(agency)
    nomination = overview.nomination
    context = {
        "overview": overview,
        "quarter": choices()[0],
        "steps": steps_of(nomination) if nomination else [],
    }
    return render(request, "teams/detail.html", context)


@require_form
@require(Permission.TEAM_EDIT)
def seat(request: PortalRequest, code: str, number: int) -> HttpResponse:
    agency = get_object_or_404(agencies_with_teams(request.user), code=code)
    wanted = get_object_or_404(Seat, number=number)
    data = request.POST if request.method == "POST" else None
    form = SeatForm(data, people=free_people(agency))
    if form.is_valid():
        try:
            actions.seat_person(agency, wanted, **form.cleaned_data, by=request.user)
        except actions.TeamError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"Kursi {wanted.name} terisi.")
            return redirect("teams:detail", code)
    context = {"form": form, "agency": agency, "seat": wanted}
    status = 422 if form.is_bound else 200
    return render(request, "teams/seat.html", context, status=status)


@require_POST
@require(Permission.TEAM_EDIT)
def vacate(request: PortalRequest, pk: int) -> HttpResponse:
    agencies = agencies_with_teams(request.user)
    membership = get_object_or_404(
        Membership.objects.select_related("team__agency", "seat"),
        pk=pk,
        team__agency__in=agencies,
    )
    try:
        has_left = actions.vacate(membership, by=request.user)
    except actions.TeamError as error:
        messages.error(request, str(error))
    else:
        left = " Akun pemegangnya dinonaktifkan." if has_left else ""
        messages.success(request, f"Kursi {membership.seat.name} kosong.{left}")
    return redirect("teams:detail", membership.team.agency.code)
