"""Nominations: list, one nomination, and each step that people take with it."""

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
from teams.forms.nominations import CheckForm, LetterForm, NominateForm
from teams.models import Nomination, NominationSeat, Person, Seat
from teams.nomination_page import nominations_listed, page_of
from teams.queries import agencies_with_teams, certificates_of, lacking_of

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from accounts.http import PortalRequest

PAGE_SIZE = 50
require_form = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@require(Permission.TEAM_VIEW)
def nominations(request: PortalRequest) -> HttpResponse:
    found = nominations_listed(request.user)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "teams/nominations.html", {"page": page})


@require_safe
@require(Permission.TEAM_VIEW)
def nomination(request: PortalRequest, pk: UUID) -> HttpResponse:
    page = page_of(_load(request, pk), request.user)
    return render(request, "teams/nomination.html", {"page": page})


@require_POST
@require(Permission.NOMINATION_DRAFT)
def nomination_start(request: PortalRequest, code: str) -> HttpResponse:
    agency = get_object_or_404(agencies_with_teams(request.user), code=code)
    try:
        made = actions.start_nomination(agency, by=request.user)
    except actions.TeamError as error:
        messages.error(request, str(error))
        return redirect("teams:detail", code)
    return redirect("teams:nomination", made.pk)


@require_form
@require(Permission.NOMINATION_DRAFT)
def nominate(request: PortalRequest, pk: UUID, number: int) -> HttpResponse:
    found = _load(request, pk)
    seat = get_object_or_404(Seat, number=number)
    people = Person.objects.filter(agency=found.agency).order_by("name", "pk")
    data = request.POST if request.method == "POST" else None
    now = found.places.filter(seat=seat).first()
    initial = {"person": now.person_id if now else None}
    form = NominateForm(data, people=people, initial=initial)
    if form.is_valid():
        try:
            actions.nominate(found, seat, **form.cleaned_data, by=request.user)
        except actions.TeamError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"Usulan kursi {seat.name} tersimpan.")
            return redirect("teams:nomination", pk)
    status = 422 if form.is_bound else 200
    context = {"form": form, "nomination": found, "seat": seat}
    return render(request, "teams/nominate.html", context, status=status)


@require_form
@require(Permission.NOMINATION_PROPOSE)
def nomination_propose(request: PortalRequest, pk: UUID) -> HttpResponse:
    found = _load(request, pk)
    data = request.POST if request.method == "POST" else None
    form = LetterForm(data)
    if form.is_valid():
        try:
            actions.propose(found, form.letter, by=request.user)
        except actions.TeamError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Usulan terkirim untuk diperiksa.")
            return redirect("teams:nomination", pk)
    status = 422 if form.is_bound else 200
    context = {"form": form, "nomination": found}
    return render(request, "teams/propose.html", context, status=status)


@require_POST
@require(Permission.NOMINATION_PROPOSE)
def nomination_recall(request: PortalRequest, pk: UUID) -> HttpResponse:
    return _step(request, pk, actions.recall, "Usulan ditarik kembali menjadi draf.")


@require_POST
@require(Permission.NOMINATION_DRAFT)
def nomination_cancel(request: PortalRequest, pk: UUID) -> HttpResponse:
    return _step(request, pk, actions.cancel_nomination, "Draf usulan dibatalkan.")


@require_form
@require(Permission.NOMINATION_CHECK)
def nomination_check(request: PortalRequest, pk: int) -> HttpResponse:
    seen = Nomination.objects.visible_to(request.user)
    place = get_object_or_404(
        NominationSeat.objects.select_related("nomination__agency", "seat", "person"),
        pk=pk,
        nomination__in=seen,
    )
    data = request.POST if request.method == "POST" else None
    initial = {"verdict": place.verdict, "reason": place.reason}
    form = CheckForm(data, initial=initial)
    if form.is_valid():
        try:
            actions.check_seat(place, **form.cleaned_data, by=request.user)
        except actions.TeamError as error:
            form.add_error(None, str(error))
        else:
            return redirect("teams:nomination", place.nomination_id)
    status = 422 if form.is_bound else 200
    context = {
        "form": form,
        "place": place,
        "certificates": certificates_of(place.person),
        "gaps": lacking_of(place.seat, place.person),
    }
    return render(request, "teams/check.html", context, status=status)


@require_POST
@require(Permission.NOMINATION_CHECK)
def nomination_finish(request: PortalRequest, pk: UUID) -> HttpResponse:
    return _step(request, pk, actions.finish_check, "Pemeriksaan usulan selesai.")


def _step(
    request: PortalRequest, pk: UUID, action: actions.Step, done: str
) -> HttpResponse:
    try:
        action(_load(request, pk), by=request.user)
    except actions.TeamError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect("teams:nomination", pk)


def _load(request: PortalRequest, pk: UUID) -> Nomination:
    seen = Nomination.objects.visible_to(request.user)
    return get_object_or_404(seen.select_related("agency", "decree"), pk=pk)
