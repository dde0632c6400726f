"""Pages of batches: every report of a quarter as one job."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import Permission, require
from assessments.models import Period
from reports import actions
from reports.content.batch import batches_of, bundle_of, progress_of
from reports.models import Batch

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.http import HttpResponse

    from accounts.http import PortalRequest

STOP_POLLING = 286  # htmx: swap this answer and ask no more


@require_safe
@require(Permission.CONTROL_VIEW)
def batches(request: PortalRequest) -> HttpResponse:
    page = batches_of(request.user, request.GET.get("page"))
    return render(request, "reports/batches.html", {"page": page})


@require_POST
@require(Permission.BATCH_RUN)
def batch_start(request: PortalRequest, year: int, quarter: int) -> HttpResponse:
    visible = Period.objects.visible_to(request.user)
    period = get_object_or_404(visible, year=year, quarter=quarter)
    try:
        batch = actions.start_batch(period, by=request.user)
    except actions.ReportError as error:
        messages.error(request, str(error))
        return redirect("reports:batches")
    return redirect("reports:batch", batch.pk)


@require_safe
@require(Permission.CONTROL_VIEW)
def batch(request: PortalRequest, pk: UUID) -> HttpResponse:
    template = "reports/batch.html"
    found = progress_of(_load(request, pk), request.GET.get("page"))
    if not request.htmx:
        return render(request, template, {"progress": found})
    status = 200 if found.batch.is_running else STOP_POLLING
    return render(request, f"{template}#state", {"progress": found}, status=status)


@require_POST
@require(Permission.BATCH_RUN)
def batch_pause(request: PortalRequest, pk: UUID) -> HttpResponse:
    return _do(request, pk, actions.pause_batch)


@require_POST
@require(Permission.BATCH_RUN)
def batch_continue(request: PortalRequest, pk: UUID) -> HttpResponse:
    return _do(request, pk, actions.continue_batch)


@require_POST
@require(Permission.BATCH_RUN)
def batch_cancel(request: PortalRequest, pk: UUID) -> HttpResponse:
    return _do(request, pk, actions.cancel_batch)


@require_POST
@require(Permission.BATCH_RUN)
def batch_retry(request: PortalRequest, pk: UUID) -> HttpResponse:
    return _do(request, pk, actions.retry_batch)


@require_safe
@require(Permission.CONTROL_VIEW)
def batch_zip(request: PortalRequest, pk: UUID) -> StreamingHttpResponse:
    """What was made so far; once the batch is over, all of it."""
    bundle = bundle_of(_load(request, pk))
    if not bundle.files:
        raise Http404
    stream = bundle.stream()
    files = len(bundle.files)
    actions.record_batch_download(bundle.batch, files=files, by=request.user)
    disposition = content_disposition_header(as_attachment=True, filename=bundle.name)
    headers = {
        "Cache-Control": "private, no-store",
        "Content-Disposition": disposition or "attachment",
        "Content-Length": str(len(stream)),
    }
    return StreamingHttpResponse(
        stream, content_type="application/zip", headers=headers
    )


def _do(request: PortalRequest, pk: UUID, action: Callable[..., Batch]) -> HttpResponse:
    try:
        action(_load(request, pk), by=request.user)
    except actions.ReportError as error:
        messages.error(request, str(error))
    return redirect("reports:batch", pk)


def _load(request: PortalRequest, pk: UUID) -> Batch:
    seen = Batch.objects.visible_to(request.user).counted()
    return get_object_or_404(seen.select_related("period", "started_by"), pk=pk)
