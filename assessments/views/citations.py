"""The evidence of one indicator: uploading, citing from the library, withdrawing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST
from django_htmx.http import trigger_client_event

from accounts.permissions import Permission, require
from assessments import actions
from assessments.forms.answers import AnswerForm
from assessments.forms.citations import CiteForm, EvidenceForm
from assessments.models import Answer, Citation
from assessments.views.pages import load, show, to_page
from assessments.workspace import AnswerPage
from evidence import actions as library
from evidence.models import Document
from evidence.uploads import UploadError, too_large

if TYPE_CHECKING:
    from uuid import UUID

    from django import forms
    from django.http import HttpResponse

    from accounts.http import PortalRequest
    from accounts.models import User

# The part of the page that comes back to htmx
EVIDENCE = "assessments/_answer_cited.html"


@require_POST
@require(Permission.ASSESSMENT_EDIT)
def upload(request: PortalRequest, pk: UUID) -> HttpResponse:
    found = load(request, pk)
    page = AnswerPage(found, request.user, AnswerForm(answer=found))
    form = page.evidence.upload_form = EvidenceForm(request.POST, request.FILES)
    if getattr(request, "upload_too_large", False):
        form.errors.clear()
        form.add_error("file", too_large())
        return _refused(request, page, status=413)
    citation = _upload(form, found, by=request.user)
    if citation is None:
        return _refused(request, page)
    return _cited(request, citation.answer, f"“{citation.document}” terunggah.")


@require_POST
@require(Permission.ASSESSMENT_EDIT)
def cite(request: PortalRequest, pk: UUID) -> HttpResponse:
    found = load(request, pk)
    page = AnswerPage(found, request.user, AnswerForm(answer=found))
    library_of = Document.objects.visible_to(request.user).with_current()
    form = page.evidence.cite_form = CiteForm(request.POST, documents=library_of)
    citation = _cite(form, found, by=request.user)
    if citation is None:
        return _refused(request, page)
    return _cited(request, citation.answer, f"“{citation.document}” dikutip.")


@require_POST
@require(Permission.ASSESSMENT_EDIT)
def withdraw(request: PortalRequest, pk: UUID) -> HttpResponse:
    citations = Citation.objects.visible_to(request.user).select_related("answer")
    citation = get_object_or_404(citations, pk=pk)
    try:
        citation = actions.withdraw_citation(citation, by=request.user)
    except actions.AssessmentError as error:
        messages.error(request, str(error))
        return redirect("assessments:answer", citation.answer_id)
    return _cited(request, citation.answer, "Bukti dilepas dari indikator ini.")


def _upload(form: EvidenceForm, answer: Answer, *, by: User) -> Citation | None:
    """The file stored and cited, or none and the reason in the form."""
    if not form.is_valid():
        return None
    agency = answer.assessment.agency
    try:
        document = library.upload(
            form.cleaned_data["file"], agency=agency, by=by, **form.description
        )
        return actions.cite(answer, document, page=form.cleaned_data["page"], by=by)
    except UploadError as error:
        form.add_error("file", str(error))
    except (actions.AssessmentError, ValidationError) as error:
        _add(form, error)
    return None


def _cite(form: CiteForm, answer: Answer, *, by: User) -> Citation | None:
    if not form.is_valid():
        return None
    try:
        return actions.cite(answer, by=by, **form.cleaned_data)
    except actions.AssessmentError as error:
        _add(form, error)
    return None


def _add(form: forms.BaseForm, error: Exception) -> None:
    sentences = error.messages if isinstance(error, ValidationError) else [str(error)]
    for sentence in sentences:
        form.add_error(None, sentence)


def _refused(
    request: PortalRequest, page: AnswerPage, status: int = 422
) -> HttpResponse:
    if request.htmx:
        return render(request, EVIDENCE, {"page": page}, status=status)
    return show(request, page, status)


def _cited(request: PortalRequest, answer: Answer, sentence: str) -> HttpResponse:
    if not request.htmx:
        messages.success(request, sentence)
        return to_page(request, answer)
    page = AnswerPage(answer, request.user, AnswerForm(answer=answer))
    response = render(request, EVIDENCE, {"page": page})
    return trigger_client_event(response, "toast", {"text": sentence})
