"""The plenary's pages: the list, one agency, its final levels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import Permission, require
from assessments import actions, plenary_desk
from assessments.forms.plenary import FlagForm
from assessments.models import Answer, Assessment, PlenarySession
from instruments.queries import definition_of

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from accounts.http import PortalRequest
    from assessments.forms.office import FinalForm


@require_safe
@require(Permission.PLENARY_DECIDE)
def plenary(request: PortalRequest) -> HttpResponse:
    visible = Assessment.objects.visible_to(request.user)
    lines = plenary_desk.lines_of(visible, request.user)
    found = PlenarySession.objects.visible_to(request.user).open()
    sessions = list(found.select_related("period").newest_first())
    ready = {line.assessment.period for line in lines if line.can_begin}
    context = {
        "lines": lines,
        "sessions": sessions,
        "periods": ready - {session.period for session in sessions},
    }
    return render(request, "assessments/plenary.html", context)


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
    answer = _load(request, pk)
    instrument = definition_of(answer.assessment.version_id)
    indicator = instrument.by_code[answer.indicator.code]
    form = plenary_desk.form_of(answer, indicator, request.POST)
    if form.is_valid():
        try:
            actions.set_final(answer, **form.cleaned_data, by=request.user)
        except actions.AssessmentError as error:
            form.add_error(None, str(error))
        else:
            return _to_indicator(answer)
    return _refused(request, answer, form)


@require_POST
@require(Permission.PLENARY_DECIDE)
def flag(request: PortalRequest, pk: UUID) -> HttpResponse:
    answer = _load(request, pk)
    form = FlagForm(request.POST, code=answer.indicator.code)
    if form.is_valid():
        try:
            actions.flag(answer, **form.cleaned_data, by=request.user)
        except actions.AssessmentError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Indikator ditandai untuk pleno.")
            return _to_indicator(answer)
    return _refused(request, answer, form)


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


def _load(request: PortalRequest, pk: UUID) -> Answer:
    visible = Answer.objects.visible_to(request.user).with_context()
    return get_object_or_404(visible, pk=pk)


def _to_indicator(answer: Answer) -> HttpResponse:
    page = resolve_url("assessments:plenary_detail", answer.assessment_id)
    return redirect(f"{page}#{answer.indicator.code}")


def _refused(
    request: PortalRequest, answer: Answer, form: FinalForm | FlagForm
) -> HttpResponse:
    sitting = plenary_desk.sitting_of(
        answer.assessment, request.user, bound={answer.pk: form}
    )
    context = {"sitting": sitting, "refused": form}
    return render(request, "assessments/plenary_detail.html", context, status=422)
