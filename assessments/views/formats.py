"""The desk of formats: which is offered at which indicator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import Permission, require
from assessments import actions
from assessments.format_desk import instrument_in_use, removed_formats, shelves_of
from assessments.forms.formats import AttachFormatForm
from assessments.models import IndicatorFormat

if TYPE_CHECKING:
    from django.http import HttpResponse

    from accounts.http import PortalRequest


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.EVIDENCE_PUBLISH)
def formats(request: PortalRequest) -> HttpResponse:
    instrument = instrument_in_use()
    if instrument is None:
        return render(request, "assessments/formats.html", {"instrument": None})
    sent = request.POST if request.method == "POST" else None
    form = AttachFormatForm(sent, instrument=instrument)
    if form.is_valid():
        try:
            actions.attach_format(
                instrument=instrument, by=request.user, **form.cleaned_data
            )
        except actions.AssessmentError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Format ditawarkan pada indikator yang dipilih.")
            return redirect("assessments:formats")
    context = {
        "instrument": instrument,
        "form": form,
        "shelves": shelves_of(instrument),
        "removed": removed_formats(instrument),
    }
    status = 422 if form.errors else 200
    return render(request, "assessments/formats.html", context, status=status)


@require_POST
@require(Permission.EVIDENCE_PUBLISH)
def format_detach(request: PortalRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(IndicatorFormat, pk=pk)
    try:
        actions.detach_format(row, by=request.user)
    except actions.AssessmentError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Format dilepas dari indikator itu.")
    return redirect("assessments:formats")
