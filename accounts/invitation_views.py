"""Invitations: who was offered an account, and the page behind the link."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts import invitations as offers
from accounts.actions import AccountError
from accounts.http import confirmed
from accounts.invitation_forms import AcceptForm, InvitationForm
from accounts.models import Invitation
from accounts.permissions import Permission, require

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from accounts.http import PortalRequest

INVITATIONS_A_PAGE = 25

require_form = require_http_methods(["GET", "HEAD", "POST"])


@require_form
@require(Permission.USER_INVITE)
@confirmed
def invitations(request: PortalRequest) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = InvitationForm(data, by=request.user)
    if form.is_valid():
        try:
            made = offers.invite(**form.cleaned_data, by=request.user)
        except AccountError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"Undangan dikirim ke {made.email}.")
            return redirect("accounts:invitations")
    standing = Invitation.objects.visible_to(request.user).standing()
    found = standing.select_related("agency", "invited_by").order_by("-invited_at")
    page = Paginator(found, INVITATIONS_A_PAGE).get_page(request.GET.get("page"))
    status = 422 if form.is_bound else 200
    context = {"form": form, "page": page}
    return render(request, "accounts/invitations.html", context, status=status)


@require_POST
@require(Permission.USER_INVITE)
def invitation_revoke(request: PortalRequest, uuid: UUID) -> HttpResponse:
    standing = Invitation.objects.visible_to(request.user)
    invitation = get_object_or_404(standing, uuid=uuid)
    try:
        offers.revoke(invitation, by=request.user)
    except AccountError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Undangan dicabut; tautannya tidak berlaku lagi.")
    return redirect("accounts:invitations")


@login_not_required
@never_cache
@require_form
def invitation_accept(request: HttpRequest, token: str) -> HttpResponse:
    invitation = offers.offered(token)
    if invitation is None:
        return render(request, "accounts/invitation_gone.html", status=404)
    form = AcceptForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            offers.accept(token, **form.cleaned_data)
        except (AccountError, ValidationError) as error:
            form.add_error(
                None, error if isinstance(error, ValidationError) else str(error)
            )
        else:
            messages.success(request, "Akun Anda siap. Silakan masuk.")
            return redirect("account_login")
    status = 422 if form.is_bound else 200
    context = {"form": form, "invitation": invitation}
    return render(request, "accounts/invitation_accept.html", context, status=status)
