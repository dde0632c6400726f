"""The plenary's pages: the list, one agency, its final levels."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.views.decorators.http import require_POST, require_safe

from accounts.http import PortalRequest
from accounts.permissions import Permission, require
from assessments import actions, plenary_desk
from assessments.models import Answer, Assessment
from instruments.queries import definition_of


@require_safe
@require(Permission.PLENARY_DECIDE)
def plenary(request: PortalRequest) -> HttpResponse:
    visible = Assessment.objects.visible_to(request.user)
    lines = plenary_desk.lines_of(visible, request.user)
    return render(request, "assessments/plenary.html", {"lines": lines})


@require_safe
@require(Permission.PLENARY_DECIDE)
def plenary_detail(request: PortalRequest, pk: UUID) -> HttpResponse:
    assessment = get_object_or_404(
        Assessment.objects.visible_to(request.user).with_context(), pk=pk
    )
    sitting = plenary_desk.sitting_of(assessment, request.user)
    return render(request, "assessments/plenary_detail.html", {"sitting": sitting})


@require_POST
@require(Permission.PLENARY_DECIDE)
def set_final(request: PortalRequest, pk: UUID) -> HttpResponse:
    answer = get_object_or_404(
        Answer.objects.visible_to(request.user).with_context(), pk=pk
    )
    instrument = definition_of(answer.assessment.version_id)
    indicator = instrument.by_code[answer.indicator.code]
    form = plenary_desk.form_of(answer, indicator, request.POST)
    if form.is_valid():
        try:
            actions.set_final(answer, **form.cleaned_data, by=request.user)
        except actions.AssessmentError as error:
            form.add_error(None, str(error))
        else:
            page = resolve_url("assessments:plenary_detail", answer.assessment_id)
            return redirect(f"{page}#{indicator.code}")
    sitting = plenary_desk.sitting_of(
        answer.assessment, request.user, bound={answer.pk: form}
    )
    context = {"sitting": sitting, "refused": form}
    return render(request, "assessments/plenary_detail.html", context, status=422)


@require_POST
@require(Permission.PLENARY_DECIDE)
def finalise(request: PortalRequest, pk: UUID) -> HttpResponse:
    assessment = get_object_or_404(
        Assessment.objects.visible_to(request.user).with_context(), pk=pk
    )
    try:
        actions.finalise(assessment, by=request.user)
    except actions.AssessmentError as error:
        messages.error(request, str(error))
        return redirect("assessments:plenary_detail", pk)
    messages.success(request, f"{assessment.agency_name} sudah final.")
    return redirect("assessments:plenary")
