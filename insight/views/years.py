"""The results of a year, and the policy by which they are reckoned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import Permission, require
from insight import actions
from insight.content.year import Year, years_known
from insight.forms.policies import PolicyForm
from insight.models import AnnualPolicy
from insight.models.past import FIRST_YEAR

if TYPE_CHECKING:
    from django.http import HttpResponse

    from accounts.http import PortalRequest


@require_safe
@require(Permission.ASSESSMENT_VIEW)
def annual(request: PortalRequest) -> HttpResponse:
    years = years_known(request.user)
    return redirect("insight:year", years[0] if years else timezone.localdate().year)


@require_safe
@require(Permission.ASSESSMENT_VIEW)
def year(request: PortalRequest, year: int) -> HttpResponse:
    _check(year)
    context = {
        "page": Year(year, request.user, request.GET.get("page")),
        "years": years_known(request.user),
    }
    return render(request, "insight/year.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.PERIOD_MANAGE)
def policy(request: PortalRequest, year: int) -> HttpResponse:
    _check(year)
    standing = AnnualPolicy.objects.of_year(year).first()
    data = request.POST if request.method == "POST" else None
    form = PolicyForm(data, policy=standing)
    if form.is_valid():
        try:
            actions.decide_policy(year, **form.decision, by=request.user)
        except actions.InsightError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"Kebijakan hasil tahunan {year} tercatat.")
            return redirect("insight:year", year)
    context = {"form": form, "year": year, "standing": standing}
    status = 422 if form.is_bound else 200
    return render(request, "insight/policy.html", context, status=status)


def _check(year: int) -> None:
    if not FIRST_YEAR <= year <= timezone.localdate().year + 1:
        raise Http404
