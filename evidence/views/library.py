"""The library: finding and adding documents, and changing those of an agency."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts.permissions import Permission, require
from evidence import actions
from evidence.forms import DocumentForm, LibraryFilter
from evidence.listing import rows_of
from evidence.models import Document
from evidence.queries import tags_of
from evidence.quota import usage_of
from evidence.uploads import UploadError, refusal_of
from evidence.views import changes

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from accounts.http import PortalRequest

PAGE_SIZE = 25

require_form = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@require(Permission.EVIDENCE_VIEW)
def list_(request: PortalRequest) -> HttpResponse:
    documents = Document.objects.visible_to(request.user).of_agencies()
    wanted = LibraryFilter(request.GET, user=request.user, tags=tags_of(documents))
    found = wanted.apply(documents.with_current())
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "wanted": wanted,
        "page": page,
        "rows": rows_of(page.object_list, wanted.query),
    }
    template = "evidence/list.html"
    if request.htmx:
        return render(request, f"{template}#documents", context)
    agency, today = request.user.agency, timezone.localdate()
    context["expiring"] = documents.expiring(today).count()
    context["usage"] = usage_of(agency) if agency else None
    return render(request, template, context)


@require_form
@require(Permission.EVIDENCE_EDIT)
def upload(request: PortalRequest) -> HttpResponse:
    if request.method != "POST":
        return _form(request, DocumentForm())
    form = DocumentForm(request.POST, request.FILES)
    document = _stored(request, form)
    if document is None:
        return _form(request, form)
    messages.success(request, _welcome(document))
    return redirect("evidence:detail", document.pk)


@require_safe
@require(Permission.EVIDENCE_VIEW)
def detail(request: PortalRequest, pk: UUID) -> HttpResponse:
    return changes.page(request, load(request, pk))


@require_form
@require(Permission.EVIDENCE_EDIT)
def describe(request: PortalRequest, pk: UUID) -> HttpResponse:
    return changes.describe(request, _own(request, pk))


@require_POST
@require(Permission.EVIDENCE_EDIT)
def replace(request: PortalRequest, pk: UUID) -> HttpResponse:
    return changes.replace(request, _own(request, pk))


@require_POST
@require(Permission.EVIDENCE_EDIT)
def withdraw(request: PortalRequest, pk: UUID) -> HttpResponse:
    return changes.withdraw(request, _own(request, pk))


@require_POST
@require(Permission.EVIDENCE_EDIT)
def restore(request: PortalRequest, pk: UUID) -> HttpResponse:
    return changes.restore(request, _own(request, pk))


# Steps that the views share


def load(request: PortalRequest, pk: UUID) -> Document:
    documents = Document.objects.visible_to(request.user).with_current().with_origin()
    return get_object_or_404(documents.select_related("withdrawn_by"), pk=pk)


def _own(request: PortalRequest, pk: UUID) -> Document:
    """To change it: documents of the province are not an agency's to change, nor are
    those of agencies before it."""
    found = load(request, pk)
    changeable = Document.objects.changeable_by(request.user).filter(pk=pk)
    if found.is_province or not changeable.exists():
        raise Http404
    return found


def _welcome(document: Document) -> str:
    if document.is_known:
        return (
            f"Berkas ini sudah ada di pustaka: “{document}”. Tidak disimpan dua kali."
        )
    return f"“{document}” ada di pustaka."


def _stored(request: PortalRequest, form: DocumentForm) -> Document | None:
    """The new document, or none and the reason in the form."""
    agency = request.user.agency
    if changes.was_stopped(request, form) or not form.is_valid() or agency is None:
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


def _form(request: PortalRequest, form: DocumentForm) -> HttpResponse:
    status = 422 if form.errors else 200
    if refusal := refusal_of(request):
        status = refusal.status
    agency = request.user.agency
    context = {"form": form, "usage": usage_of(agency) if agency else None}
    return render(request, "evidence/upload.html", context, status=status)
