"""One indicator: reading, saving, marking ready, an objection."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import trigger_client_event

from accounts.http import readable_offline
from accounts.permissions import Permission, require
from assessments import actions
from assessments.forms.agency import ObjectionForm
from assessments.forms.answers import AnswerForm, ConfirmForm
from assessments.models import Answer
from assessments.views.pages import load, load_to_read, show, to_page
from assessments.workspace import AnswerPage

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from accounts.http import PortalRequest
    from accounts.models import User

NEEDED_TO_SAVE = (
    "status",
    "self_level",
    "facts",
    "analysis",
    "checked",
    "version",
    "saved_by_id",
    "assessment__version_id",
)

# The parts of the page that come back to htmx
SAVED = "assessments/_answer_saved.html"
REFUSED = "assessments/_answer_refused.html"
CARRIED = "assessments/_answer_carried.html"
OBJECTION = "assessments/_answer_objection.html"


@require_safe
@require(Permission.ASSESSMENT_VIEW)
@readable_offline
def answer(request: PortalRequest, pk: UUID) -> HttpResponse:
    found = load_to_read(request, pk)
    return show(request, AnswerPage(found, request.user, AnswerForm(answer=found)))


@require_POST
@require(Permission.ASSESSMENT_EDIT)
def answer_save(request: PortalRequest, pk: UUID) -> HttpResponse:
    found = _load_to_save(request, pk)
    form = AnswerForm(request.POST, answer=found)
    saved = _save(form, by=request.user)
    if saved is None:
        return _refused(request, AnswerPage(found, request.user, form), REFUSED)
    return _saved(request, saved, "Draf tersimpan.", before=found)


@require_POST
@require(Permission.ASSESSMENT_EDIT)
def autosave(request: PortalRequest, pk: UUID) -> HttpResponse:
    """A save while somebody types: the script gets what changed, and nothing pops up."""
    found = _load_to_save(request, pk)
    form = AnswerForm(request.POST, answer=found)
    saved = _save(form, by=request.user)
    if saved is None:
        return _refused(request, AnswerPage(found, request.user, form), REFUSED)
    page = AnswerPage(saved, request.user, AnswerForm(answer=saved))
    page.evidence.is_cited = found.is_cited
    return render(request, SAVED, _parts(page, before=found) | {"is_silent": True})


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
    sentence = f"Indikator {_number(ready)} siap ditelaah."
    return _saved(request, ready, sentence, before=found)


@require_POST
@require(Permission.ASSESSMENT_EDIT)
def answer_confirm(request: PortalRequest, pk: UUID) -> HttpResponse:
    found = load(request, pk)
    form = ConfirmForm(request.POST)
    shown = form.cleaned_data["version"] if form.is_valid() else 0
    try:
        found = actions.confirm(found, version=shown, by=request.user)
    except actions.AssessmentError as error:
        messages.error(request, str(error))
        return to_page(request, found)
    sentence = f"Indikator {_number(found)} sudah diperiksa."
    if not request.htmx:
        messages.success(request, sentence)
        return to_page(request, found)
    page = AnswerPage(found, request.user, AnswerForm(answer=found))
    response = render(request, CARRIED, {"page": page})
    return trigger_client_event(response, "toast", {"text": sentence})


@require_POST
@require(Permission.OBJECTION_RAISE)
def object_(request: PortalRequest, pk: UUID) -> HttpResponse:
    found = load(request, pk)
    form = ObjectionForm(request.POST)
    if form.is_valid():
        try:
            actions.raise_objection(found, by=request.user, **form.cleaned_data)
        except actions.AssessmentError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Sanggahan tercatat dan menunggu pleno.")
            return to_page(request, found)
    page = AnswerPage(found, request.user, AnswerForm(answer=found))
    page.objection_form = form
    return _refused(request, page, OBJECTION)


# Steps that the views share


def _load_to_save(request: PortalRequest, pk: UUID) -> Answer:
    """Less than a page needs: people save often, and the action reads its own rows."""
    answers = Answer.objects.visible_to(request.user).with_citation_mark()
    answers = answers.select_related("assessment")
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


def _number(answer: Answer) -> str:
    return answer.indicator.code.removeprefix("I")


# Answers to the browser: the whole page, or to htmx the parts that changed


def _refused(
    request: PortalRequest, page: AnswerPage, part: str, status: int = 422
) -> HttpResponse:
    if page.form.standing:
        status = 409
    if request.htmx:
        return render(request, part, {"page": page}, status=status)
    return show(request, page, status)


def _saved(
    request: PortalRequest, answer: Answer, sentence: str, *, before: Answer
) -> HttpResponse:
    if not request.htmx or "resolving" in request.POST:
        messages.success(request, sentence)
        return to_page(request, answer)
    page = AnswerPage(answer, request.user, AnswerForm(answer=answer))
    page.evidence.is_cited = before.is_cited
    response = render(request, SAVED, _parts(page, before=before))
    return trigger_client_event(response, "toast", {"text": sentence})


def _parts(page: AnswerPage, *, before: Answer) -> dict[str, Any]:
    """The page, and which of its regions are no longer what they were."""
    answer = page.answer
    ladder = (answer.self_level, answer.checked) != (before.self_level, before.checked)
    head = (answer.status, answer.saved_by_id) != (before.status, before.saved_by_id)
    return {"page": page, "ladder_changed": ladder, "head_changed": head}
