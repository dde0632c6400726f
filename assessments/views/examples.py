"""Examples of evidence: the mentors' list, a proposal, and what is decided on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts.permissions import Permission, require
from assessments import actions
from assessments.examples import deciders_of
from assessments.format_desk import instrument_in_use
from assessments.forms.examples import (
    ExampleFilter,
    ProposeForm,
    SendBackForm,
    as_initial,
)
from assessments.models import Citation, Example
from instruments.queries import definition_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from accounts.http import PortalRequest

PAGE_SIZE = 25


@require_safe
@require(Permission.EXAMPLE_KEEP)
def examples(request: PortalRequest) -> HttpResponse:
    wanted = ExampleFilter(request.GET, instrument=instrument_in_use())
    visible = Example.objects.visible_to(request.user).select_related("proposed_by")
    found = wanted.apply(visible).order_by("-proposed_at", "pk")
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"wanted": wanted, "page": page}
    template = "assessments/examples.html"
    part = f"{template}#examples" if request.htmx else template
    return render(request, part, context)


@require_safe
@require(Permission.EXAMPLE_KEEP)
def example(request: PortalRequest, pk: UUID) -> HttpResponse:
    return _show(request, _load(request, pk), SendBackForm())


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.EXAMPLE_KEEP)
def example_propose(request: PortalRequest, pk: UUID) -> HttpResponse:
    citations = Citation.objects.visible_to(request.user).select_related(
        "document", "version", "answer__indicator", "answer__assessment__period"
    )
    citation = get_object_or_404(citations, pk=pk)
    answer = citation.answer
    instrument = definition_of(answer.assessment.version_id)
    indicator = instrument.by_code[answer.indicator.code]
    sent = request.POST if request.method == "POST" else None
    initial = _initial(request, citation)
    form = ProposeForm(sent, indicator=indicator, initial=initial)
    if form.is_valid():
        try:
            made = actions.propose_example(
                citation, by=request.user, **form.cleaned_data
            )
        except actions.AssessmentError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Usulan contoh menunggu ketua pendamping.")
            return redirect("assessments:example", made.pk)
    context = {"citation": citation, "indicator": indicator, "form": form}
    status = 422 if form.errors else 200
    return render(request, "assessments/example_propose.html", context, status=status)


@require_POST
@require(Permission.EXAMPLE_KEEP)
def example_approve(request: PortalRequest, pk: UUID) -> HttpResponse:
    found = _load(request, pk)
    return _decided(
        request,
        found,
        lambda: actions.approve_example(found, by=request.user),
        "Contoh disetujui dan tampil pada tangga indikator setiap perangkat daerah.",
    )


@require_POST
@require(Permission.EXAMPLE_KEEP)
def example_send_back(request: PortalRequest, pk: UUID) -> HttpResponse:
    found = _load(request, pk)
    form = SendBackForm(request.POST)
    if not form.is_valid():
        return _show(request, found, form)
    return _decided(
        request,
        found,
        lambda: actions.send_back_example(found, by=request.user, **form.cleaned_data),
        "Usulan dikembalikan kepada pengusulnya.",
    )


@require_POST
@require(Permission.EXAMPLE_KEEP)
def example_retire(request: PortalRequest, pk: UUID) -> HttpResponse:
    found = _load(request, pk)
    return _decided(
        request,
        found,
        lambda: actions.retire_example(found, by=request.user),
        "Contoh ditarik dan tidak tampil lagi.",
    )


# Steps that the views share


def _load(request: PortalRequest, pk: UUID) -> Example:
    visible = Example.objects.visible_to(request.user).select_related(
        "document__current__inspection",
        "proposed_by",
        "approved_by",
        "refused_by",
        "retired_by",
        "source__document",
        "source__answer__indicator",
        "source__answer__assessment__period",
    )
    return get_object_or_404(visible, pk=pk)


def _show(request: PortalRequest, found: Example, form: SendBackForm) -> HttpResponse:
    """Where it came from is for who sees that agency."""
    user = request.user
    sources = Citation.objects.visible_to(user).filter(pk=found.source_id)
    context = {
        "example": found,
        "form": form,
        "source": found.source if sources.exists() else None,
        "can_decide": deciders_of(found).filter(pk=user.pk).exists(),
        "is_proposer": found.proposed_by_id == user.pk,
    }
    status = 422 if form.errors else 200
    return render(request, "assessments/example.html", context, status=status)


def _decided(
    request: PortalRequest,
    found: Example,
    decide: Callable[[], Example],
    sentence: str,
) -> HttpResponse:
    try:
        decide()
    except actions.AssessmentError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, sentence)
    return redirect("assessments:example", found.pk)


def _initial(request: PortalRequest, citation: Citation) -> dict[str, Any]:
    """The claimed level, or what was proposed before and came back."""
    try:
        earlier = UUID(request.GET.get("from", ""))
    except ValueError:
        return {"level": citation.answer.self_level}
    own = Example.objects.filter(source=citation, proposed_by=request.user)
    found = own.filter(pk=earlier).first()
    return as_initial(found) if found else {"level": citation.answer.self_level}
