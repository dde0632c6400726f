"""What readers see: a quarter over all agencies, one indicator of it, one agency."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from accounts.models import Agency
from accounts.permissions import Permission, can, require
from assessments.models import Period
from insight.content.agency import AgencyPage
from insight.content.change import Change
from insight.content.indicator import indicator_of
from insight.content.province import Province

if TYPE_CHECKING:
    from django.http import HttpResponse

    from accounts.http import PortalRequest


@require_safe
@require(Permission.ASSESSMENT_VIEW)
def start(request: PortalRequest) -> HttpResponse:
    """To the newest quarter that has results, or to the own agency."""
    if not can(request.user, Permission.INSIGHT_VIEW):
        agency = get_object_or_404(Agency.objects.visible_to(request.user))
        return redirect("insight:agency", agency.code)
    periods = Period.objects.visible_to(request.user).newest_first()
    determined = periods.filter(determinations__isnull=False).first()
    newest = determined or periods.first()
    if newest:
        return redirect("insight:province", newest.year, newest.quarter)
    return render(request, "insight/start.html")


@require_safe
@require(Permission.INSIGHT_VIEW)
def province(request: PortalRequest, year: int, quarter: int) -> HttpResponse:
    found = _period(request, year, quarter)
    context = {
        "page": Province(found, request.user, request.GET.dict()),
        "periods": Period.objects.visible_to(request.user).newest_first()[:12],
    }
    template = "insight/province.html"
    part = f"{template}#board" if request.htmx else template
    return render(request, part, context)


@require_safe
@require(Permission.INSIGHT_VIEW)
def indicator(
    request: PortalRequest, year: int, quarter: int, code: str
) -> HttpResponse:
    found = _period(request, year, quarter)
    page = indicator_of(found, request.user, code, request.GET.dict())
    if page is None:
        raise Http404
    return render(request, "insight/indicator.html", {"page": page})


@require_safe
@require(Permission.ASSESSMENT_VIEW)
def agency(request: PortalRequest, code: str) -> HttpResponse:
    page = AgencyPage(_agency(request, code), request.user)
    return render(request, "insight/agency.html", {"page": page})


@require_safe
@require(Permission.ASSESSMENT_VIEW)
def change(request: PortalRequest, code: str) -> HttpResponse:
    page = Change(_agency(request, code), request.GET.dict())
    return render(request, "insight/change.html", {"page": page})


def _period(request: PortalRequest, year: int, quarter: int) -> Period:
    visible = Period.objects.visible_to(request.user).select_related("version")
    return get_object_or_404(visible, year=year, quarter=quarter)


def _agency(request: PortalRequest, code: str) -> Agency:
    return get_object_or_404(Agency.objects.visible_to(request.user), code=code)
