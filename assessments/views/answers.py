"""One indicator: reading, saving, marking ready, its evidence, an objection."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect, trigger_client_event

from accounts.permissions import Permission, require
from assessments import actions
from assessments.forms.agency import (
    AnswerForm,
    CiteForm,
    EvidenceForm,
    ObjectionForm,
)
from assessments.models import Answer, Citation
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

NEEDED_TO_SAVE = (
    "self_level",
    "facts",
    "analysis",
    "version",
    "assessment__version_id",
)

# The parts of the page that come back to htmx
SAVED = "assessments/_answer_saved.html"
REFUSED = "assessments/_answer_refused.html"
EVIDENCE = "assessments/_answer_cited.html"
OBJECTION = "assessments/_answer_objection.html"


@require_safe
@require(Permission.ASSESSMENT_VIEW)
def answer(request: PortalRequest, pk: UUID) -> HttpResponse:
    found = _load(request, pk)
    return _page(request, AnswerPage(found, request.user, AnswerForm(answer=found)))


@require_POST
@require(Permission.ASSESSMENT_EDIT)
def answer_save(request: PortalRequest, pk: UUID) -> HttpResponse:
    found = _load_to_save(request, pk)
    form = AnswerForm(request.POST, answer=found)
    saved = _save(form, by=request.user)
    if saved is None:
        return _refused(request, AnswerPage(found, request.user, form), REFUSED)
    changed = saved.self_level != found.self_level
    return _saved(request, saved, "Draf tersimpan.", level_changed=changed)


@require_POST
@require(Permission.ASSESSMENT_EDIT)
def answer_ready(request: PortalRequest, pk: UUID) -> HttpResponse:
    found = _load_to_save(request, pk)
    form = AnswerForm(request.POST, answer=found)
    saved = _save(form, by=request.user)
    if saved is None:
        return _refused(request, AnswerPage(found, request.user, form), REFUSED)
    try:
        ready = actions.mark_ready(saved, by=request.user)
    except actions.AssessmentError as error:
        form.saved_as(saved, str(error))
        return _refused(request, AnswerPage(saved, request.user, form), REFUSED)
    return _saved(request, ready, f"Indikator {_number(ready)} siap ditelaah.")


@require_POST
@require(Permission.ASSESSMENT_EDIT)
def upload(request: PortalRequest, pk: UUID) -> HttpResponse:
    found = _load(request, pk)
    page = AnswerPage(found, request.user, AnswerForm(answer=found))
    page.upload_form = EvidenceForm(request.POST, request.FILES)
    if getattr(request, "upload_too_large", False):
        page.upload_form.errors.clear()
        page.upload_form.add_error("file", too_large())
        return _refused(request, page, EVIDENCE, status=413)
    citation = _upload(page.upload_form, found, by=request.user)
    if citation is None:
        return _refused(request, page, EVIDENCE)
    return _cited(request, citation.answer, f"“{citation.document}” terunggah.")


@require_POST
@require(Permission.ASSESSMENT_EDIT)
def cite(request: PortalRequest, pk: UUID) -> HttpResponse:
    found = _load(request, pk)
    page = AnswerPage(found, request.user, AnswerForm(answer=found))
    library_of = Document.objects.visible_to(request.user).with_current()
    page.cite_form = CiteForm(request.POST, documents=library_of)
    citation = _cite(page.cite_form, found, by=request.user)
    if citation is None:
        return _refused(request, page, EVIDENCE)
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


@require_POST
@require(Permission.OBJECTION_RAISE)
def object_(request: PortalRequest, pk: UUID) -> HttpResponse:
    found = _load(request, pk)
    form = ObjectionForm(request.POST)
    if form.is_valid():
        try:
            actions.raise_objection(found, by=request.user, **form.cleaned_data)
        except actions.AssessmentError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Sanggahan tercatat dan menunggu pleno.")
            return _to_page(request, found)
    page = AnswerPage(found, request.user, AnswerForm(answer=found))
    page.objection_form = form
    return _refused(request, page, OBJECTION)


# Steps that the views share


def _load(request: PortalRequest, pk: UUID) -> Answer:
    answers = Answer.objects.visible_to(request.user).with_context()
    return get_object_or_404(answers.select_related("saved_by"), pk=pk)


def _load_to_save(request: PortalRequest, pk: UUID) -> Answer:
    """Less than a page needs: people save often, and the action reads its own rows."""
    answers = Answer.objects.visible_to(request.user).select_related("assessment")
    return get_object_or_404(answers.only(*NEEDED_TO_SAVE), pk=pk)


def _save(form: AnswerForm, *, by: User) -> Answer | None:
    """The answer as saved, or none and the reason in the form."""
    if not form.is_valid():
        return None
    try:
        return actions.save_answer(form.answer, by=by, **form.changes)
    except actions.AnswerConflict as conflict:
        form.conflict_with(conflict.answer)
    except actions.AssessmentError as error:
        form.add_error(None, str(error))
    return None


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


def _number(answer: Answer) -> str:
    return answer.indicator.code.removeprefix("I")


# Answers to the browser: the whole page, or to htmx the parts that changed


def _page(request: PortalRequest, page: AnswerPage, status: int = 200) -> HttpResponse:
    return render(request, "assessments/answer.html", {"page": page}, status=status)


def _refused(
    request: PortalRequest, page: AnswerPage, part: str, status: int = 422
) -> HttpResponse:
    if page.form.standing:
        status = 409
    if request.htmx:
        return render(request, part, {"page": page}, status=status)
    return _page(request, page, status)


def _saved(
    request: PortalRequest, answer: Answer, sentence: str, *, level_changed: bool = True
) -> HttpResponse:
    if not request.htmx or "resolving" in request.POST:
        messages.success(request, sentence)
        return _to_page(request, answer)
    page = AnswerPage(answer, request.user, AnswerForm(answer=answer))
    context = {"page": page, "level_changed": level_changed}
    response = render(request, SAVED, context)
    return trigger_client_event(response, "toast", {"text": sentence})


def _cited(request: PortalRequest, answer: Answer, sentence: str) -> HttpResponse:
    if not request.htmx:
        messages.success(request, sentence)
        return _to_page(request, answer)
    page = AnswerPage(answer, request.user, AnswerForm(answer=answer))
    response = render(request, EVIDENCE, {"page": page})
    return trigger_client_event(response, "toast", {"text": sentence})


def _to_page(request: PortalRequest, answer: Answer) -> HttpResponse:
    if request.htmx:
        url = redirect("assessments:answer", answer.pk).headers["Location"]
        return HttpResponseClientRedirect(url)
    return redirect("assessments:answer", answer.pk)
