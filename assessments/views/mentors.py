"""The mentors of a quarter: who accompanies whom, and who stands in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts import actions
from accounts.permissions import Permission, require
from assessments.forms.mentors import (
    AssignForm,
    EndForm,
    LeadForm,
    SubstituteForm,
)
from assessments.forms.mentors import (
    mentors as active_mentors,
)
from assessments.mentor_desk import GAPS, desk_of
from assessments.models import Period

if TYPE_CHECKING:
    from uuid import UUID

    from django import forms
    from django.http import HttpResponse

    from accounts.http import PortalRequest


@require_safe
@require(Permission.CONTROL_VIEW)
def mentors_current(request: PortalRequest) -> HttpResponse:
    newest = Period.objects.visible_to(request.user).newest_first().first()
    if newest:
        return redirect("assessments:mentors", newest.year, newest.quarter)
    return render(request, "assessments/mentors_current.html")


@require_safe
@require(Permission.CONTROL_VIEW)
def mentors(request: PortalRequest, year: int, quarter: int) -> HttpResponse:
    period = _load(request, year, quarter)
    return _page(request, period, AssignForm(period=period))


@require_POST
@require(Permission.MENTOR_ASSIGN)
def mentors_assign(request: PortalRequest, year: int, quarter: int) -> HttpResponse:
    period = _load(request, year, quarter)
    form = AssignForm(request.POST, period=period)
    if form.is_valid():
        wanted = form.cleaned_data
        try:
            count = actions.assign_mentor(
                **wanted, year=year, quarter=quarter, by=request.user
            )
        except actions.AccountError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _assigned(wanted["mentor"], count))
            return redirect("assessments:mentors", year, quarter)
    return _page(request, period, form, status=422)


@require_POST
@require(Permission.MENTOR_ASSIGN)
def mentors_end(request: PortalRequest, year: int, quarter: int) -> HttpResponse:
    period = _load(request, year, quarter)
    form = EndForm(request.POST, period=period)
    if form.is_valid():
        try:
            count = actions.end_assignments(form.ended, by=request.user)
        except actions.AccountError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"{count} penugasan berakhir hari ini.")
            return redirect("assessments:mentors", year, quarter)
    return _page(request, period, form, status=422)


@require_POST
@require(Permission.MENTOR_ASSIGN)
def mentors_lead(request: PortalRequest, year: int, quarter: int) -> HttpResponse:
    period = _load(request, year, quarter)
    form = LeadForm(request.POST, period=period)
    if form.is_valid():
        chosen = form.cleaned_data["assignment"]
        try:
            actions.lead(chosen, year=year, quarter=quarter, by=request.user)
        except actions.AccountError as error:
            form.add_error(None, str(error))
        else:
            done = f"{chosen.mentor} menjadi ketua pendamping {chosen.agency.name}."
            messages.success(request, done)
            return redirect("assessments:mentors", year, quarter)
    return _page(request, period, form, status=422)


@require_POST
@require(Permission.MENTOR_ASSIGN)
def mentors_copy(request: PortalRequest, year: int, quarter: int) -> HttpResponse:
    period = _load(request, year, quarter)
    source = desk_of(period, {}).previous
    if source is None:
        messages.error(request, "Tidak ada triwulan sebelumnya untuk disalin.")
        return redirect("assessments:mentors", year, quarter)
    try:
        count = actions.copy_assignments(
            (source.year, source.quarter), (year, quarter), by=request.user
        )
    except actions.AccountError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{count} penugasan disalin dari {source}.")
    return redirect("assessments:mentors", year, quarter)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.MENTOR_ASSIGN)
def mentors_substitute(
    request: PortalRequest, year: int, quarter: int, uuid: UUID
) -> HttpResponse:
    period = _load(request, year, quarter)
    absent = get_object_or_404(active_mentors(), uuid=uuid)
    data = request.POST if request.method == "POST" else None
    form = SubstituteForm(data, absent=absent, period=period)
    if form.is_valid():
        try:
            count = actions.substitute(
                absent,
                **form.cleaned_data,
                year=year,
                quarter=quarter,
                by=request.user,
            )
        except actions.AccountError as error:
            form.add_error(None, str(error))
        else:
            done = f"{absent} digantikan di {count} perangkat daerah."
            messages.success(request, done)
            return redirect("assessments:mentors", year, quarter)
    context = {"form": form, "absent": absent, "period": period}
    template = "assessments/mentors_substitute.html"
    return render(request, template, context, status=422 if form.errors else 200)


def _load(request: PortalRequest, year: int, quarter: int) -> Period:
    periods = Period.objects.visible_to(request.user)
    return get_object_or_404(periods, year=year, quarter=quarter)


def _page(
    request: PortalRequest, period: Period, form: forms.Form, status: int = 200
) -> HttpResponse:
    """The page with the form that was refused, its boxes still ticked."""
    context = {
        "desk": desk_of(period, request.GET.dict()),
        "form": form,
        "ticked": getattr(form, "ticked", []),
        "gaps": GAPS,
        "periods": Period.objects.visible_to(request.user).newest_first()[:8],
    }
    template = "assessments/mentors.html"
    part = f"{template}#places" if request.htmx else template
    return render(request, part, context, status=status)


def _assigned(mentor: object, count: int) -> str:
    if not count:
        return f"{mentor} sudah bertugas di sana; tidak ada penugasan baru."
    return f"{mentor} ditugaskan di {count} perangkat daerah."
