"""Addresses as evidence: added, replaced, checked again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import Permission, require
from evidence import actions
from evidence.forms import LinkForm, ReplaceLinkForm
from evidence.models import Document, DocumentVersion
from evidence.views import changes

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from accounts.http import PortalRequest
    from accounts.models import Agency
    from evidence.models.documents import DocumentQuerySet

require_form = require_http_methods(["GET", "HEAD", "POST"])


@require_form
@require(Permission.EVIDENCE_EDIT)
def link(request: PortalRequest) -> HttpResponse:
    if request.user.agency is None:
        raise Http404
    return _add(request, request.user.agency)


@require_form
@require(Permission.EVIDENCE_EDIT)
def relink(request: PortalRequest, pk: UUID) -> HttpResponse:
    return _replace(request, pk, Document.objects.of_agencies())


@require_POST
@require(Permission.EVIDENCE_EDIT)
def recheck(request: PortalRequest, pk: UUID) -> HttpResponse:
    return _recheck(request, pk, of_province=False)


@require_form
@require(Permission.EVIDENCE_PUBLISH)
def province_link(request: PortalRequest) -> HttpResponse:
    return _add(request, None)


@require_form
@require(Permission.EVIDENCE_PUBLISH)
def province_relink(request: PortalRequest, pk: UUID) -> HttpResponse:
    return _replace(request, pk, Document.objects.of_province())


@require_POST
@require(Permission.EVIDENCE_PUBLISH)
def province_recheck(request: PortalRequest, pk: UUID) -> HttpResponse:
    return _recheck(request, pk, of_province=True)


# Steps that the views share


def _add(request: PortalRequest, agency: Agency | None) -> HttpResponse:
    """To the library of `agency`, or to the documents of the province."""
    form = LinkForm(request.POST or None)
    if form.is_valid():
        try:
            document = actions.add_link(
                agency=agency, by=request.user, **form.cleaned_data
            )
        except (actions.EvidenceError, ValidationError) as error:
            changes.add(form, error)
        else:
            where = "ada di pustaka" if agency else "ditawarkan kepada setiap OPD"
            messages.success(request, f"“{document}” {where}. Alamatnya diperiksa.")
            return redirect("evidence:detail", document.pk)
    return _form(request, form, of_province=agency is None)


def _replace(
    request: PortalRequest, pk: UUID, documents: DocumentQuerySet
) -> HttpResponse:
    """`documents` are those that the reader's role may change, if they see them."""
    seen = documents.changeable_by(request.user).with_current()
    document = get_object_or_404(seen, pk=pk)
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


def _recheck(request: PortalRequest, pk: UUID, *, of_province: bool) -> HttpResponse:
    documents = Document.objects.changeable_by(request.user)
    own = DocumentVersion.objects.filter(
        document__in=documents, document__agency__isnull=of_province
    )
    version = get_object_or_404(own, pk=pk)
    try:
        actions.ask_again(version, by=request.user)
    except actions.EvidenceError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Tautan sedang diperiksa. Muat ulang sebentar lagi.")
    return redirect("evidence:detail", version.document_id)


def _form(
    request: PortalRequest,
    form: LinkForm | ReplaceLinkForm,
    document: Document | None = None,
    *,
    of_province: bool = False,
) -> HttpResponse:
    context = {"form": form, "document": document, "of_province": of_province}
    status = 422 if form.errors else 200
    return render(request, "evidence/link.html", context, status=status)
