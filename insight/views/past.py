"""Past results from a workbook: list, template, upload, a look, applying, dropping."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts.models import Agency
from accounts.permissions import Permission, require
from insight import actions, past_sheet
from insight.forms.past import PastForm, ReplaceForm
from insight.models import PastImport, PastResult
from insight.past_preview import Preview, preview_of
from instruments.models import Version
from lib import workbooks

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.http import PortalRequest

PAGE = 50


@require_safe
@require(Permission.ASSESSMENT_VIEW)
def past(request: PortalRequest) -> HttpResponse:
    results = (
        PastResult.objects.visible_to(request.user)
        .in_force()
        .select_related("agency", "version", "imported_by")
        .newest_first()
    )
    page = Paginator(results, PAGE).get_page(request.GET.get("page"))
    return render(request, "insight/past.html", {"page": page})


@require_safe
@require(Permission.PERIOD_MANAGE)
def past_template(request: PortalRequest) -> HttpResponse:
    agencies = Agency.objects.visible_to(request.user).order_by("code")
    versions = Version.objects.published().order_by("code")
    data = past_sheet.template(agencies, versions)
    headers = {"Content-Disposition": 'attachment; filename="Hasil_lampau_SPBE.xlsx"'}
    return HttpResponse(data, content_type=workbooks.CONTENT_TYPE, headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.PERIOD_MANAGE)
def past_import(request: PortalRequest) -> HttpResponse:
    bound = (request.POST, request.FILES) if request.method == "POST" else ()
    form = PastForm(*bound)
    if form.is_valid():
        upload = form.cleaned_data["file"]
        kept = actions.keep_past(
            file_name=upload.name,
            file_sha256=workbooks.digest(upload),
            rows=[asdict(row) for row in form.rows],
            by=request.user,
        )
        return redirect("insight:past_preview", kept.pk)
    pending = PastImport.objects.visible_to(request.user).pending()
    context = {"form": form, "pending": pending.order_by("-uploaded_at")}
    status = 422 if form.is_bound else 200
    return render(request, "insight/past_import.html", context, status=status)


@require_safe
@require(Permission.PERIOD_MANAGE)
def past_preview(request: PortalRequest, pk: UUID) -> HttpResponse:
    imported = _load(request, pk)
    if not imported.is_pending:
        messages.info(request, "Impor ini sudah selesai atau lewat 24 jam.")
        return redirect("insight:past_import")
    return _show(request, preview_of(imported), ReplaceForm())


@require_POST
@require(Permission.PERIOD_MANAGE)
def past_apply(request: PortalRequest, pk: UUID) -> HttpResponse:
    """Checked again: what was right when it was shown need not be now."""
    imported = _load(request, pk)
    if not imported.is_pending:
        messages.error(request, "Impor ini sudah selesai atau lewat 24 jam.")
        return redirect("insight:past_import")
    shown, form = preview_of(imported), ReplaceForm(request.POST)
    if not shown.may_apply or not form.is_valid():
        return _show(request, shown, form, status=422)
    reason = form.cleaned_data["reason"]
    try:
        actions.apply_past(imported, shown.entries, reason=reason, by=request.user)
    except actions.InsightError as error:
        form.add_error("reason" if shown.replaced else None, str(error))
        return _show(request, shown, form, status=422)
    count = len(shown.changes)
    messages.success(request, f"{count} hasil lampau diterapkan.")
    return redirect("insight:past")


@require_POST
@require(Permission.PERIOD_MANAGE)
def past_drop(request: PortalRequest, pk: UUID) -> HttpResponse:
    try:
        actions.drop_past(_load(request, pk), by=request.user)
    except actions.InsightError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Impor dibatalkan. Hasil lampau tidak berubah.")
    return redirect("insight:past_import")


def _load(request: PortalRequest, pk: UUID) -> PastImport:
    return get_object_or_404(PastImport.objects.visible_to(request.user), pk=pk)


def _show(
    request: PortalRequest, preview: Preview, form: ReplaceForm, status: int = 200
) -> HttpResponse:
    context = {"preview": preview, "form": form}
    return render(request, "insight/past_preview.html", context, status=status)
