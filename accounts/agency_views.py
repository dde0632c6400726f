"""The register of agencies: list, one with its history, entered and corrected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts import actions
from accounts.agency_forms import AgencyFilter, DetailsForm, RegisterForm, initial_of
from accounts.models import Agency
from accounts.permissions import Permission, require

if TYPE_CHECKING:
    from django.http import HttpResponse

    from accounts.http import PortalRequest

AGENCIES_A_PAGE = 25

require_form = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@require(Permission.AGENCY_VIEW_ALL)
def agencies(request: PortalRequest) -> HttpResponse:
    wanted = AgencyFilter(request.GET)
    found = wanted.apply(Agency.objects.visible_to(request.user))
    ordered = found.select_related("parent").order_by("closed_on", "code")
    page = Paginator(ordered, AGENCIES_A_PAGE).get_page(request.GET.get("page"))
    template = "accounts/agencies.html"
    part = f"{template}#agencies" if request.htmx else template
    return render(request, part, {"wanted": wanted, "page": page})


@require_safe
@require(Permission.ASSESSMENT_VIEW)
def agency(request: PortalRequest, pk: int) -> HttpResponse:
    """One's own, and those that it follows, for its people."""
    readable = Agency.objects.readable_by(request.user).select_related("parent")
    found = get_object_or_404(readable, pk=pk)
    seen = set(Agency.objects.readable_by(request.user).values_list("pk", flat=True))
    context = {
        "agency": found,
        "seen": seen,
        "names": found.names.order_by("-ends_on", "-pk"),
        "before": found.inheritances.direct()
        .select_related("predecessor")
        .order_by("-starts_on", "predecessor__code"),
        "after": found.successions.direct()
        .select_related("successor")
        .order_by("-starts_on", "successor__code"),
        "children": found.children.filter(pk__in=seen).order_by("code"),
    }
    return render(request, "accounts/agency.html", context)


@require_form
@require(Permission.AGENCY_REORGANISE)
def agency_add(request: PortalRequest) -> HttpResponse:
    form = RegisterForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        data = form.cleaned_data
        named = {n: data[n] for n in ("code", "name", "short_name", "opened_on")}
        try:
            made = actions.register_agency(
                **named, details=form.details, by=request.user
            )
        except (actions.AccountError, ValidationError) as error:
            _add(form, error)
        else:
            messages.success(request, f"{made.name} terdaftar.")
            return redirect("accounts:agency", made.pk)
    return _form_page(request, form, None)


@require_form
@require(Permission.AGENCY_REORGANISE)
def agency_edit(request: PortalRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Agency.objects.visible_to(request.user), pk=pk)
    data = request.POST if request.method == "POST" else None
    form = DetailsForm(data, agency=found, initial=initial_of(found))
    if form.is_valid():
        try:
            actions.change_agency(found, form.details, by=request.user)
        except (actions.AccountError, ValidationError) as error:
            _add(form, error)
        else:
            messages.success(request, "Data perangkat daerah tersimpan.")
            return redirect("accounts:agency", pk)
    return _form_page(request, form, found)


def _form_page(
    request: PortalRequest, form: DetailsForm, agency: Agency | None
) -> HttpResponse:
    context = {"form": form, "agency": agency}
    status = 422 if form.errors else 200
    return render(request, "accounts/agency_form.html", context, status=status)


def _add(form: DetailsForm, error: Exception) -> None:
    """What the model refuses stands at its field, where the form has one."""
    if not isinstance(error, ValidationError):
        form.add_error(None, str(error))
        return
    for name, messages_ in error.message_dict.items():
        form.add_error(name if name in form.fields else None, messages_)
