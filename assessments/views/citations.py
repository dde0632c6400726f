"""The evidence of one indicator: uploading, citing from the library, correcting it.

Each page here is the indicator's page with its evidence in another state; htmx takes
the part that it asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)
from django_htmx.http import trigger_client_event

from accounts.permissions import Permission, require
from assessments import actions
from assessments.forms.answers import AnswerForm
from assessments.forms.citations import (
    CiteForm,
    EvidenceForm,
    LibrarySearch,
    LinkEvidenceForm,
    ReleaseForm,
    SupportForm,
)
from assessments.models import Answer, Citation
from assessments.views.pages import load, show, to_page
from assessments.workspace import AnswerPage
from evidence import actions as library_actions
from evidence.models import Document
from evidence.uploads import UploadError, refusal_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django import forms
    from django.db.models import QuerySet
    from django.http import HttpResponse, QueryDict

    from accounts.http import PortalRequest
    from accounts.models import User

# The part of the page that comes back to htmx
EVIDENCE = "assessments/_answer_cited.html"

require_form = require_http_methods(["GET", "HEAD", "POST"])


@require_POST
@require(Permission.ASSESSMENT_EDIT)
def upload(request: PortalRequest, pk: UUID) -> HttpResponse:
    found = load(request, pk)
    page = _page_of(request, found)
    form = EvidenceForm(request.POST, request.FILES, answer=found)
    page.evidence.upload_form = form
    if refusal := refusal_of(request):
        form.errors.clear()
        form.add_error("file", str(refusal))
        return _panel(request, page, status=refusal.status)
    citation = _upload(form, found, by=request.user)
    if citation is None:
        return _panel(request, page, status=422)
    return _cited(request, citation.answer, f"“{citation.document}” terunggah.")


@require_POST
@require(Permission.ASSESSMENT_EDIT)
def link(request: PortalRequest, pk: UUID) -> HttpResponse:
    found = load(request, pk)
    page = _page_of(request, found)
    form = LinkEvidenceForm(request.POST, answer=found)
    page.evidence.link_form = form
    citation = _link(form, found, by=request.user)
    if citation is None:
        return _panel(request, page, status=422)
    return _cited(request, citation.answer, f"“{citation.document}” dikutip.")


@require_safe
@require(Permission.ASSESSMENT_EDIT)
def library(request: PortalRequest, pk: UUID) -> HttpResponse:
    page = _page_of(request, load(request, pk))
    page.evidence.wanted = LibrarySearch(request.GET)
    page.evidence.page_number = request.GET.get("page", "1")
    page.evidence.is_searching = True
    return _panel(request, page)


@require_form
@require(Permission.ASSESSMENT_EDIT)
def cite(request: PortalRequest, pk: UUID) -> HttpResponse:
    found = load(request, pk)
    page = _page_of(request, found)
    documents = Document.objects.visible_to(request.user).with_current()
    if request.method != "POST":
        initial = _asked(request, documents)
        form = CiteForm(initial=initial, answer=found, documents=documents)
        page.evidence.cite_form = form
        return _panel(request, page)
    form = CiteForm(request.POST, answer=found, documents=documents)
    page.evidence.cite_form = form
    citation = _cite(form, found, by=request.user)
    if citation is None:
        return _panel(request, page, status=422)
    return _cited(request, citation.answer, f"“{citation.document}” dikutip.")


@require_form
@require(Permission.ASSESSMENT_EDIT)
def amend(request: PortalRequest, pk: UUID) -> HttpResponse:
    citation = _load_citation(request, pk)
    now = {name: getattr(citation, name) for name in ("page", "note", "items")}
    form = SupportForm(_data(request), initial=now, answer=citation.answer)
    done = _changed(form, actions.amend_citation, citation, by=request.user)
    if done:
        return _cited(request, done.answer, "Kutipan diperbarui.")
    page = _page_of(request, citation.answer)
    page.evidence.amending = (citation, form)
    return _panel(request, page, status=422 if form.errors else 200)


@require_form
@require(Permission.ASSESSMENT_EDIT)
def withdraw(request: PortalRequest, pk: UUID) -> HttpResponse:
    citation = _load_citation(request, pk)
    form = ReleaseForm(_data(request), answer=citation.answer)
    done = _changed(form, actions.withdraw_citation, citation, by=request.user)
    if done:
        sentence = f"“{citation.document}” dilepas. Bila keliru, kutip lagi."
        return _cited(request, done.answer, sentence, was_released=True)
    page = _page_of(request, citation.answer)
    page.evidence.releasing = (citation, form)
    return _panel(request, page, status=422 if form.errors else 200)


# Steps that the views share


def _load_citation(request: PortalRequest, pk: UUID) -> Citation:
    citations = Citation.objects.visible_to(request.user).select_related("document")
    citation = get_object_or_404(citations, pk=pk)
    citation.answer = load(request, citation.answer_id)
    return citation


def _data(request: PortalRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _changed(
    form: forms.Form,
    action: Callable[..., Citation],
    citation: Citation,
    *,
    by: User,
) -> Citation | None:
    """The citation as changed, or none: nothing was sent, or the form says why not."""
    if not form.is_valid():
        return None
    try:
        return action(citation, by=by, **form.cleaned_data)
    except actions.AssessmentError as error:
        form.add_error(None, str(error))
    return None


def _page_of(request: PortalRequest, answer: Answer) -> AnswerPage:
    return AnswerPage(answer, request.user, AnswerForm(answer=answer))


def _asked(request: PortalRequest, documents: QuerySet[Document]) -> dict[str, object]:
    """What an address asks the form to begin with; without a document one is chosen."""
    wanted = request.GET.get("document")
    try:
        document = get_object_or_404(documents, pk=wanted) if wanted else None
    except ValidationError:
        raise Http404 from None
    return {
        "document": document,
        "page": request.GET.get("page", ""),
        "note": request.GET.get("note", ""),
        "items": request.GET.getlist("item"),
    }


def _upload(form: EvidenceForm, answer: Answer, *, by: User) -> Citation | None:
    """The file stored and cited, or none and the reason in the form."""
    if not form.is_valid():
        return None
    agency = answer.filled_by
    try:
        actions.refuse_other_side(answer, by)  # before another's library gets a file
        document = library_actions.upload(
            form.cleaned_data["file"], agency=agency, by=by, **form.description
        )
        return actions.cite(answer, document, by=by, **form.support)
    except UploadError as error:
        form.add_error("file", str(error))
    except (actions.AssessmentError, ValidationError) as error:
        _add(form, error)
    return None


def _link(form: LinkEvidenceForm, answer: Answer, *, by: User) -> Citation | None:
    """The address stored and cited, or none and the reason in the form."""
    if not form.is_valid():
        return None
    agency = answer.filled_by
    try:
        actions.refuse_other_side(answer, by)
        document = library_actions.add_link(agency=agency, by=by, **form.description)
        return actions.cite(answer, document, by=by, items=form.cleaned_data["items"])
    except library_actions.EvidenceError as error:
        form.add_error("url", str(error))
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


def _panel(request: PortalRequest, page: AnswerPage, status: int = 200) -> HttpResponse:
    if request.htmx:
        return render(request, EVIDENCE, {"page": page}, status=status)
    return show(request, page, status)


def _cited(
    request: PortalRequest, answer: Answer, sentence: str, *, was_released: bool = False
) -> HttpResponse:
    if not request.htmx:
        messages.success(request, sentence)
        return to_page(request, answer)
    page = _page_of(request, answer)
    page.evidence.was_released = was_released
    response = _panel(request, page)
    return trigger_client_event(response, "toast", {"text": sentence})
