"""The control room: one quarter over all agencies, as page and sheet, and reminders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import Permission, require
from assessments import actions, control_sheet
from assessments.control_matrix import CHOICES, matrix_of
from assessments.control_room import room_of
from assessments.control_stages import NAMES, staged
from assessments.forms.reminders import ReminderForm
from assessments.mentor_load import loads_of
from assessments.models import Period

if TYPE_CHECKING:
    from typing import Any

    from accounts.http import PortalRequest

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@require(Permission.CONTROL_VIEW)
def control_current(request: PortalRequest) -> HttpResponse:
    newest = Period.objects.visible_to(request.user).newest_first().first()
    if newest:
        return redirect("assessments:period", newest.year, newest.quarter)
    return render(request, "assessments/control.html")


@require_safe
@require(Permission.CONTROL_VIEW)
def period(request: PortalRequest, year: int, quarter: int) -> HttpResponse:
    return _show(request, load(request, year, quarter))


@require_safe
@require(Permission.CONTROL_VIEW)
def control_xlsx(request: PortalRequest, year: int, quarter: int) -> HttpResponse:
    room = room_of(load(request, year, quarter))
    matrix = matrix_of(room, request.GET.dict())
    data = control_sheet.workbook(room, staged(room, matrix.lines), by=request.user)
    name = f"Ruang kendali {room.period}.xlsx"
    headers = {
        "Cache-Control": "private, no-store",
        "Content-Disposition": content_disposition_header(
            as_attachment=True, filename=name
        )
        or "attachment",
    }
    return HttpResponse(data, content_type=XLSX, headers=headers)


@require_POST
@require(Permission.PERIOD_MANAGE)
def remind(request: PortalRequest, year: int, quarter: int) -> HttpResponse:
    found = load(request, year, quarter)
    form = ReminderForm(request.POST, period=found)
    if form.is_valid():
        try:
            done = actions.remind(found, **form.cleaned_data, by=request.user)
        except actions.AssessmentError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _said(done))
            page = reverse("assessments:period", args=[year, quarter])
            return redirect(f"{page}?{request.GET.urlencode()}")
    return _show(request, found, form, status=422)


def load(request: PortalRequest, year: int, quarter: int) -> Period:
    return get_object_or_404(
        Period.objects.visible_to(request.user).select_related(
            "version", "government_version"
        ),
        year=year,
        quarter=quarter,
    )


def _said(done: actions.Reminded) -> str:
    sent = f"{len(done.sent)} perangkat daerah diingatkan, {done.people} orang."
    if not done.skipped:
        return sent
    left_out = "; ".join(f"{a.agency.short_name} {why}" for a, why in done.skipped)
    return f"{sent} Tidak diingatkan: {left_out}."


def _show(
    request: PortalRequest,
    found: Period,
    reminder: ReminderForm | None = None,
    status: int = 200,
) -> HttpResponse:
    room = room_of(found)
    matrix = matrix_of(room, request.GET.dict())
    reminder = reminder or ReminderForm(period=found)
    context: dict[str, Any] = {
        "room": room,
        "matrix": matrix,
        "rows": staged(room, matrix.page) if matrix.shows_stages else (),
        "stage_names": NAMES,
        "loads": loads_of(room),
        "choices": CHOICES,
        "reminder": reminder,
        "ticked": reminder.ticked,
        "periods": Period.objects.visible_to(request.user).newest_first()[:8],
    }
    template = "assessments/period.html"
    part = f"{template}#matrix" if request.htmx else template
    return render(request, part, context, status=status)
