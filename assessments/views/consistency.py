"""How evenly a quarter was judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import MentorAssignment
from accounts.permissions import Permission, can, require
from assessments.consistency_page import consistency_of
from assessments.views.control import load

if TYPE_CHECKING:
    from django.http import HttpResponse

    from accounts.http import PortalRequest


@require_safe
@require(Permission.CONSISTENCY_VIEW)
def consistency(request: PortalRequest, year: int, quarter: int) -> HttpResponse:
    if not can(request.user, Permission.AGENCY_VIEW_ALL):
        led = MentorAssignment.objects.current().of_quarter(year, quarter).leading()
        if not led.filter(mentor=request.user).exists():
            raise PermissionDenied
    page = consistency_of(load(request, year, quarter), request.user)
    return render(request, "assessments/consistency.html", {"page": page})
