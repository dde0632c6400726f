"""The bytes of documents: downloaded, or shown in place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from accounts.permissions import Permission, require
from evidence import actions
from evidence.models import DocumentVersion

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.http import PortalRequest

# A file is never part of the portal: no script, no origin, no requests of its own.
FILE_POLICY = "sandbox; default-src 'none'"


@require_safe
@require(Permission.EVIDENCE_VIEW)
def download(request: PortalRequest, pk: UUID) -> FileResponse:
    version = _load_version(request, pk)
    actions.record_download(version, by=request.user)
    return _file(version, as_attachment=True)


@require_safe
@require(Permission.EVIDENCE_VIEW)
def preview(request: PortalRequest, pk: UUID) -> FileResponse:
    version = _load_version(request, pk)
    if not version.is_previewable:
        raise Http404
    actions.record_download(version, by=request.user)
    return _file(version, as_attachment=False)


def _load_version(request: PortalRequest, pk: UUID) -> DocumentVersion:
    versions = DocumentVersion.objects.visible_to(request.user)
    return get_object_or_404(versions.select_related("document__agency"), pk=pk)


def _file(version: DocumentVersion, *, as_attachment: bool) -> FileResponse:
    """The bytes, streamed; shut off from the portal's pages whatever they hold."""
    response = FileResponse(
        version.file.open("rb"),
        as_attachment=as_attachment,
        filename=version.original_name,
        content_type=version.content_type,
    )
    response.headers["Content-Security-Policy"] = FILE_POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response
