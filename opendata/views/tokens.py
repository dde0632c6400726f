"""Tokens of other systems: made, shown once, revoked."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import PortalRequest, confirmed
from accounts.permissions import Permission, require
from opendata import actions
from opendata.forms import TokenForm
from opendata.models import ApiToken

LINES = 20
USUAL = timedelta(days=365)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.TOKEN_MANAGE)
@confirmed
def tokens(request: PortalRequest) -> HttpResponse:
    """The list and the form; a new token stands on the answer and nowhere else."""
    data = request.POST if request.method == "POST" else None
    form = TokenForm(data, initial={"until": timezone.localdate() + USUAL})
    secret, status = "", 422 if data is not None else 200
    if form.is_valid():
        _, secret = actions.create_token(
            name=form.cleaned_data["name"],
            scopes=form.cleaned_data["scopes"],
            expires_at=form.expires_at,
            by=request.user,
        )
        form, status = TokenForm(initial=form.initial), 201
    found = ApiToken.objects.visible_to(request.user).select_related("created_by")
    page = Paginator(found.newest_first(), LINES).get_page(request.GET.get("page"))
    context = {"page": page, "form": form, "secret": secret}
    return render(request, "opendata/tokens.html", context, status=status)


@require_POST
@require(Permission.TOKEN_MANAGE)
def revoke(request: PortalRequest, pk: UUID) -> HttpResponse:
    get_object_or_404(ApiToken.objects.visible_to(request.user), pk=pk)
    token = actions.revoke_token(pk, by=request.user)
    messages.success(request, f"{token} dicabut dan langsung ditolak.")
    return redirect("opendata:tokens")
