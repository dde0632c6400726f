"""Objections after they were raised: withdrawing them, documents shown with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import Permission, require
from assessments import actions
from assessments.forms.agency import ObjectionEvidenceForm, WithdrawObjectionForm
from assessments.forms.answers import AnswerForm
from assessments.forms.citations import LibrarySearch
from assessments.legacy import libraries_of
from assessments.models import Objection, ObjectionEvidence
from assessments.views.pages import load, show
from assessments.workspace import AnswerPage
from evidence.models import Document

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from accounts.http import PortalRequest
    from evidence.models.documents import DocumentQuerySet

PAGE_SIZE = 12


@require_POST
@require(Permission.OBJECTION_RAISE)
def objection_withdraw(request: PortalRequest, pk: int) -> HttpResponse:
    objection = _load(request, pk)
    form = WithdrawObjectionForm(request.POST)
    if form.is_valid():
        try:
            actions.withdraw_objection(objection, by=request.user, **form.cleaned_data)
        except actions.AssessmentError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Sanggahan ditarik. Catatannya tetap ada.")
            return _back(objection)
    answer = load(request, objection.answer_id)
    page = AnswerPage(answer, request.user, AnswerForm(answer=answer))
    page.withdrawal_form = form
    return show(request, page, 422)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.ASSESSMENT_EDIT)
def objection_evidence(request: PortalRequest, pk: int) -> HttpResponse:
    objection = _load(request, pk)
    documents = _library(request, objection)
    data = request.POST if request.method == "POST" else None
    form = ObjectionEvidenceForm(data, documents=documents)
    if form.is_valid():
        try:
            actions.add_objection_evidence(
                objection, by=request.user, **form.cleaned_data
            )
        except actions.AssessmentError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Dokumen disertakan pada sanggahan.")
            return _back(objection)
    context = {"objection": objection, "form": form, **_found(request, documents)}
    status = 422 if form.errors else 200
    return render(
        request, "assessments/objection_evidence.html", context, status=status
    )


@require_POST
@require(Permission.ASSESSMENT_EDIT)
def objection_evidence_withdraw(request: PortalRequest, pk: UUID) -> HttpResponse:
    shown = get_object_or_404(
        ObjectionEvidence.objects.visible_to(request.user).select_related(
            "objection__answer__assessment__period"
        ),
        pk=pk,
    )
    try:
        actions.withdraw_objection_evidence(shown, by=request.user)
    except actions.AssessmentError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Dokumen dilepas dari sanggahan.")
    return _back(shown.objection)


def _load(request: PortalRequest, pk: int) -> Objection:
    visible = Objection.objects.visible_to(request.user)
    related = visible.select_related(
        "answer__assessment__period", "answer__assessment__agency", "answer__indicator"
    )
    return get_object_or_404(related, pk=pk)


def _found(request: PortalRequest, documents: DocumentQuerySet) -> dict[str, object]:
    wanted = LibrarySearch(request.GET)
    found = wanted.apply(documents.with_current()).order_by("title", "pk")
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    return {"wanted": wanted, "page": page}


def _library(request: PortalRequest, objection: Objection) -> DocumentQuerySet:
    """Documents of the agency that are not shown with the objection yet."""
    shown = objection.evidence.filter(withdrawn_at=None)
    return (
        Document.objects.visible_to(request.user)
        .filter(agency__in=libraries_of(objection.answer))
        .in_use()
        .exclude(objection_evidence__in=shown)
    )


def _back(objection: Objection) -> HttpResponse:
    page = resolve_url("assessments:answer", objection.answer_id)
    return redirect(f"{page}#answer-objection")
