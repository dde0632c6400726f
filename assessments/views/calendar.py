"""The secretariat's calendar: quarters that are planned, deadlines that are moved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import Permission, require
from assessments import actions
from assessments.carrying import said_of
from assessments.forms.periods import CancelPlanForm, DeadlinesForm, PlanForm
from assessments.models import Period, PlannedPeriod
from assessments.period_proposal import entries_of
from lib import formats

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet
    from django.http import HttpResponse

    from accounts.http import PortalRequest
    from accounts.models import User
    from assessments.forms.periods import OpenPeriodForm

CANCELLED_SHOWN = 5


def plans_of(user: User) -> dict[str, QuerySet[PlannedPeriod]]:
    """What waits to be opened, soonest first, and what was cancelled last."""
    plans = PlannedPeriod.objects.visible_to(user).select_related(
        "version", "cancelled_by"
    )
    cancelled = plans.filter(cancelled_at__isnull=False).order_by("-cancelled_at")
    return {
        "waiting": plans.waiting().order_by("opens_at"),
        "cancelled": cancelled[:CANCELLED_SHOWN],
    }


def planned(request: PortalRequest, form: OpenPeriodForm) -> HttpResponse:
    """The answer to the form that opens a quarter when it asks for a later time."""
    plan = actions.plan_period(**form.entries, by=request.user)
    messages.success(request, _said(plan))
    return redirect("assessments:periods")


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.PERIOD_MANAGE)
def plan(request: PortalRequest, pk: UUID) -> HttpResponse:
    found = _load(request, pk)
    data = request.POST if request.method == "POST" else None
    form = PlanForm(data, initial=entries_of(found))
    if form.is_valid():
        try:
            changed = actions.change_plan(found, **form.entries, by=request.user)
        except actions.AssessmentError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _said(changed))
            return redirect("assessments:periods")
    return _show(request, found, form, CancelPlanForm())


@require_POST
@require(Permission.PERIOD_MANAGE)
def plan_open(request: PortalRequest, pk: UUID) -> HttpResponse:
    found = _load(request, pk)
    try:
        period = actions.open_plan(found, by=request.user)
    except actions.AssessmentError as error:
        messages.error(request, str(error))
        return redirect("assessments:plan", pk)
    messages.success(request, f"{period} dibuka. {said_of(period)}")
    return redirect("assessments:period", period.year, period.quarter)


@require_POST
@require(Permission.PERIOD_MANAGE)
def plan_cancel(request: PortalRequest, pk: UUID) -> HttpResponse:
    found = _load(request, pk)
    form = CancelPlanForm(request.POST)
    if form.is_valid():
        try:
            actions.cancel_plan(found, by=request.user, **form.cleaned_data)
        except actions.AssessmentError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"Jadwal {found} dibatalkan.")
            return redirect("assessments:periods")
    return _show(request, found, PlanForm(initial=entries_of(found)), form)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.PERIOD_MANAGE)
def deadlines(request: PortalRequest, year: int, quarter: int) -> HttpResponse:
    visible = Period.objects.visible_to(request.user)
    period = get_object_or_404(visible, year=year, quarter=quarter)
    initial = {name: getattr(period, name) for name in actions.MOVABLE}
    data = request.POST if request.method == "POST" else None
    form = DeadlinesForm(data, initial=initial)
    if form.is_valid():
        try:
            actions.move_deadlines(period, **form.entries, by=request.user)
        except actions.AssessmentError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"Batas {period} diundur untuk semua peserta.")
            return redirect("assessments:periods")
    changes = period.deadline_changes.select_related("changed_by").order_by("-pk")
    context = {"period": period, "form": form, "changes": changes}
    status = 422 if form.errors else 200
    return render(request, "assessments/deadlines.html", context, status=status)


def _load(request: PortalRequest, pk: UUID) -> PlannedPeriod:
    visible = PlannedPeriod.objects.visible_to(request.user)
    people = ("version", "planned_by", "cancelled_by", "period")
    return get_object_or_404(visible.select_related(*people), pk=pk)


def _show(
    request: PortalRequest, plan: PlannedPeriod, form: PlanForm, cancel: CancelPlanForm
) -> HttpResponse:
    context = {"plan": plan, "form": form, "cancel": cancel}
    status = 422 if form.errors or cancel.errors else 200
    return render(request, "assessments/plan.html", context, status=status)


def _said(plan: PlannedPeriod) -> str:
    return f"{plan} dijadwalkan, dibuka otomatis {formats.moment(plan.opens_at)}."
