"""Pages of TPP exports: making one, its reconciliation, comparisons, other formats."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts.http import confirmed
from accounts.permissions import Permission, require
from reports import actions, machine
from reports.content import tpp_desk
from reports.content.comparison import compare
from reports.content.ledger import ledger_of
from reports.content.recheck import recheck
from reports.models import Export
from reports.tpp_forms import CheckForm, ExportForm

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from django.http import HttpResponse

    from accounts.http import PortalRequest

PAGE_SIZE = 50


@require_safe
@require(Permission.TPP_VIEW)
def exports(request: PortalRequest) -> HttpResponse:
    desk = tpp_desk.desk_of(
        request.user,
        request.GET.get("period", ""),
        request.GET.get("rule_set", ""),
        request.GET.get("page"),
    )
    chosen = {"determination": desk.determination, "rule_set": desk.chosen}
    context = {"desk": desk, "form": ExportForm(user=request.user, initial=chosen)}
    return render(request, "reports/exports.html", context)


@require_POST
@require(Permission.TPP_EXPORT)
@confirmed
def export_create(request: PortalRequest) -> HttpResponse:
    form = ExportForm(request.POST, user=request.user)
    if form.is_valid():
        try:
            made = actions.export_tpp(**form.cleaned_data, by=request.user)
        except actions.ReportError as error:
            form.add_error(None, str(error))
        else:
            twin = made.earlier_twin()
            if twin:
                said = (
                    f"Masukan sama dengan revisi {twin.revision}, jadi angkanya sama."
                )
                messages.info(request, said)
            return redirect("reports:document", made.pk)
    context = {"desk": tpp_desk.desk_of(request.user, *form.place), "form": form}
    return render(request, "reports/exports.html", context, status=422)


@require_safe
@require(Permission.TPP_VIEW)
def export(request: PortalRequest, pk: UUID) -> HttpResponse:
    """The reconciliation; `?recheck=1` works it out again from what is frozen."""
    found = _load(request, pk)
    context = {
        "ledger": ledger_of(found, request.GET.get("page")),
        "recheck": recheck(found) if request.GET.get("recheck") else None,
    }
    return render(request, "reports/export.html", context)


@require_safe
@require(Permission.TPP_VIEW)
def export_compare(request: PortalRequest, pk: UUID) -> HttpResponse:
    """`?with=2` names the other revision, else it is the one before."""
    found = _load(request, pk)
    others = Export.objects.visible_to(request.user).filter(period=found.period_id)
    others = others.exclude(pk=found.pk).select_related("determination", "rule_set")
    wanted = request.GET.get("with", "")
    other = others.filter(revision=wanted[:5]).first() if wanted.isdecimal() else None
    other = other or others.filter(revision__lt=found.revision).last_revision()
    other = other or others.last_revision()
    comparison = None
    if other:
        comparison = compare(*sorted((found, other), key=lambda e: e.revision))
    changes = comparison.changes if comparison else ()
    context = {
        "export": found,
        "others": others.order_by("-revision"),
        "other": other,
        "comparison": comparison,
        "page": Paginator(changes, PAGE_SIZE).get_page(request.GET.get("page")),
    }
    return render(request, "reports/export_compare.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.TPP_EXPORT)
def export_check(request: PortalRequest, pk: UUID) -> HttpResponse:
    """An edited workbook against the record; nothing of the file is kept."""
    found = _load(request, pk)
    bound = (request.POST, request.FILES) if request.method == "POST" else ()
    form = CheckForm(*bound, export=found)
    finding = form.finding if form.is_valid() else None
    context = {"export": found, "form": form, "finding": finding}
    status = 422 if form.errors else 200
    return render(request, "reports/export_check.html", context, status=status)


@require_safe
@require(Permission.TPP_VIEW)
def export_csv(request: PortalRequest, pk: UUID) -> StreamingHttpResponse:
    found = _load(request, pk)
    return _sent(
        request, found, "CSV", "text/csv; charset=utf-8", machine.csv_of(found)
    )


@require_safe
@require(Permission.TPP_VIEW)
def export_json(request: PortalRequest, pk: UUID) -> StreamingHttpResponse:
    found = _load(request, pk)
    return _sent(request, found, "JSON", "application/json", machine.json_of(found))


def _sent(
    request: PortalRequest,
    export: Export,
    form: str,
    content_type: str,
    parts: Iterator[str],
) -> StreamingHttpResponse:
    """As an attachment, part by part; that it was read is on record."""
    actions.record_export_read(export, form=form, by=request.user)
    name = export.document.file_name.rsplit(".", 1)[0]
    headers = {
        "Content-Disposition": f'attachment; filename="{name}.{form.lower()}"',
        "X-Content-Type-Options": "nosniff",
    }
    return StreamingHttpResponse(parts, content_type=content_type, headers=headers)


def _load(request: PortalRequest, pk: UUID) -> Export:
    seen = Export.objects.visible_to(request.user).with_context()
    return get_object_or_404(seen, pk=pk)
