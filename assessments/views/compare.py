"""One indicator over all agencies of a mentor, side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.permissions import Permission, require
from assessments.comparison import comparison_of
from assessments.models import Period
from instruments.queries import definition_of

if TYPE_CHECKING:
    from django.http import HttpResponse

    from accounts.http import PortalRequest


@require_safe
@require(Permission.REVIEW_DECIDE)
def compare_first(request: PortalRequest, year: int, quarter: int) -> HttpResponse:
    """The indicator that the menu of the page chose, else the first."""
    instrument = definition_of(_load(request, year, quarter).version_id)
    code = request.GET.get("code", "")
    if code not in instrument.by_code:
        code = instrument.indicators[0].code
    state = request.GET.get("state", "")
    address = reverse("assessments:compare", args=[year, quarter, code])
    return redirect(f"{address}?state={state}" if state.isalpha() else address)


@require_safe
@require(Permission.REVIEW_DECIDE)
def compare(request: PortalRequest, year: int, quarter: int, code: str) -> HttpResponse:
    period = _load(request, year, quarter)
    state = request.GET.get("state", "")
    comparison = comparison_of(period, code, request.user, state=state)
    if comparison is None:
        raise Http404
    return render(request, "assessments/compare.html", {"comparison": comparison})


def _load(request: PortalRequest, year: int, quarter: int) -> Period:
    periods = Period.objects.visible_to(request.user)
    return get_object_or_404(periods, year=year, quarter=quarter)
