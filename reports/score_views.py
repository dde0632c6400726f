"""Scores of a component: template, upload, a look, applying, dropping."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts.permissions import Permission, require
from assessments.models import Assessment
from lib import workbooks
from reports import actions, score_sheet
from reports.content import tpp_desk
from reports.models import Component, RuleSet, ScoreList
from reports.tpp_forms import ScoresForm

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.http import PortalRequest
    from assessments.models import Period

PAGE_SIZE = 50
SHOWN = 12


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.TPP_EXPORT)
def scores_upload(request: PortalRequest, pk: UUID, position: int) -> HttpResponse:
    component, period = _component(request, pk, position), _period(request)
    bound = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ScoresForm(*bound, component=component, codes=_codes(request, period))
    if form.is_valid():
        upload = form.cleaned_data["file"]
        kept = actions.keep_scores(
            period,
            component=component.name,
            scale_max=component.scale_max,
            source=form.cleaned_data["source"],
            file_name=upload.name,
            file_sha256=workbooks.digest(upload),
            rows=[row.as_json() for row in form.rows],
            by=request.user,
        )
        return redirect("reports:scores", kept.pk)
    lists = ScoreList.objects.visible_to(request.user).defer("rows")
    lists = lists.filter(period=period, component=component.name)
    context = {
        "component": component,
        "period": period,
        "form": form,
        "lists": lists.select_related("uploaded_by").order_by("-uploaded_at")[:SHOWN],
    }
    status = 422 if form.is_bound else 200
    return render(request, "reports/scores_upload.html", context, status=status)


@require_safe
@require(Permission.TPP_EXPORT)
def scores_template(request: PortalRequest, pk: UUID, position: int) -> HttpResponse:
    _component(request, pk, position)
    period = _period(request)
    data = score_sheet.template(_codes(request, period))
    name = f"Nilai_komponen_{position}_{period.year}-TW{period.quarter}.xlsx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(data, content_type=workbooks.CONTENT_TYPE, headers=headers)


@require_safe
@require(Permission.TPP_VIEW)
def scores(request: PortalRequest, pk: UUID) -> HttpResponse:
    found = _load(request, pk)
    names = _codes(request, found.period)
    rows = [_named(row, names) for row in found.rows]
    faulty = [row for row in rows if row["fault"]]
    given = {row["code"] for row in rows}
    context = {
        "scores": found,
        "faulty": faulty[: 10 * PAGE_SIZE],
        "faults": len(faulty),
        "missing": [name for code, name in names.items() if code not in given],
        "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
    }
    return render(request, "reports/scores.html", context)


@require_POST
@require(Permission.TPP_EXPORT)
def scores_apply(request: PortalRequest, pk: UUID) -> HttpResponse:
    try:
        made = actions.apply_scores(_load(request, pk), by=request.user)
    except actions.ReportError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{made} diterapkan untuk ekspor berikutnya.")
    return redirect("reports:scores", pk)


@require_POST
@require(Permission.TPP_EXPORT)
def scores_drop(request: PortalRequest, pk: UUID) -> HttpResponse:
    try:
        actions.drop_scores(_load(request, pk), by=request.user)
    except actions.ReportError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Impor dibatalkan. Nilai yang berlaku tidak berubah.")
    return redirect("reports:scores", pk)


def _load(request: PortalRequest, pk: UUID) -> ScoreList:
    seen = ScoreList.objects.visible_to(request.user)
    return get_object_or_404(
        seen.select_related("period", "uploaded_by", "applied_by"), pk=pk
    )


def _component(request: PortalRequest, pk: UUID, position: int) -> Component:
    seen = RuleSet.objects.visible_to(request.user)
    found = Component.objects.filter(rule_set__in=seen).select_related("rule_set")
    return get_object_or_404(found, rule_set=pk, position=position)


def _period(request: PortalRequest) -> Period:
    period = tpp_desk.place_of(request.user, request.GET.get("period", "")).period
    if period is None:
        raise Http404
    return period


def _codes(request: PortalRequest, period: Period) -> dict[str, str]:
    """The names of the agencies of the quarter by their code."""
    seen = Assessment.objects.visible_to(request.user).filter(period=period)
    return dict(seen.order_by("agency_code").values_list("agency_code", "agency_name"))


def _named(row: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    value = row["value"]
    return row | {
        "name": names.get(row["code"], ""),
        "decimal": Decimal(value) if value else None,
    }
