"""The wizard of a reorganisation, its list and its record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts.http import confirmed
from accounts.permissions import Permission, require
from reorganisations import actions
from reorganisations.decisions import Decisions
from reorganisations.effects import Row
from reorganisations.enums import Kind
from reorganisations.forms import (
    BasisForm,
    CancelForm,
    RulesForm,
    StartForm,
    agencies_form,
)
from reorganisations.models import Reorganisation
from reorganisations.plan import grouped, plan_of
from reorganisations.situation import situation_of

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from accounts.http import PortalRequest

PAGE_SIZE = 25
STEPS = ("Jenis dan dasar", "Perangkat daerah", "Aturan", "Yang akan terjadi")

require_form = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True, slots=True)
class Step:
    """As `_components/stages.html` shows it."""

    name: str
    state: str
    dates: str = ""


def _steps(now: int) -> list[Step]:
    return [
        Step(name, "done" if n < now else "now" if n == now else "")
        for n, name in enumerate(STEPS)
    ]


# The list and the record


@require_safe
@require(Permission.AGENCY_VIEW_ALL)
def list_(request: PortalRequest) -> HttpResponse:
    found = Reorganisation.objects.visible_to(request.user).newest_first()
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "reorganisations/list.html", {"page": page})


@require_safe
@require(Permission.AGENCY_VIEW_ALL)
def detail(request: PortalRequest, pk: UUID) -> HttpResponse:
    return _detail(request, _load(request, pk), CancelForm())


def _detail(
    request: PortalRequest, found: Reorganisation, form: CancelForm
) -> HttpResponse:
    """What it did; of one that waits for its day, what it would do today."""
    rows = tuple(Row.from_json(row) for row in found.outcome)
    plan = plan_of(found) if found.is_planned else None
    context = {
        "reorganisation": found,
        "sections": list(grouped(plan.rows if plan else rows)),
        "plan": plan,
        "form": form,
    }
    status = 422 if form.errors else 200
    return render(request, "reorganisations/detail.html", context, status=status)


# The wizard


@require_form
@require(Permission.AGENCY_REORGANISE)
def start(request: PortalRequest) -> HttpResponse:
    form = StartForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        made = actions.begin(form.cleaned_data["kind"], form.basis, by=request.user)
        return redirect("reorganisations:agencies", made.pk)
    context = {"form": form, "kinds": list(Kind), "steps": _steps(0)}
    status = 422 if form.errors else 200
    return render(request, "reorganisations/start.html", context, status=status)


@require_form
@require(Permission.AGENCY_REORGANISE)
def basis(request: PortalRequest, pk: UUID) -> HttpResponse:
    found = _load(request, pk)
    names = BasisForm.base_fields
    initial = {name: getattr(found, name) for name in names}
    data = request.POST if request.method == "POST" else None
    form = BasisForm(data, initial=initial)
    if form.is_valid():
        try:
            actions.change(found, form.basis, by=request.user)
        except actions.ReorganisationError as error:
            form.add_error(None, str(error))
        else:
            return redirect("reorganisations:agencies", pk)
    context = {"reorganisation": found, "form": form, "steps": _steps(0)}
    status = 422 if form.errors else 200
    return render(request, "reorganisations/basis.html", context, status=status)


@require_form
@require(Permission.AGENCY_REORGANISE)
def agencies(request: PortalRequest, pk: UUID) -> HttpResponse:
    found = _load(request, pk)
    form = agencies_form(found, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.choose(
                found,
                form.choices(found.chosen),
                version=form.cleaned_data["version"],
                step="perangkat daerah",
                by=request.user,
            )
        except actions.ReorganisationError as error:
            form.add_error(None, str(error))
        else:
            is_short = found.sort is Kind.RENAME
            page = "reorganisations:preview" if is_short else "reorganisations:rules"
            return redirect(page, pk)
    context = {"reorganisation": found, "form": form, "steps": _steps(1)}
    status = 422 if form.is_bound else 200
    return render(request, "reorganisations/agencies.html", context, status=status)


@require_form
@require(Permission.AGENCY_REORGANISE)
def rules(request: PortalRequest, pk: UUID) -> HttpResponse:
    found = _load(request, pk)
    decisions = Decisions(situation_of(found))
    if not decisions.situation.closing:
        return redirect("reorganisations:agencies", pk)
    data = request.POST if request.method == "POST" else None
    form = RulesForm(data, decisions=decisions, version=found.version)
    if form.is_valid():
        try:
            actions.choose(
                found,
                form.choices(found.chosen),
                version=form.cleaned_data["version"],
                step="aturan",
                by=request.user,
            )
        except actions.ReorganisationError as error:
            form.add_error(None, str(error))
        else:
            return redirect("reorganisations:preview", pk)
    context = {"reorganisation": found, "form": form, "steps": _steps(2)}
    status = 422 if form.errors else 200
    return render(request, "reorganisations/rules.html", context, status=status)


@require_safe
@require(Permission.AGENCY_REORGANISE)
def preview(request: PortalRequest, pk: UUID) -> HttpResponse:
    found = _load(request, pk)
    if not found.is_draft:
        return redirect("reorganisations:detail", pk)
    return _preview(request, found)


@require_POST
@require(Permission.AGENCY_REORGANISE)
@confirmed
def confirm(request: PortalRequest, pk: UUID) -> HttpResponse:
    found = _load(request, pk)
    try:
        found = actions.confirm(
            found, seen=request.POST.get("seen", ""), by=request.user
        )
    except actions.ReorganisationError as error:
        return _preview(request, found, refusal=str(error))
    done = "dijalankan" if found.is_done else "dijadwalkan"
    messages.success(request, f"{found} {done}.")
    return redirect("reorganisations:detail", pk)


def _preview(
    request: PortalRequest, found: Reorganisation, *, refusal: str = ""
) -> HttpResponse:
    context = {
        "reorganisation": found,
        "plan": plan_of(found),
        "refusal": refusal,
        "steps": _steps(len(STEPS) - 1),
    }
    status = 409 if refusal else 200
    return render(request, "reorganisations/preview.html", context, status=status)


@require_POST
@require(Permission.AGENCY_REORGANISE)
def cancel(request: PortalRequest, pk: UUID) -> HttpResponse:
    found = _load(request, pk)
    form = CancelForm(request.POST)
    if form.is_valid():
        try:
            actions.cancel(found, reason=form.cleaned_data["reason"], by=request.user)
        except actions.ReorganisationError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Penataan dibatalkan. Tidak ada yang berubah.")
            return redirect("reorganisations:list")
    return _detail(request, found, form)


def _load(request: PortalRequest, pk: UUID) -> Reorganisation:
    visible = Reorganisation.objects.visible_to(request.user).select_related(
        "made_by", "confirmed_by", "cancelled_by"
    )
    return get_object_or_404(visible, pk=pk)
