"""The assessments of an agency: list, overview, submission, results, deadline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts.http import readable_offline
from accounts.permissions import Permission, require
from assessments import actions
from assessments.forms.agency import ExtendForm
from assessments.forms.filters import AssessmentFilter
from assessments.history import determined_of
from assessments.models import Assessment
from assessments.queries import standings_of_all
from assessments.results import results_of
from assessments.views.overview import is_inherited, load, load_to_read, show

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from accounts.http import PortalRequest

PAGE_SIZE = 25


@require_safe
@require(Permission.ASSESSMENT_VIEW)
@readable_offline
def list_(request: PortalRequest) -> HttpResponse:
    wanted = AssessmentFilter(request.GET)
    readable = Assessment.objects.readable_by(request.user).with_context()
    found = wanted.apply(readable).newest_first()
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "wanted": wanted,
        "page": page,
        "standings": standings_of_all(page.object_list),
    }
    template = "assessments/list.html"
    part = f"{template}#assessments" if request.htmx else template
    return render(request, part, context)


@require_safe
@require(Permission.ASSESSMENT_VIEW)
@readable_offline
def detail(request: PortalRequest, pk: UUID) -> HttpResponse:
    return show(request, load_to_read(request, pk))


@require_POST
@require(Permission.ASSESSMENT_SUBMIT)
def submit(request: PortalRequest, pk: UUID) -> HttpResponse:
    assessment = load(request, pk)
    try:
        actions.submit(assessment, by=request.user)
    except actions.AssessmentError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Penilaian terkirim ke pendamping.")
    return redirect("assessments:detail", pk)


@require_safe
@require(Permission.ASSESSMENT_VIEW)
def results(request: PortalRequest, pk: UUID) -> HttpResponse:
    assessment = load_to_read(request, pk)
    found = results_of(assessment, request.user)
    is_replacing = found.frozen and found.frozen.determination.revision > 1
    context = {
        "assessment": assessment,
        "results": found,
        "past": determined_of(assessment) if is_replacing else [],
        "is_inherited": is_inherited(request.user, assessment),
    }
    return render(request, "assessments/results.html", context)


@require_POST
@require(Permission.OBJECTION_RAISE)
def accept(request: PortalRequest, pk: UUID) -> HttpResponse:
    assessment = load(request, pk)
    try:
        actions.accept_verification(assessment, by=request.user)
    except actions.AssessmentError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Hasil verifikasi diterima. Masa sanggah ditutup.")
    return redirect("assessments:results", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.PERIOD_MANAGE)
def extend(request: PortalRequest, pk: UUID) -> HttpResponse:
    assessment = load(request, pk)
    form = ExtendForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.extend(assessment, by=request.user, **form.cleaned_data)
        except actions.AssessmentError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"Batas {assessment.agency_name} diperpanjang.")
            return redirect("assessments:detail", pk)
    context = {
        "assessment": assessment,
        "form": form,
        "extensions": assessment.extensions.newest_first(),
    }
    status = 422 if form.errors else 200
    return render(request, "assessments/extend.html", context, status=status)
