"""The secretariat's pages: quarters, the control room, the determination."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import PortalRequest, confirmed
from accounts.permissions import Permission, require
from assessments import actions, control_room, determination_desk
from assessments.carrying import said_of
from assessments.forms.periods import DetermineForm, OpenPeriodForm
from assessments.models import Determination, Period
from assessments.period_proposal import proposal
from assessments.recomputation import last_recomputation, recompute
from assessments.views.calendar import planned, plans_of
from instruments.queries import definition_of


@require_safe
@require(Permission.PERIOD_MANAGE)
def periods(request: PortalRequest) -> HttpResponse:
    context = {
        "periods": control_room.summaries_of(request.user),
        "plans": plans_of(request.user),
    }
    return render(request, "assessments/periods.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.PERIOD_MANAGE)
def open_(request: PortalRequest) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = OpenPeriodForm(data, initial=proposal())
    if form.is_valid():
        try:
            if form.is_planned:
                return planned(request, form)
            period = actions.open_period(**form.entries, by=request.user)
        except actions.AssessmentError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"{period} dibuka. {said_of(period)}")
            return redirect("assessments:period", period.year, period.quarter)
    status = 422 if form.errors else 200
    return render(request, "assessments/open.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.PERIOD_MANAGE)
@confirmed
def determine(request: PortalRequest, year: int, quarter: int) -> HttpResponse:
    desk = determination_desk.desk_of(_load(request, year, quarter))
    room = desk.room
    data = request.POST if request.method == "POST" else None
    form = DetermineForm(
        data,
        standing=room.standing,
        correction=desk.approved,
    )
    if form.is_valid():
        try:
            made = actions.determine(
                room.period,
                **form.entries,
                correction=desk.approved,
                by=request.user,
            )
        except actions.AssessmentError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"Hasil {room.period} ditetapkan.")
            return redirect("assessments:determination", made.pk)
    context = {"desk": desk, "form": form}
    status = 422 if form.errors else 200
    return render(request, "assessments/determine.html", context, status=status)


@require_safe
@require(Permission.CONTROL_VIEW)
def determination(request: PortalRequest, pk: UUID) -> HttpResponse:
    """`?check` works every figure out again and compares."""
    found = get_object_or_404(
        Determination.objects.visible_to(request.user).select_related(
            "period__version", "determined_by", "replaces", "replaced_by", "correction"
        ),
        pk=pk,
    )
    results = found.results.visible_to(request.user).order_by("agency_code")
    governments = results.of_governments().select_related("assessment__version")
    is_asked = "check" in request.GET
    context = {
        "determination": found,
        "successor": getattr(found, "replaced_by", None),
        "correction": getattr(found, "correction", None),
        "corrected": determination_desk.corrected_by(found, request.user),
        "results": results.of_units().defer("inputs"),
        "governments": governments.defer("inputs"),
        "bands": definition_of(found.period.version_id).bands,
        "check": recompute(found) if is_asked else last_recomputation(found),
    }
    return render(request, "assessments/determination.html", context)


def _load(request: PortalRequest, year: int, quarter: int) -> Period:
    return get_object_or_404(
        Period.objects.visible_to(request.user).select_related(
            "version", "government_version"
        ),
        year=year,
        quarter=quarter,
    )
