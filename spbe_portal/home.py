"""The first page after log-in; what it is follows from what the user may do."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from accounts.http import PortalRequest
from accounts.permissions import Permission, can

# The first of these that the user has; agencies' people get their own page.
STARTS = (
    (Permission.CONTROL_VIEW, "assessments:control"),
    (Permission.REVIEW_DECIDE, "assessments:reviews"),
    (Permission.USER_MANAGE, "accounts:people"),
)


@require_safe
def home(request: PortalRequest) -> HttpResponse:
    start = next((view for p, view in STARTS if can(request.user, p)), None)
    return redirect(start or "assessments:list")
