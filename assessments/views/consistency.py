"""How evenly a quarter was judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.permissions import Permission, can, require
from assessments.consistency_page import consistency_of
from assessments.queries import leads_in
from assessments.views.control import load

if TYPE_CHECKING:
    from django.http import HttpResponse

    from accounts.http import PortalRequest


@require_safe
@require(Permission.CONSISTENCY_VIEW)
def consistency(request: PortalRequest, year: int, quarter: int) -> HttpResponse:
    sees_all = can(request.user, Permission.AGENCY_VIEW_ALL)
    if not sees_all and not leads_in(request.user, year, quarter):
        raise PermissionDenied
    context = {
        "page": consistency_of(load(request, year, quarter), request.user),
        "can_flag": can(request.user, Permission.PLENARY_DECIDE),
    }
    return render(request, "assessments/consistency.html", context)
