"""The safety of accounts: one's own sessions, and what managers of accounts change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts import actions, security, sessions
from accounts.http import confirmed
from accounts.models import User
from accounts.permissions import Permission, require
from accounts.security_forms import EmailForm, RoleForm

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from accounts.http import PortalRequest


@require_safe
def log_ins(request: PortalRequest) -> HttpResponse:
    found = sessions.log_ins(request.user, request.session.session_key)
    return render(request, "accounts/sessions.html", {"log_ins": found})


@require_POST
def session_end(request: PortalRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(UserSession, pk=pk, user=request.user)
    security.end_session(row, by=request.user)
    messages.success(request, "Sesi itu berakhir.")
    return redirect("accounts:sessions")


@require_POST
def sessions_end(request: PortalRequest) -> HttpResponse:
    count = security.end_other_sessions(request.session.session_key, by=request.user)
    messages.success(request, f"{count} sesi lain berakhir.")
    return redirect("accounts:sessions")


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.USER_MANAGE)
@confirmed
def role(request: PortalRequest, uuid: UUID) -> HttpResponse:
    person = _load(request, uuid)
    data = request.POST if request.method == "POST" else None
    form = RoleForm(data, person=person, by=request.user)
    if form.is_valid():
        try:
            security.change_role(person, **form.cleaned_data, by=request.user)
        except actions.AccountError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"Peran {person} diubah; semua sesinya berakhir.")
            return redirect("accounts:person", uuid)
    status = 422 if form.is_bound else 200
    context = {"form": form, "person": person}
    return render(request, "accounts/role.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.USER_MANAGE)
@confirmed
def email(request: PortalRequest, uuid: UUID) -> HttpResponse:
    person = _load(request, uuid)
    form = EmailForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            security.change_email(person, **form.cleaned_data, by=request.user)
        except actions.AccountError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"Surel {person} diubah; keduanya diberi tahu.")
            return redirect("accounts:person", uuid)
    status = 422 if form.is_bound else 200
    context = {"form": form, "person": person}
    return render(request, "accounts/email.html", context, status=status)


@require_POST
@require(Permission.USER_MANAGE)
@confirmed
def second_factor_reset(request: PortalRequest, uuid: UUID) -> HttpResponse:
    person = _load(request, uuid)
    try:
        security.reset_second_factor(person, by=request.user)
    except actions.AccountError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{person} mengatur verifikasi dua langkah lagi.")
    return redirect("accounts:person", uuid)


def _load(request: PortalRequest, uuid: UUID) -> User:
    users = User.objects.visible_to(request.user).select_related("agency")
    return get_object_or_404(users, uuid=uuid)
