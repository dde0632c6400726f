"""People and seats from a workbook: template, upload, a look, applying, dropping."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts.permissions import Permission, require
from lib import workbooks
from teams import actions, registry_sheet
from teams.forms.registry import RegistryForm
from teams.models import RegistryImport, Seat
from teams.queries import agencies_with_teams
from teams.registry_preview import preview_of

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.http import PortalRequest


@require_safe
@require(Permission.TEAM_EDIT)
def registry_template(request: PortalRequest) -> HttpResponse:
    agencies = agencies_with_teams(request.user).order_by("code")
    data = registry_sheet.template(agencies, Seat.objects.order_by("number"))
    headers = {"Content-Disposition": 'attachment; filename="Registri_tim_SPBE.xlsx"'}
    return HttpResponse(data, content_type=workbooks.CONTENT_TYPE, headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.TEAM_EDIT)
def registry(request: PortalRequest) -> HttpResponse:
    bound = (request.POST, request.FILES) if request.method == "POST" else ()
    form = RegistryForm(*bound)
    if form.is_valid():
        upload = form.cleaned_data["file"]
        kept = actions.keep_registry(
            file_name=upload.name,
            file_sha256=workbooks.digest(upload),
            rows=[asdict(row) for row in form.rows],
            by=request.user,
        )
        return redirect("teams:registry_preview", kept.pk)
    pending = RegistryImport.objects.visible_to(request.user).pending()
    context = {"form": form, "pending": pending.order_by("-uploaded_at")}
    status = 422 if form.is_bound else 200
    return render(request, "teams/registry.html", context, status=status)


@require_safe
@require(Permission.TEAM_EDIT)
def registry_preview(request: PortalRequest, pk: UUID) -> HttpResponse:
    imported = _load(request, pk)
    if not imported.is_pending:
        messages.info(request, "Impor ini sudah selesai atau lewat 24 jam.")
        return redirect("teams:registry")
    context = {"preview": preview_of(imported, by=request.user)}
    return render(request, "teams/registry_preview.html", context)


@require_POST
@require(Permission.TEAM_EDIT)
def registry_apply(request: PortalRequest, pk: UUID) -> HttpResponse:
    """Checked again: what was right when it was shown need not be now."""
    imported = _load(request, pk)
    shown = preview_of(imported, by=request.user) if imported.is_pending else None
    if shown and not shown.may_apply:
        messages.error(request, "Tidak ada yang diterapkan. Perbaiki berkas dahulu.")
        return redirect("teams:registry_preview", pk)
    try:
        actions.apply_registry(
            imported, shown.entries if shown else (), by=request.user
        )
    except actions.TeamError as error:
        messages.error(request, str(error))
        return redirect("teams:registry_preview", pk)
    count = len(shown.changes) if shown else 0
    messages.success(request, f"{count} pegawai diterapkan dari {imported.file_name}.")
    return redirect("teams:list")


@require_POST
@require(Permission.TEAM_EDIT)
def registry_drop(request: PortalRequest, pk: UUID) -> HttpResponse:
    try:
        actions.drop_registry(_load(request, pk), by=request.user)
    except actions.TeamError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Impor dibatalkan. Registri tidak berubah.")
    return redirect("teams:registry")


def _load(request: PortalRequest, pk: UUID) -> RegistryImport:
    seen = RegistryImport.objects.visible_to(request.user)
    return get_object_or_404(seen, pk=pk)
