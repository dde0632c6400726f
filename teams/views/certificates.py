"""Certificates and training of one person, and the matrix of competences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts.permissions import Permission, require
from teams import actions, competence_sheet
from teams.competences import matrix_of
from teams.forms.certificates import AttendForm, CertificateForm, TrainingForm
from teams.models import Certificate, Person, Training

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.http import PortalRequest

require_form = require_http_methods(["GET", "HEAD", "POST"])
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_form
@require(Permission.TEAM_EDIT)
def certificate_add(request: PortalRequest, pk: UUID) -> HttpResponse:
    person = _person(request, pk)
    form = CertificateForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.add_certificate(person, **form.cleaned_data, by=request.user)
        except actions.TeamError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Sertifikat tercatat.")
            return redirect("teams:person", pk)
    status = 422 if form.is_bound else 200
    context = {"form": form, "person": person, "title": "Tambah sertifikat"}
    return render(request, "teams/person_entry.html", context, status=status)


@require_POST
@require(Permission.TEAM_EDIT)
def certificate_remove(request: PortalRequest, pk: UUID) -> HttpResponse:
    seen = Certificate.objects.visible_to(request.user)
    certificate = get_object_or_404(seen.select_related("person"), pk=pk)
    actions.remove_certificate(certificate, by=request.user)
    messages.success(request, "Sertifikat dihapus dari registri.")
    return redirect("teams:person", certificate.person_id)


@require_form
@require(Permission.TEAM_EDIT)
def training_plan(request: PortalRequest, pk: UUID) -> HttpResponse:
    person = _person(request, pk)
    form = TrainingForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        actions.plan_training(person, **form.cleaned_data, by=request.user)
        messages.success(request, "Rencana pelatihan tercatat.")
        return redirect("teams:person", pk)
    status = 422 if form.is_bound else 200
    context = {"form": form, "person": person, "title": "Rencanakan pelatihan"}
    return render(request, "teams/person_entry.html", context, status=status)


@require_POST
@require(Permission.TEAM_EDIT)
def training_attend(request: PortalRequest, pk: UUID) -> HttpResponse:
    people = Person.objects.visible_to(request.user)
    training = get_object_or_404(Training, pk=pk, person__in=people)
    form = AttendForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Isi tanggal pelatihan diikuti.")
        return redirect("teams:person", training.person_id)
    try:
        actions.attend_training(training, **form.cleaned_data, by=request.user)
    except actions.TeamError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Pelatihan tercatat diikuti.")
    return redirect("teams:person", training.person_id)


@require_safe
@require(Permission.TEAM_VIEW)
def competences(request: PortalRequest) -> HttpResponse:
    return render(
        request, "teams/competences.html", {"matrix": matrix_of(request.user)}
    )


@require_safe
@require(Permission.TEAM_VIEW)
def competences_xlsx(request: PortalRequest) -> HttpResponse:
    data = competence_sheet.workbook(matrix_of(request.user), by=request.user)
    name = f"Matriks_kompetensi_SPBE_{timezone.localdate():%Y-%m-%d}.xlsx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(data, content_type=XLSX, headers=headers)


def _person(request: PortalRequest, pk: UUID) -> Person:
    seen = Person.objects.visible_to(request.user)
    return get_object_or_404(seen.select_related("agency"), pk=pk)
