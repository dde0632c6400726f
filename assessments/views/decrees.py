"""Entering the decree that names teams: its file passes what evidence passes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission, require
from assessments import actions
from evidence.uploads import UploadError, refusal_of
from teams.actions import TeamError
from teams.enums import NominationStatus
from teams.forms.nominations import DecreeForm
from teams.models import Nomination

if TYPE_CHECKING:
    from django.http import HttpResponse

    from accounts.http import PortalRequest
    from teams.models import Decree


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.DECREE_ISSUE)
def decree_issue(request: PortalRequest) -> HttpResponse:
    seen = Nomination.objects.visible_to(request.user)
    ready = seen.filter(status=NominationStatus.VERIFIED).select_related("agency")
    ready = ready.order_by("agency__code")
    bound = (request.POST, request.FILES) if request.method == "POST" else ()
    form = DecreeForm(*bound, nominations=ready)
    refusal = refusal_of(request)
    if refusal:
        form.errors.clear()
        form.add_error("file", str(refusal))
    elif made := _issued(request, form):
        messages.success(request, f"{made} tercatat dan tim ditetapkan.")
        return redirect("teams:decree", made.pk)
    status = refusal.status if refusal else 422 if form.is_bound else 200
    context = {"form": form, "is_empty": not ready}
    return render(request, "teams/decree_issue.html", context, status=status)


def _issued(request: PortalRequest, form: DecreeForm) -> Decree | None:
    """The decree, or none and the reason in the form."""
    if not form.is_valid():
        return None
    chosen, file = form.cleaned_data["nominations"], form.cleaned_data["file"]
    try:
        return actions.issue_decree(chosen, form.terms, file=file, by=request.user)
    except UploadError as error:
        form.add_error("file", str(error))
    except TeamError as error:
        form.add_error(None, str(error))
    return None
