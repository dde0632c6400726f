"""The recap of a quarter: asked for with the order that is wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import Permission, require
from assessments.models import Period
from reports import actions, attached, content
from reports.content import tables
from reports.forms import RecapForm
from reports.models import IssuedDocument

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.http import PortalRequest

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_POST
@require(Permission.PERIOD_MANAGE)
def issue_recap(request: PortalRequest, year: int, quarter: int) -> HttpResponse:
    visible = Period.objects.visible_to(request.user).select_related("version")
    period = get_object_or_404(visible, year=year, quarter=quarter)
    form = RecapForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Pilih urutan rekap, lalu coba lagi.")
        return redirect(f"{reverse('reports:documents')}?period={year}-{quarter}")
    made = actions.issue_recap(
        period, ranking=form.cleaned_data["ranking"], by=request.user
    )
    if made.is_done:
        messages.info(request, "Rekap dengan data yang sama sudah terbit.")
    return redirect("reports:document", made.pk)


@require_safe
@require(Permission.REPORT_VIEW)
def document_figures(request: PortalRequest, pk: UUID) -> HttpResponse:
    """The figures of an issued document as a workbook, as they are attached to it."""
    seen = IssuedDocument.objects.visible_to(request.user).with_context()
    document = get_object_or_404(seen.with_figures(), pk=pk)
    parts = tables.tables_of(document)
    book = attached.workbook(document.title, parts, content.stamp_of(document))
    actions.record_download(document, by=request.user)
    name = f"{document.file_name.rpartition('.')[0]}_angka.xlsx"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(book, content_type=XLSX, headers=headers)
