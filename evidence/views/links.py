"""Addresses as evidence: added, replaced, checked again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import Permission, require
from evidence import actions
from evidence.forms import LinkForm, ReplaceLinkForm
from evidence.models import Document, DocumentVersion

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from accounts.http import PortalRequest

require_form = require_http_methods(["GET", "HEAD", "POST"])


@require_form
@require(Permission.EVIDENCE_EDIT)
def link(request: PortalRequest) -> HttpResponse:
    form, agency = LinkForm(request.POST or None), request.user.agency
    if agency and form.is_valid():
        try:
            document = actions.add_link(
                agency=agency, by=request.user, **form.cleaned_data
            )
        except (actions.EvidenceError, ValidationError) as error:
            form.add_error(
                None, error if isinstance(error, ValidationError) else str(error)
            )
        else:
            messages.success(
                request, f"“{document}” ada di pustaka. Alamatnya diperiksa."
            )
            return redirect("evidence:detail", document.pk)
    return _form(request, form)


@require_form
@require(Permission.EVIDENCE_EDIT)
def relink(request: PortalRequest, pk: UUID) -> HttpResponse:
    document = _load(request, pk)
    form = ReplaceLinkForm(request.POST or None)
    if form.is_valid():
        try:
            actions.replace_link(document, by=request.user, **form.cleaned_data)
        except actions.EvidenceError as error:
            form.add_error("url", str(error))
        else:
            messages.success(request, "Alamat baru tersimpan. Alamat lama tetap ada.")
            return redirect("evidence:detail", pk)
    return _form(request, form, document)


@require_POST
@require(Permission.EVIDENCE_EDIT)
def recheck(request: PortalRequest, pk: UUID) -> HttpResponse:
    versions = DocumentVersion.objects.visible_to(request.user)
    version = get_object_or_404(versions, pk=pk)
    try:
        actions.ask_again(version, by=request.user)
    except actions.EvidenceError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Tautan sedang diperiksa. Muat ulang sebentar lagi.")
    return redirect("evidence:detail", version.document_id)


def _load(request: PortalRequest, pk: UUID) -> Document:
    """To change it: documents of the province are not an agency's to change."""
    documents = Document.objects.visible_to(request.user).filter(agency__isnull=False)
    return get_object_or_404(documents.with_current(), pk=pk)


def _form(
    request: PortalRequest,
    form: LinkForm | ReplaceLinkForm,
    document: Document | None = None,
) -> HttpResponse:
    context = {"form": form, "document": document}
    status = 422 if form.errors else 200
    return render(request, "evidence/link.html", context, status=status)
