"""The past of an agency: its determined quarters, and those of agencies before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.models import Agency
from accounts.permissions import Permission, require
from assessments.timeline import Timeline
from instruments.queries import definition_of

if TYPE_CHECKING:
    from django.http import HttpResponse

    from accounts.http import PortalRequest

QUARTERS = 8


@require_safe
@require(Permission.ASSESSMENT_VIEW)
def agency_history(request: PortalRequest, pk: int) -> HttpResponse:
    """A page of its own, or the panel for the page of the agency."""
    readable = Agency.objects.readable_by(request.user)
    agency = get_object_or_404(readable, pk=pk)
    timeline = Timeline(agency, quarters=QUARTERS)
    newest = timeline.results[0].assessment.version_id if timeline.results else None
    context = {
        "agency": agency,
        "timeline": timeline,
        "bands": definition_of(newest).bands if newest else (),
    }
    template = "assessments/agency_history.html"
    part = "assessments/_agency_history.html" if request.htmx else template
    return render(request, part, context)
