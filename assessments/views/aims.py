"""What an agency might reach: levels tried without saving, and targets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import Permission, require
from assessments import actions
from assessments.forms.targets import SimulationForm, TargetsForm
from assessments.queries import overview_of
from assessments.targets import values_of
from assessments.trial import Trial
from assessments.views.overview import load
from instruments.queries import definition_of

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from accounts.http import PortalRequest


@require_safe
@require(Permission.ASSESSMENT_VIEW)
def simulate(request: PortalRequest, pk: UUID) -> HttpResponse:
    assessment = load(request, pk)
    overview = overview_of(assessment)
    form = SimulationForm(request.GET, instrument=overview.instrument)
    trial = Trial(overview, form.levels, values_of(assessment))
    context = {"assessment": assessment, "form": form, "trial": trial}
    template = "assessments/simulate.html"
    part = "assessments/_simulated.html" if request.htmx else template
    return render(request, part, context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.TARGET_SET)
def targets(request: PortalRequest, pk: UUID) -> HttpResponse:
    assessment = load(request, pk)
    form = TargetsForm(
        request.POST if request.method == "POST" else None,
        instrument=definition_of(assessment.version_id),
        values=values_of(assessment),
    )
    if form.is_valid():
        try:
            actions.set_targets(assessment, form.entries, by=request.user)
        except actions.AssessmentError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Target tersimpan.")
            return redirect("assessments:detail", pk)
    context = {"assessment": assessment, "form": form}
    status = 422 if form.errors else 200
    return render(request, "assessments/targets.html", context, status=status)
