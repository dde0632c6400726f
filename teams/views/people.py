"""The people of an agency: list, one person's data, adding, correcting, moving."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts.permissions import Permission, require
from teams import actions
from teams.forms.people import MoveForm, PersonForm
from teams.models import Person
from teams.queries import agencies_with_teams, people_listed

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from accounts.http import PortalRequest

PAGE_SIZE = 50
require_form = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@require(Permission.PERSON_VIEW)
def people(request: PortalRequest, code: str) -> HttpResponse:
    agency = get_object_or_404(agencies_with_teams(request.user), code=code)
    page = Paginator(people_listed(agency), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"agency": agency, "page": page}
    return render(request, "teams/people.html", context)


@require_safe
@require(Permission.PERSON_VIEW)
def person(request: PortalRequest, pk: UUID) -> HttpResponse:
    """Personal data are shown here, so that looking is on record."""
    found = _load(request, pk)
    actions.record_reading(found, by=request.user)
    agencies = agencies_with_teams(request.user).exclude(pk=found.agency_id)
    context = {
        "person": found,
        "memberships": found.memberships.select_related("seat").order_by("-starts_on"),
        "certificates": found.certificates.select_related("competence").order_by(
            "competence__name", "-issued_on"
        ),
        "trainings": found.trainings.select_related("competence").order_by(
            "-planned_on", "pk"
        ),
        "move": MoveForm(agencies=agencies.order_by("code")),
    }
    return render(request, "teams/person.html", context)


@require_form
@require(Permission.TEAM_EDIT)
def person_add(request: PortalRequest, code: str) -> HttpResponse:
    agency = get_object_or_404(agencies_with_teams(request.user), code=code)
    form = PersonForm(request.POST if request.method == "POST" else None, agency=agency)
    if form.is_valid():
        try:
            made = actions.add_person(agency, form.details, by=request.user)
        except actions.TeamError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Pegawai masuk registri.")
            return redirect("teams:person", made.pk)
    status = 422 if form.is_bound else 200
    context = {"form": form, "agency": agency, "person": None}
    return render(request, "teams/person_form.html", context, status=status)


@require_form
@require(Permission.TEAM_EDIT)
def person_correct(request: PortalRequest, pk: UUID) -> HttpResponse:
    """The form shows personal data, so that opening it is on record too."""
    found = _load(request, pk)
    if request.method != "POST":
        actions.record_reading(found, by=request.user)
    data = request.POST if request.method == "POST" else None
    form = PersonForm(data, agency=found.agency, person=found)
    if form.is_valid():
        try:
            actions.correct_person(found, form.details, by=request.user)
        except actions.TeamError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Data pegawai tersimpan.")
            return redirect("teams:person", pk)
    status = 422 if form.is_bound else 200
    context = {"form": form, "agency": found.agency, "person": found}
    return render(request, "teams/person_form.html", context, status=status)


@require_POST
@require(Permission.PERSON_MOVE)
def person_move(request: PortalRequest, pk: UUID) -> HttpResponse:
    found = _load(request, pk)
    form = MoveForm(request.POST, agencies=agencies_with_teams(request.user))
    if not form.is_valid():
        messages.error(request, "Pilih perangkat daerah tujuan.")
        return redirect("teams:person", pk)
    try:
        actions.move_person(found, form.cleaned_data["agency"], by=request.user)
    except actions.TeamError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Pegawai dipindahkan.")
    return redirect("teams:person", pk)


def _load(request: PortalRequest, pk: UUID) -> Person:
    seen = Person.objects.visible_to(request.user).select_related("agency", "user")
    return get_object_or_404(seen, pk=pk)
