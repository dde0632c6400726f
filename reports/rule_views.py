"""Pages of TPP rule sets: writing one, trying it, approving it, scores of components."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts.http import confirmed
from accounts.permissions import Permission, require
from reports import actions, tpp
from reports.content import tpp_desk
from reports.models import RuleSet
from reports.tpp_forms import (
    BAND_ROWS,
    COMPONENT_ROWS,
    ApproveForm,
    BandFormSet,
    ComponentFormSet,
    DropForm,
    RuleSetForm,
)

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from accounts.http import PortalRequest
    from reports.content.preview import Proposal

EMPTY_COMPONENTS = 2


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.TPP_EXPORT)
def rule_set_create(request: PortalRequest) -> HttpResponse:
    """`?of=` starts from a rule set that stands, as its next revision."""
    form = _form(request, _model(request, request.GET.get("of", "")))
    if form.is_valid():
        try:
            made = actions.create_rule_set(
                form.cleaned_data["name"], form.draft, by=request.user
            )
        except actions.ReportError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"{made} tersimpan dan menunggu persetujuan.")
            return redirect(_address("reports:rule_set", made, request))
    return _form_page(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.TPP_EXPORT)
def rule_set_edit(request: PortalRequest, pk: UUID) -> HttpResponse:
    found = _load(request, pk)
    if not (found.is_draft and found.created_by_id == request.user.pk):
        messages.error(request, "Hanya penyusun yang mengubah rancangannya sendiri.")
        return redirect("reports:rule_set", pk)
    form = _form(request, found)
    form.fields["name"].disabled = True
    if form.is_valid():
        try:
            actions.change_rule_set(found, form.draft, by=request.user)
        except actions.ReportError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Rancangan tersimpan.")
            return redirect(_address("reports:rule_set", found, request))
    return _form_page(request, form, found)


@require_POST
@require(Permission.TPP_EXPORT)
def rule_set_preview(request: PortalRequest) -> HttpResponse:
    """What is typed in, on the results of the quarter; nothing is written."""
    form = _form(request, _model(request, request.GET.get("draft", "")))
    proposal: Proposal | None = None
    if form.is_valid():
        try:
            proposal = form.proposal
        except tpp.RuleError as error:
            form.add_error(None, str(error))
    edited = _model(request, request.GET.get("draft", ""))
    return _form_page(request, form, edited, proposal=proposal, fragment=True)


@require_safe
@require(Permission.TPP_VIEW)
def rule_set(request: PortalRequest, pk: UUID) -> HttpResponse:
    return _page(request, _load(request, pk))


@require_POST
@require(Permission.TPP_APPROVE)
@confirmed
def rule_set_approve(request: PortalRequest, pk: UUID) -> HttpResponse:
    found = _load(request, pk)
    form = ApproveForm(request.POST)
    if form.is_valid():
        mark = form.cleaned_data["mark"]
        try:
            actions.approve_rule_set(found, mark=mark, by=request.user)
        except actions.ReportError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"{found} disetujui dan dapat dipakai.")
            return redirect("reports:rule_set", pk)
    return _page(request, _load(request, pk), approve=form, status=422)


@require_POST
@require(Permission.TPP_EXPORT)
def rule_set_drop(request: PortalRequest, pk: UUID) -> HttpResponse:
    found = _load(request, pk)
    form = DropForm(request.POST, auto_id="drop_%s")
    if form.is_valid():
        try:
            actions.drop_rule_set(
                found, reason=form.cleaned_data["reason"], by=request.user
            )
        except actions.ReportError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Rancangan dibatalkan dan tetap tercatat.")
            return redirect("reports:rule_set", pk)
    return _page(request, _load(request, pk), drop=form, status=422)


def _load(request: PortalRequest, pk: UUID) -> RuleSet:
    seen = RuleSet.objects.visible_to(request.user).newest_first()
    return get_object_or_404(seen, pk=pk)


def _model(request: PortalRequest, key: str) -> RuleSet | None:
    """The rule set that an address names, if there is such a one."""
    seen = RuleSet.objects.visible_to(request.user).newest_first()
    return next((found for found in seen if str(found.pk) == key), None)


def _page(
    request: PortalRequest,
    found: RuleSet,
    *,
    approve: ApproveForm | None = None,
    drop: DropForm | None = None,
    status: int = 200,
) -> HttpResponse:
    key = request.GET.get("period", "")
    page = tpp_desk.rule_page_of(found, request.user, key, request.GET.get("page"))
    context = {
        "page": page,
        "approve": approve or ApproveForm(initial={"mark": actions.mark_of(found)}),
        "drop": drop or DropForm(auto_id="drop_%s"),
    }
    return render(request, "reports/rule_set.html", context, status=status)


# The form


def _form(request: PortalRequest, model: RuleSet | None) -> RuleSetForm:
    """With its two tables; without data it shows `model`, else a proposal."""
    data = request.POST if request.method == "POST" else None
    form = RuleSetForm(data, initial=_initial(model))
    bands = [_band(band) for band in model.bands.all()] if model else []
    if not bands:
        place = tpp_desk.place_of(request.user, request.GET.get("period", ""))
        bands = tpp_desk.proposed_bands(place.period)
    form.bands = BandFormSet(data, initial=_padded(bands, BAND_ROWS), prefix="bands")
    parts = [_part(part) for part in model.ordered_components()] if model else []
    rows = min(COMPONENT_ROWS, len(parts) + EMPTY_COMPONENTS)
    form.components = ComponentFormSet(
        data, initial=_padded(parts, rows), prefix="components"
    )
    return form


def _initial(model: RuleSet | None) -> dict[str, Any]:
    if model is None:
        return {}
    fields = RuleSetForm.base_fields
    return {name: getattr(model, name) for name in fields}


def _band(band: Any) -> dict[str, Any]:
    return {n: getattr(band, n) for n in ("label", "start", "end", "percent")}


def _part(part: Any) -> dict[str, Any]:
    return {n: getattr(part, n) for n in ("name", "weight", "scale_max", "legal_basis")}


def _padded(rows: list[dict[str, Any]], number: int) -> list[dict[str, Any]]:
    return rows + [{} for _ in range(number - len(rows))]


def _form_page(
    request: PortalRequest,
    form: RuleSetForm,
    edited: RuleSet | None,
    *,
    proposal: Proposal | None = None,
    fragment: bool = False,
) -> HttpResponse:
    key = request.GET.get("period", "")
    place, preview, fault = tpp_desk.proposal_page(request.user, key, proposal)
    context = {
        "form": form,
        "edited": edited,
        "place": place,
        "preview": preview,
        "fault": fault,
        "tried": proposal is not None,
        "key": key,
        "back": _exports_of(key),
    }
    status = 422 if form.errors else 200
    name = "reports/rule_set_form.html"
    if request.htmx and fragment:
        name = f"{name}#preview"
    return render(request, name, context, status=status)


def _address(name: str, rule_set: RuleSet, request: PortalRequest) -> str:
    key = request.GET.get("period", "")
    return reverse(name, args=[rule_set.pk]) + (f"?period={key}" if key else "")


def _exports_of(key: str, **chosen: str) -> str:
    """The address of the exports, of the quarter that one came from."""
    chosen = {"period": key, **chosen} if key else chosen
    return f"{reverse('reports:exports')}?{urlencode(chosen)}".rstrip("?")
