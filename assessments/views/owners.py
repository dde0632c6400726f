"""Owners of a government's indicators: sharing them out, and an owner's own list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import Permission, require
from assessments import actions
from assessments.forms.owners import RemindOwnersForm, SetOwnersForm
from assessments.owner_desk import OwnerDesk
from assessments.owners import owned_by
from assessments.views import overview

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from accounts.http import PortalRequest
    from assessments.models import Assessment


@require_safe
@require(Permission.ASSESSMENT_VIEW)
def owners(request: PortalRequest, pk: UUID) -> HttpResponse:
    return _page(request, _load(request, pk))


@require_POST
@require(Permission.OWNER_SET)
def owners_set(request: PortalRequest, pk: UUID) -> HttpResponse:
    assessment = _load(request, pk)
    form = SetOwnersForm(request.POST, assessment=assessment)
    if form.is_valid():
        try:
            count = actions.set_owners(assessment, **form.cleaned_data, by=request.user)
        except actions.AssessmentError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _said(count, form.cleaned_data["owner"]))
            return redirect("assessments:owners", pk)
    return _page(request, assessment, form, status=422)


@require_POST
@require(Permission.OWNER_SET)
def owners_accept(request: PortalRequest, pk: UUID) -> HttpResponse:
    """Take the proposal of the last quarter where nobody is responsible yet."""
    assessment = _load(request, pk)
    try:
        count = actions.accept_proposals(assessment, by=request.user)
    except actions.AssessmentError as error:
        messages.error(request, str(error))
    else:
        said = f"{count} indikator mendapat penanggung jawab seperti triwulan lalu."
        messages.success(request, said)
    return redirect("assessments:owners", pk)


@require_POST
@require(Permission.OWNER_SET)
def owners_remind(request: PortalRequest, pk: UUID) -> HttpResponse:
    assessment = _load(request, pk)
    form = RemindOwnersForm(request.POST, assessment=assessment)
    if not form.is_valid():
        messages.error(request, " ".join(map(str, form.errors["owners"])))
        return redirect("assessments:owners", pk)
    chosen = form.cleaned_data["owners"]
    try:
        told = actions.remind_owners(assessment, chosen, by=request.user)
    except actions.AssessmentError as error:
        messages.error(request, str(error))
    else:
        names = ", ".join(agency.name for agency in told)
        messages.success(request, f"Pengingat terkirim kepada {names}.")
    return redirect("assessments:owners", pk)


@require_safe
@require(Permission.ASSESSMENT_EDIT)
def owned(request: PortalRequest) -> HttpResponse:
    """The indicators of a government that the reader's agency answers for."""
    groups = owned_by(request.user, with_determined=True)
    return render(request, "assessments/owned.html", {"groups": groups})


def _load(request: PortalRequest, pk: UUID) -> Assessment:
    """An assessment of a government; another kind has no owners."""
    found = overview.load(request, pk)
    if not found.agency.is_government:
        raise Http404
    return found


def _page(
    request: PortalRequest,
    assessment: Assessment,
    form: SetOwnersForm | None = None,
    status: int = 200,
) -> HttpResponse:
    desk = OwnerDesk(assessment, request.user, request.GET.dict(), form)
    template = "assessments/owners.html"
    part = f"{template}#owners" if request.htmx else template
    return render(request, part, {"desk": desk}, status=status)


def _said(count: int, owner: object) -> str:
    if not count:
        return "Penanggung jawabnya sudah demikian; tidak ada yang berubah."
    if owner is None:
        return f"{count} indikator kembali menjadi tanggung jawab pemerintah daerah."
    return f"{owner} menjadi penanggung jawab {count} indikator."
