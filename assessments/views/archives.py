"""All evidence of one assessment in one file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from accounts.permissions import Permission, require
from assessments import actions
from assessments.archive import archive_of
from assessments.models import Assessment

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.http import PortalRequest


@require_safe
@require(Permission.EVIDENCE_VIEW)
def evidence_zip(request: PortalRequest, pk: UUID) -> StreamingHttpResponse:
    visible = Assessment.objects.readable_by(request.user).with_context()
    archive = archive_of(get_object_or_404(visible, pk=pk))
    stream = archive.stream()
    actions.record_archive(
        archive.assessment, files=len(archive.files), by=request.user
    )
    disposition = content_disposition_header(as_attachment=True, filename=archive.name)
    headers = {
        "Cache-Control": "private, no-store",
        "Content-Disposition": disposition or "attachment",
        "Content-Length": str(len(stream)),
    }
    return StreamingHttpResponse(
        stream, content_type="application/zip", headers=headers
    )
