"""Placements: one's own to change between, and what managers of accounts give and end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts import placements as actions
from accounts.actions import AccountError
from accounts.http import confirmed
from accounts.models import Placement, User
from accounts.permissions import Permission, require
from accounts.placement_forms import EndForm, PlacementForm

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from accounts.http import PortalRequest

require_form = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def placements(request: PortalRequest) -> HttpResponse:
    own = Placement.objects.filter(user=request.user).select_related("agency")
    context = {
        "placements": own.order_by("-is_main", "-starts_on", "-pk"),
        "next": _path(request, request.GET.get("next", "")),
    }
    return render(request, "accounts/placements.html", context)


@require_POST
def placement_switch(request: PortalRequest, uuid: UUID) -> HttpResponse:
    own = Placement.objects.filter(user=request.user)
    placement = get_object_or_404(own, uuid=uuid)
    try:
        used = actions.switch(placement, by=request.user)
    except AccountError as error:
        messages.error(request, str(error))
        return redirect("accounts:placements")
    messages.success(request, f"Anda sekarang bekerja sebagai {used}.")
    return redirect(_path(request, request.POST.get("next", "")) or "home")


@require_form
@require(Permission.USER_MANAGE)
@confirmed
def placement_add(request: PortalRequest, uuid: UUID) -> HttpResponse:
    people = User.objects.visible_to(request.user).select_related("agency")
    person = get_object_or_404(people, uuid=uuid)
    data = request.POST if request.method == "POST" else None
    form = PlacementForm(data, person=person)
    if form.is_valid():
        try:
            made = actions.add(person, **form.cleaned_data, by=request.user)
        except AccountError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"Penempatan di {made.agency} dicatat.")
            return redirect("accounts:person", uuid)
    status = 422 if form.is_bound else 200
    context = {"form": form, "person": person}
    return render(request, "accounts/placement_add.html", context, status=status)


@require_form
@require(Permission.USER_MANAGE)
@confirmed
def placement_end(request: PortalRequest, uuid: UUID) -> HttpResponse:
    known = Placement.objects.visible_to(request.user).select_related("agency", "user")
    placement = get_object_or_404(known, uuid=uuid)
    form = EndForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.end(placement, **form.cleaned_data, by=request.user)
        except AccountError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"Penempatan di {placement.agency} berakhir.")
            return redirect("accounts:person", placement.user.uuid)
    status = 422 if form.is_bound else 200
    context = {"form": form, "placement": placement}
    return render(request, "accounts/placement_end.html", context, status=status)


def _path(request: PortalRequest, address: str) -> str:
    """A page of the portal to go on with, else nothing."""
    is_own = url_has_allowed_host_and_scheme(address, request.get_host())
    return address if is_own else ""
