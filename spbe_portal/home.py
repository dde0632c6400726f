"""The first page after log-in; what it is follows from what the user may do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.permissions import Permission, can
from spbe_portal.agency_home import AgencyHome

if TYPE_CHECKING:
    from django.http import HttpResponse

    from accounts.http import PortalRequest

# The first of these that the user has; agencies' people get their own page.
STARTS = (
    (Permission.CONTROL_VIEW, "assessments:control"),
    (Permission.REVIEW_DECIDE, "assessments:reviews"),
    (Permission.USER_MANAGE, "accounts:people"),
)


@require_safe
def home(request: PortalRequest) -> HttpResponse:
    if can(request.user, Permission.ASSESSMENT_EDIT) and request.user.agency:
        page = AgencyHome(request.user.agency, request.user)
        return render(request, "spbe_portal/home.html", {"page": page})
    start = next((view for p, view in STARTS if can(request.user, p)), None)
    return redirect(start or "assessments:list")
