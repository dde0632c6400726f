"""The bytes of documents: downloaded, or shown in place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.permissions import Permission, require
from evidence import actions, serving
from evidence.enums import Showing
from evidence.models import Document, DocumentVersion
from evidence.queries import with_state

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse
    from django.http.response import HttpResponseBase

    from accounts.http import PortalRequest

PAGE_DIGITS = 5


@require_safe
@require(Permission.EVIDENCE_VIEW)
def download(request: PortalRequest, pk: UUID) -> HttpResponseBase:
    version = _load_version(request, pk)
    if version.is_link:
        raise Http404
    if version.refusal:
        return _refused(request, version)
    actions.record_download(version, by=request.user)
    return serving.attachment(version.file, version.original_name, version.content_type)


@require_safe
@require(Permission.EVIDENCE_VIEW)
def preview(request: PortalRequest, pk: UUID) -> HttpResponseBase:
    """What a browser may show: never an image with its position, nor an office file."""
    version = _load_version(request, pk)
    if version.refusal:
        return _refused(request, version)
    if not version.is_previewable:
        raise Http404
    if version.showing is not Showing.VIDEO or serving.begins_at_start(request):
        actions.record_download(version, by=request.user)
    else:
        actions.record_part(version, by=request.user)
    if version.showing is Showing.VIDEO:
        file, content_type = version.file, version.content_type
        return serving.part(request, file, version.original_name, content_type)
    inspection = version.inspected
    if inspection and inspection.preview:
        name = f"pratinjau-{version.original_name}"
        return serving.inline(inspection.preview, name, inspection.preview_type)
    return serving.inline(version.file, version.original_name, version.content_type)


@require_safe
@require(Permission.EVIDENCE_VIEW)
def viewer(request: PortalRequest, pk: UUID) -> HttpResponse:
    """The page around a preview; for htmx the preview alone, asked until it is ready.

    `page` of the address opens a PDF at that page.
    """
    version = _load_version(request, pk)
    page = request.GET.get("page", "")
    fragment = f"#page={page}" if page.isdecimal() and len(page) <= PAGE_DIGITS else ""
    context = {
        "version": version,
        "title": version.document.title,
        "fragment": fragment,
        "shows_document": _shows_document(request, version),
    }
    part = "evidence/_viewer.html" if request.htmx else "evidence/viewer.html"
    return render(request, part, context)


def _shows_document(request: PortalRequest, version: DocumentVersion) -> bool:
    """Who sees just the cited version has no page of the document."""
    visible = Document.objects.visible_to(request.user)
    return visible.filter(pk=version.document_id).exists()


def _load_version(request: PortalRequest, pk: UUID) -> DocumentVersion:
    versions = with_state(DocumentVersion.objects.visible_to(request.user))
    versions = versions.select_related("document__agency").defer("document__search")
    return get_object_or_404(versions, pk=pk)


def _refused(request: PortalRequest, version: DocumentVersion) -> HttpResponse:
    """Quarantined, or held until it is scanned: one may see the document, not the file."""
    context = {"version": version, "shows_document": _shows_document(request, version)}
    return render(request, "evidence/refused.html", context, status=403)
