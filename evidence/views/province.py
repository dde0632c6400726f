"""Documents of the province: published once, taken over by agencies."""

from __future__ import annotations

from typing import TYPE_CHECKING

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

from accounts.permissions import Permission, require
from evidence import actions
from evidence.forms import LibraryFilter, PublishForm
from evidence.listing import rows_of
from evidence.models import Document
from evidence.queries import held_by, tags_of, with_holders
from evidence.uploads import UploadError, refusal_of
from evidence.views import changes
from evidence.views.library import PAGE_SIZE, load

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from accounts.http import PortalRequest

require_form = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@require(Permission.EVIDENCE_VIEW)
def province(request: PortalRequest) -> HttpResponse:
    documents = Document.objects.visible_to(request.user).of_province()
    wanted = LibraryFilter(
        request.GET, user=request.user, tags=tags_of(documents), of_province=True
    )
    found = with_holders(wanted.apply(documents.with_current().with_origin()))
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    held = held_by(request.user.agency, page.object_list)
    rows = rows_of(page.object_list, wanted.query, held)
    context = {"wanted": wanted, "page": page, "rows": rows}
    template = "evidence/province.html"
    part = f"{template}#documents" if request.htmx else template
    return render(request, part, context)


@require_form
@require(Permission.EVIDENCE_PUBLISH)
def publish(request: PortalRequest) -> HttpResponse:
    form = PublishForm()
    if request.method == "POST":
        form = PublishForm(request.POST, request.FILES)
        if document := _published(request, form):
            messages.success(request, f"“{document}” ditawarkan kepada setiap OPD.")
            return redirect("evidence:detail", document.pk)
    status = 422 if form.errors else 200
    if refusal := refusal_of(request):
        status = refusal.status
    return render(request, "evidence/publish.html", {"form": form}, status=status)


@require_form
@require(Permission.EVIDENCE_PUBLISH)
def province_describe(request: PortalRequest, pk: UUID) -> HttpResponse:
    return changes.describe(request, _ours(request, pk))


@require_POST
@require(Permission.EVIDENCE_PUBLISH)
def province_replace(request: PortalRequest, pk: UUID) -> HttpResponse:
    return changes.replace(request, _ours(request, pk))


@require_POST
@require(Permission.EVIDENCE_PUBLISH)
def province_withdraw(request: PortalRequest, pk: UUID) -> HttpResponse:
    return changes.withdraw(request, _ours(request, pk))


@require_POST
@require(Permission.EVIDENCE_PUBLISH)
def province_restore(request: PortalRequest, pk: UUID) -> HttpResponse:
    return changes.restore(request, _ours(request, pk))


@require_POST
@require(Permission.EVIDENCE_EDIT)
def accept(request: PortalRequest, pk: UUID) -> HttpResponse:
    documents = Document.objects.visible_to(request.user).of_province()
    source = get_object_or_404(documents, pk=pk)
    if request.user.agency is None:
        raise Http404
    try:
        own = actions.accept(source, agency=request.user.agency, by=request.user)
    except actions.EvidenceError as error:
        messages.error(request, str(error))
        return redirect("evidence:province")
    messages.success(
        request, f"“{own}” ada di pustaka. Dokumen menjadi bukti setelah dikutip."
    )
    return redirect("evidence:detail", own.pk)


@require_POST
@require(Permission.EVIDENCE_EDIT)
def update(request: PortalRequest, pk: UUID) -> HttpResponse:
    documents = Document.objects.changeable_by(request.user).of_agencies()
    own = get_object_or_404(documents, pk=pk)
    try:
        actions.update(own, by=request.user)
    except actions.EvidenceError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Versi terbaru dari provinsi ada di pustaka.")
    return redirect("evidence:detail", pk)


# Steps that the views share


def _ours(request: PortalRequest, pk: UUID) -> Document:
    found = load(request, pk)
    if not found.is_province:
        raise Http404
    return found


def _published(request: PortalRequest, form: PublishForm) -> Document | None:
    """The new document of the province, or none and the reason in the form."""
    if changes.was_stopped(request, form) or not form.is_valid():
        return None
    file = form.cleaned_data["file"]
    try:
        return actions.upload(file, agency=None, by=request.user, **form.description)
    except UploadError as error:
        form.add_error("file", str(error))
    except ValidationError as error:
        form.add_error(None, error)
    return None
