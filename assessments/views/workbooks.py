"""The assessment as a workbook: out, in, a look at what it changes, and applying it."""

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
from assessments import actions
from assessments.forms.workbook import WorkbookForm
from assessments.models import Assessment, WorkbookImport
from assessments.resources import AnswerResource
from assessments.workbook.preview import content_of, preview_of
from assessments.workbook.writing import workbook as write
from evidence.uploads import refusal_of
from lib.workbooks import CONTENT_TYPE, digest

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.http import PortalRequest
    from accounts.models import User
    from assessments.workbook.preview import Preview

PAGE, PREVIEW = "assessments/import.html", "assessments/import_preview.html"
MEANWHILE = (
    "Isian berubah sejak halaman ini dibuka, jadi belum ada yang diterapkan. Periksa "
    "bentrokan di bawah, lalu terapkan lagi."
)


@require_safe
@require(Permission.ASSESSMENT_VIEW)
def workbook(request: PortalRequest, pk: UUID) -> HttpResponse:
    assessment = _load(request, pk)
    resource = AnswerResource(assessment)
    dataset = resource.export(queryset=resource.answers.values())
    data = write(
        assessment,
        resource.instrument,
        dataset,
        by=request.user,
        at=timezone.now(),
    )
    period = assessment.period
    code = assessment.agency_code.replace(".", "-")
    name = f"Lembar_kerja_SPBE_{period.year}-TW{period.quarter}_{code}.xlsx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(data, content_type=CONTENT_TYPE, headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.ASSESSMENT_EDIT)
def import_(request: PortalRequest, pk: UUID) -> HttpResponse:
    assessment = _load(request, pk)
    if request.method != "POST":
        return _page(request, WorkbookForm(assessment=assessment))
    form = WorkbookForm(request.POST, request.FILES, assessment=assessment)
    status = 422
    try:
        actions.refuse_closed_import(assessment)
        if form.is_valid():
            return redirect("assessments:import_preview", _keep(form, request.user).pk)
    except actions.AssessmentError as error:
        form.errors.clear()
        form.add_error(None, str(error))
        status = 409
    if refusal := refusal_of(request):
        form.refuse(refusal)
        status = refusal.status
    return _page(request, form, status)


@require_safe
@require(Permission.ASSESSMENT_EDIT)
def preview(request: PortalRequest, pk: UUID) -> HttpResponse:
    imported = _load_import(request, pk)
    if not imported.is_pending:
        return _settled(request, imported)
    return render(request, PREVIEW, {"preview": preview_of(imported)})


@require_POST
@require(Permission.ASSESSMENT_EDIT)
def apply(request: PortalRequest, pk: UUID) -> HttpResponse:
    imported = _load_import(request, pk)
    if not imported.is_pending:
        return _settled(request, imported)
    shown = preview_of(imported, request.POST)
    if not shown.is_seen(request.POST):
        return _refused(request, shown, MEANWHILE)
    try:
        actions.apply_import(imported, _entries(shown), by=request.user)
    except actions.AnswerConflict:
        return _refused(request, preview_of(imported, request.POST), MEANWHILE)
    except actions.AssessmentError as error:
        return _refused(request, preview_of(imported, request.POST), str(error))
    sentence = f"{shown.chosen} perubahan diterapkan dari {imported.file_name}."
    messages.success(request, sentence)
    return redirect("assessments:detail", imported.assessment_id)


@require_POST
@require(Permission.ASSESSMENT_EDIT)
def drop(request: PortalRequest, pk: UUID) -> HttpResponse:
    imported = _load_import(request, pk)
    try:
        actions.drop_import(imported, by=request.user)
    except actions.AssessmentError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Impor dibatalkan. Tidak ada isian yang berubah.")
    return redirect("assessments:import", imported.assessment_id)


# Steps that the views share


def _load(request: PortalRequest, pk: UUID) -> Assessment:
    visible = Assessment.objects.visible_to(request.user).with_context()
    return get_object_or_404(visible, pk=pk)


def _load_import(request: PortalRequest, pk: UUID) -> WorkbookImport:
    visible = WorkbookImport.objects.visible_to(request.user).select_related(
        "assessment__period", "assessment__version", "uploaded_by"
    )
    return get_object_or_404(visible, pk=pk)


def _page(
    request: PortalRequest, form: WorkbookForm, status: int = 200
) -> HttpResponse:
    assessment = form.assessment
    pending = WorkbookImport.objects.visible_to(request.user).pending()
    context = {
        "assessment": assessment,
        "form": form,
        "pending": pending.filter(assessment=assessment)
        .select_related("uploaded_by")
        .defer("rows")
        .order_by("-uploaded_at"),
    }
    return render(request, PAGE, context, status=status)


def _keep(form: WorkbookForm, by: User) -> WorkbookImport:
    upload = form.cleaned_data["file"]
    return actions.keep_import(
        form.assessment,
        file_name=upload.name,
        file_sha256=digest(upload),
        rows=content_of(form.sheet, form.assessment),
        by=by,
    )


def _entries(shown: Preview) -> list[actions.Entry]:
    return [
        actions.Entry(row.answer, row.answer.version, **row.values)
        for row in shown.rows_to_apply
    ]


def _refused(request: PortalRequest, shown: Preview, sentence: str) -> HttpResponse:
    context = {"preview": shown, "refusal": sentence}
    return render(request, PREVIEW, context, status=409)


def _settled(request: PortalRequest, imported: WorkbookImport) -> HttpResponse:
    """Applied, dropped or too old: said on the page where a file is uploaded."""
    if imported.applied_at:
        messages.info(request, "Berkas itu sudah diterapkan.")
        return redirect("assessments:detail", imported.assessment_id)
    messages.info(request, "Impor itu sudah dibatalkan atau lewat 24 jam.")
    return redirect("assessments:import", imported.assessment_id)
