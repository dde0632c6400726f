"""The trail as auditors read it, and take it along."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts import content, privacy, trail
from accounts.forms import TrailFilter
from accounts.http import confirmed
from accounts.models import AuditEvent
from accounts.permissions import Permission, require

if TYPE_CHECKING:
    from accounts.http import PortalRequest

EVENTS_A_PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@require(Permission.TRAIL_VIEW)
def events(request: PortalRequest) -> HttpResponse:
    wanted = TrailFilter(request.GET)
    found = wanted.apply(AuditEvent.objects.visible_to(request.user))
    pages = Paginator(found.order_by("-position"), EVENTS_A_PAGE)
    page = pages.get_page(request.GET.get("page"))
    context = {
        "wanted": wanted,
        "page": page,
        "lines": [(event, content.sentence(event)) for event in page],
        "chain": content.last_check(),
        "limit": trail.ROWS_AT_MOST,
        "query": request.GET.urlencode(),
    }
    template = "accounts/trail.html"
    name = f"{template}#events" if request.htmx else template
    return render(request, name, context)


@require_safe
@require(Permission.TRAIL_VIEW)
@confirmed
def events_xlsx(request: PortalRequest) -> HttpResponse:
    """The newest of what the filter asks for; that it was taken along is on record."""
    wanted = TrailFilter(request.GET)
    found = wanted.apply(AuditEvent.objects.visible_to(request.user))
    rows = list(found.order_by("-position")[: trail.ROWS_AT_MOST])
    data = trail.workbook(rows)
    privacy.note_export_of_trail(len(rows), by=request.user)
    name = f"jejak-audit-{timezone.localdate():%Y-%m-%d}.xlsx"
    response = HttpResponse(data, content_type=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
