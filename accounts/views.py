"""People and their assignments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts import actions, content, privacy
from accounts.enums import Role
from accounts.forms import PeopleFilter, PersonForm
from accounts.http import confirmed
from accounts.models import AuditEvent, MentorAssignment, User
from accounts.permissions import Permission, grantable_roles, require
from accounts.second_factor import has_second_factor

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from django.db.models import QuerySet
    from django.http import HttpResponse

    from accounts.http import PortalRequest

PEOPLE_A_PAGE = 25
RECENT_EVENTS = 8

require_form = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@require(Permission.USER_VIEW)
def people(request: PortalRequest) -> HttpResponse:
    wanted = PeopleFilter(request.GET)
    users = User.objects.visible_to(request.user).select_related("agency")
    found = wanted.apply(users).order_by("-is_active", "name", "pk")
    page = Paginator(found, PEOPLE_A_PAGE).get_page(request.GET.get("page"))
    context = {"wanted": wanted, "page": page}
    template = "accounts/people.html"
    name = f"{template}#people" if request.htmx else template
    return render(request, name, context)


@require_form
@require(Permission.USER_MANAGE)
@confirmed
def add(request: PortalRequest) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = PersonForm(data, by=request.user)
    if form.is_valid():
        try:
            user = actions.add_user(**form.cleaned_data, by=request.user)
        except actions.AccountError as error:
            form.add_error(None, str(error))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"Akun {user.username} dapat dipakai.")
            return redirect("accounts:person", user.uuid)
    status = 422 if form.is_bound else 200
    return render(request, "accounts/add.html", {"form": form}, status=status)


@require_safe
@require(Permission.USER_VIEW)
def person(request: PortalRequest, uuid: UUID) -> HttpResponse:
    user = _load(request, uuid)
    privacy.note_reading(user, by=request.user)
    return _person(request, user)


@require_POST
@require(Permission.USER_MANAGE)
def deactivate(request: PortalRequest, uuid: UUID) -> HttpResponse:
    user = _load(request, uuid)
    try:
        actions.deactivate(user, by=request.user)
    except actions.AccountError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{user} tidak dapat masuk lagi.")
    return redirect("accounts:person", uuid)


@require_POST
@require(Permission.USER_MANAGE)
def activate(request: PortalRequest, uuid: UUID) -> HttpResponse:
    user = _load(request, uuid)
    try:
        actions.activate(user, by=request.user)
    except actions.AccountError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{user} dapat masuk kembali.")
    return redirect("accounts:person", uuid)


def _load(request: PortalRequest, uuid: UUID) -> User:
    users = User.objects.visible_to(request.user).select_related("agency")
    return get_object_or_404(users, uuid=uuid)


def _person(request: PortalRequest, user: User) -> HttpResponse:
    about = Q(actor=user.username) | Q(
        subject_type="accounts.User", subject_id=str(user.pk)
    )
    events = AuditEvent.objects.visible_to(request.user).filter(about)
    context: dict[str, Any] = {
        "person": user,
        "role": Role(user.role),
        "about": str(user.uuid),
        "second_factor": has_second_factor(user),
        "changeable": user.role in grantable_roles(request.user),
        "placements": user.placements.select_related("agency").order_by(
            "-is_main", "-starts_on", "-pk"
        ),
        "assignments": _assignments(user) if user.is_mentor else None,
        "lines": _lines(events.order_by("-position")[:RECENT_EVENTS]),
    }
    return render(request, "accounts/person.html", context)


def _assignments(mentor: User) -> QuerySet[MentorAssignment]:
    found = MentorAssignment.objects.standing().filter(mentor=mentor)
    return found.select_related("agency", "stands_in_for").order_by(
        "-year", "-quarter", "agency__code", "starts_on"
    )


def _lines(events: Iterable[AuditEvent]) -> list[tuple[AuditEvent, str]]:
    return [(event, content.sentence(event)) for event in events]
