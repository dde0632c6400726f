"""Correcting a determined quarter: prepared by the secretariat, decided by an assessor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts.permissions import Permission, require
from assessments import actions
from assessments.correction_desk import desk_of
from assessments.enums import Status
from assessments.forms.corrections import (
    ApproveForm,
    CorrectedLevelForm,
    CorrectionForm,
    DropForm,
)
from assessments.models import (
    Assessment,
    CorrectedLevel,
    Correction,
    Determination,
)

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from accounts.http import PortalRequest


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.PERIOD_MANAGE)
def correct(request: PortalRequest, pk: UUID) -> HttpResponse:
    determination = get_object_or_404(
        Determination.objects.visible_to(request.user).select_related("period"), pk=pk
    )
    period = determination.period
    form = CorrectionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            made = actions.prepare_correction(
                period, **form.cleaned_data, by=request.user
            )
        except actions.AssessmentError as error:
            form.add_error(None, str(error))
        else:
            return redirect("assessments:correction", made.pk)
    context = {
        "form": form,
        "determination": determination,
        "open": period.corrections.open().first(),
    }
    status = 422 if form.errors else 200
    return render(request, "assessments/correct.html", context, status=status)


@require_safe
@require(Permission.CONTROL_VIEW)
def correction(request: PortalRequest, pk: UUID) -> HttpResponse:
    """`?assessment=` chooses the agency whose indicators are offered."""
    found = _load(request, pk)
    chosen = _chosen(request, found, request.GET.get("assessment", ""))
    form = None
    if chosen:
        initial = {"reason": found.reason, "source": found.source}
        form = CorrectedLevelForm(assessment=chosen, user=request.user, initial=initial)
    return _page(request, found, chosen=chosen, form=form)


@require_POST
@require(Permission.PERIOD_MANAGE)
def correction_add(request: PortalRequest, pk: UUID, assessment: UUID) -> HttpResponse:
    found = _load(request, pk)
    chosen = get_object_or_404(_determined(request, found), pk=assessment)
    form = CorrectedLevelForm(request.POST, assessment=chosen, user=request.user)
    if form.is_valid():
        try:
            actions.add_corrected_level(found, **form.entries, by=request.user)
        except actions.AssessmentError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Indikator ditambahkan pada pembetulan.")
            return redirect("assessments:correction", pk)
    return _page(request, found, chosen=chosen, form=form, status=422)


@require_POST
@require(Permission.PERIOD_MANAGE)
def correction_remove(request: PortalRequest, pk: int) -> HttpResponse:
    line = get_object_or_404(
        CorrectedLevel.objects.visible_to(request.user).with_context(), pk=pk
    )
    try:
        actions.remove_corrected_level(line, by=request.user)
    except actions.AssessmentError as error:
        messages.error(request, str(error))
    return redirect("assessments:correction", line.correction_id)


@require_POST
@require(Permission.PLENARY_DECIDE)
def correction_approve(request: PortalRequest, pk: UUID) -> HttpResponse:
    found = _load(request, pk)
    form = ApproveForm(request.POST)
    if form.is_valid():
        mark = form.cleaned_data["mark"]
        try:
            actions.approve_correction(found, mark=mark, by=request.user)
        except actions.AssessmentError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Pembetulan disetujui.")
            return redirect("assessments:correction", pk)
    return _page(request, found, approve=form, status=422)


@require_POST
@require(Permission.PLENARY_DECIDE)
def correction_refuse(request: PortalRequest, pk: UUID) -> HttpResponse:
    return _drop(request, pk, "Pembetulan ditolak.")


@require_POST
@require(Permission.PERIOD_MANAGE)
def correction_drop(request: PortalRequest, pk: UUID) -> HttpResponse:
    return _drop(request, pk, "Pembetulan dibatalkan.")


def _drop(request: PortalRequest, pk: UUID, said: str) -> HttpResponse:
    found = _load(request, pk)
    form = DropForm(request.POST, auto_id="drop_%s")
    if form.is_valid():
        try:
            actions.drop_correction(found, **form.cleaned_data, by=request.user)
        except actions.AssessmentError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, said)
            return redirect("assessments:correction", pk)
    return _page(request, found, drop=form, status=422)


def _load(request: PortalRequest, pk: UUID) -> Correction:
    visible = Correction.objects.visible_to(request.user).with_people()
    return get_object_or_404(visible.select_related("determination"), pk=pk)


def _determined(request: PortalRequest, correction: Correction) -> Any:
    visible = Assessment.objects.visible_to(request.user).with_context()
    return visible.filter(period=correction.period_id, status=Status.DETERMINED)


def _chosen(
    request: PortalRequest, correction: Correction, key: str
) -> Assessment | None:
    desk_open = correction.is_draft and key
    if not desk_open:
        return None
    found = {str(a.pk): a for a in _determined(request, correction)}
    return found.get(key)


def _page(
    request: PortalRequest,
    found: Correction,
    *,
    chosen: Assessment | None = None,
    form: CorrectedLevelForm | None = None,
    approve: ApproveForm | None = None,
    drop: DropForm | None = None,
    status: int = 200,
) -> HttpResponse:
    desk = desk_of(found, request.user)
    context = {
        "desk": desk,
        "chosen": chosen,
        "form": form,
        "approve": approve or ApproveForm(initial={"mark": desk.mark}),
        "drop": drop or DropForm(auto_id="drop_%s"),
    }
    return render(request, "assessments/correction.html", context, status=status)
