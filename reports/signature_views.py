"""Signing an issued document, taking in one that was signed outside, revoking one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts.http import PortalRequest, confirmed
from accounts.permissions import Permission, require
from evidence.serving import attachment
from evidence.uploads import refusal_of
from reports import actions
from reports.enums import Kind
from reports.forms import RevokeForm, SignedForm
from reports.models import IssuedDocument

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse


@require_POST
@require(Permission.REPORT_SIGN)
@confirmed
def sign(request: PortalRequest, pk: UUID) -> HttpResponse:
    document = _load(request, pk)
    try:
        signed = actions.sign(document, by=request.user)
    except actions.ReportError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"Tanda tangan {signed.number} tersimpan.")
    return redirect("reports:document", pk)


@require_safe
@require(Permission.REPORT_SIGN)
def unsigned(request: PortalRequest, pk: UUID) -> FileResponse:
    """The bytes as they were issued, whatever was signed since."""
    document = _load(request, pk)
    if not document.is_done:
        raise Http404
    actions.record_download(document, by=request.user)
    name = f"tanpa_tanda_tangan_{document.file_name}"
    return attachment(document.file, name, Kind(document.kind).content_type)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.REPORT_SIGN)
def signed_upload(request: PortalRequest, pk: UUID) -> HttpResponse:
    document = _load(request, pk)
    is_sent = request.method == "POST"
    form = SignedForm(*((request.POST, request.FILES) if is_sent else ()))
    if refusal := refusal_of(request):
        form.errors.clear()
        form.add_error("file", str(refusal))
    elif form.is_valid():
        try:
            file = form.cleaned_data["file"]
            signed = actions.accept_signed(document, file, by=request.user)
        except actions.ReportError as error:
            form.add_error("file", str(error))
        else:
            messages.success(
                request, f"Tanda tangan {signed.number} sah dan tersimpan."
            )
            return redirect("reports:document", pk)
    context = {
        "document": document,
        "form": form,
        "signed": document.signed(),
        "refusal": document.why_unsignable(),
    }
    status = 422 if form.errors else 200
    return render(request, "reports/signed_upload.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.REPORT_REVOKE)
@confirmed
def revoke(request: PortalRequest, pk: UUID) -> HttpResponse:
    document = _load(request, pk)
    form = RevokeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.revoke(document, by=request.user, **form.cleaned_data)
        except actions.ReportError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Dokumen dicabut. Halaman publik menyebutnya.")
            return redirect("reports:document", pk)
    context = {"document": document, "form": form}
    status = 422 if form.errors else 200
    return render(request, "reports/revoke.html", context, status=status)


def _load(request: PortalRequest, pk: UUID) -> IssuedDocument:
    seen = IssuedDocument.objects.visible_to(request.user).listed()
    return get_object_or_404(seen, pk=pk)
