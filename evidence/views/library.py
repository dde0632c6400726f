"""The library: finding, adding, replacing and withdrawing documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts.permissions import Permission, can, require
from evidence import actions
from evidence.forms import DocumentForm, LibraryFilter, ReplaceForm, WithdrawForm
from evidence.models import Document
from evidence.queries import history_of, uses_of, with_use
from evidence.uploads import UploadError, too_large

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from accounts.http import PortalRequest

PAGE_SIZE = 25

require_form = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@require(Permission.EVIDENCE_VIEW)
def list_(request: PortalRequest) -> HttpResponse:
    wanted = LibraryFilter(request.GET)
    documents = Document.objects.visible_to(request.user).with_current()
    found = with_use(wanted.apply(documents)).order_by("-created_at", "pk")
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"wanted": wanted, "page": page}
    template = "evidence/list.html"
    part = f"{template}#documents" if request.htmx else template
    return render(request, part, context)


@require_form
@require(Permission.EVIDENCE_EDIT)
def upload(request: PortalRequest) -> HttpResponse:
    if request.method != "POST":
        return _form(request, DocumentForm())
    form = DocumentForm(request.POST, request.FILES)
    document = _stored(request, form)
    if document is None:
        return _form(request, form)
    messages.success(request, f"“{document}” ada di pustaka.")
    return redirect("evidence:detail", document.pk)


@require_safe
@require(Permission.EVIDENCE_VIEW)
def detail(request: PortalRequest, pk: UUID) -> HttpResponse:
    return _detail(request, _load(request, pk))


@require_POST
@require(Permission.EVIDENCE_EDIT)
def replace(request: PortalRequest, pk: UUID) -> HttpResponse:
    document = _load_own(request, pk)
    form = ReplaceForm(request.POST, request.FILES)
    if _is_large(request, form):
        return _detail(request, document, status=413, replacing=form)
    if form.is_valid():
        try:
            actions.replace(document, by=request.user, **form.cleaned_data)
        except (UploadError, actions.EvidenceError) as error:
            form.add_error("file", str(error))
        else:
            messages.success(request, "Versi baru tersimpan. Versi lama tetap ada.")
            return redirect("evidence:detail", pk)
    return _detail(request, document, status=422, replacing=form)


@require_POST
@require(Permission.EVIDENCE_EDIT)
def withdraw(request: PortalRequest, pk: UUID) -> HttpResponse:
    document = _load_own(request, pk)
    form = WithdrawForm(request.POST)
    if form.is_valid():
        try:
            actions.withdraw(document, by=request.user, **form.cleaned_data)
        except actions.EvidenceError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Dokumen ditarik dari pustaka.")
            return redirect("evidence:detail", pk)
    return _detail(request, document, status=422, withdrawing=form)


# Steps that the views share


def _load(request: PortalRequest, pk: UUID) -> Document:
    documents = Document.objects.visible_to(request.user).with_current()
    return get_object_or_404(documents.select_related("withdrawn_by"), pk=pk)


def _load_own(request: PortalRequest, pk: UUID) -> Document:
    """To change it: documents of the province are not an agency's to change."""
    found = _load(request, pk)
    if found.is_province:
        raise Http404
    return found


def _stored(request: PortalRequest, form: DocumentForm) -> Document | None:
    """The new document, or none and the reason in the form."""
    agency = request.user.agency
    if _is_large(request, form) or not form.is_valid() or agency is None:
        return None
    try:
        return actions.upload(
            form.cleaned_data["file"],
            agency=agency,
            by=request.user,
            **form.description,
        )
    except UploadError as error:
        form.add_error("file", str(error))
    except ValidationError as error:
        form.add_error(None, error)
    return None


def _is_large(request: PortalRequest, form: DocumentForm | ReplaceForm) -> bool:
    """Whether the upload was stopped on its way: then that is all the form says."""
    if not getattr(request, "upload_too_large", False):
        return False
    form.errors.clear()
    form.add_error("file", too_large())
    return True


def _form(request: PortalRequest, form: DocumentForm) -> HttpResponse:
    status = 422 if form.errors else 200
    if getattr(request, "upload_too_large", False):
        status = 413
    return render(request, "evidence/upload.html", {"form": form}, status=status)


def _detail(
    request: PortalRequest, document: Document, status: int = 200, **forms: Any
) -> HttpResponse:
    is_refused = any(form.errors for form in forms.values())
    is_offered = is_refused or not document.withdrawn_at
    context = {
        "document": document,
        "may_change": is_offered
        and not document.is_province
        and can(request.user, Permission.EVIDENCE_EDIT),
        "versions": history_of(document),
        "uses": uses_of(document),
        "replacing": ReplaceForm(),
        "withdrawing": WithdrawForm(),
        **forms,
    }
    return render(request, "evidence/detail.html", context, status=status)
