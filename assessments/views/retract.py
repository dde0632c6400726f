"""Taking a submission back: what it means, and the head's word for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission, require
from assessments import actions
from assessments.forms.agency import RetractForm
from assessments.retraction import retraction_of
from assessments.views.overview import load

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from accounts.http import PortalRequest


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.ASSESSMENT_SUBMIT)
def retract(request: PortalRequest, pk: UUID) -> HttpResponse:
    assessment = load(request, pk)
    form = RetractForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.retract(assessment, by=request.user, **form.cleaned_data)
        except actions.AssessmentError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Pengajuan ditarik kembali. Isian terbuka lagi.")
            return redirect("assessments:detail", pk)
    context = {
        "assessment": assessment,
        "form": form,
        "retraction": retraction_of(assessment, request.user),
    }
    status = 422 if form.errors else 200
    return render(request, "assessments/retract.html", context, status=status)
