"""Assignments, obstacles and the follow-up plan: of one indicator, of many at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST
from django_htmx.http import trigger_client_event

from accounts.permissions import Permission, require
from assessments import actions
from assessments.forms.answers import AnswerForm
from assessments.forms.work import BulkForm, DutyForm, ObstacleForm, StateForm, StepForm
from assessments.models import FollowUp
from assessments.queries import people_of
from assessments.views import overview, pages
from assessments.workspace import AnswerPage

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django import forms
    from django.http import HttpResponse

    from accounts.http import PortalRequest
    from assessments.models import Answer, Assessment

T = TypeVar("T")

DUTY = "assessments/_answer_duty.html"
PLAN = "assessments/_answer_plan.html"


@require_POST
@require(Permission.ASSIGNMENT_MANAGE)
def assign(request: PortalRequest, pk: UUID) -> HttpResponse:
    """Many answers of one assessment; the filters of the list stay in the address."""
    found = overview.load(request, pk)
    people = people_of(found.acting_agency_id)
    form = BulkForm(request.POST, assessment=found, people=people)

    def write() -> actions.Assigned:
        answers = form.cleaned_data["answers"]
        return actions.assign(answers, by=request.user, **form.changes)

    done = _try(form, write)
    if done is None:
        return overview.show(request, found, form, status=422)
    return _assigned(request, found, form, done)


@require_POST
@require(Permission.ASSIGNMENT_MANAGE)
def answer_assign(request: PortalRequest, pk: UUID) -> HttpResponse:
    page = _page(request, pages.load(request, pk))
    work = page.work
    work.duty_form = form = DutyForm(request.POST, duty=work.duty, people=work.people)
    done = _try(
        form, lambda: actions.assign([page.answer], by=request.user, **form.changes)
    )
    if done is None:
        return _refused(request, page, DUTY)
    sentence = f"Penugasan tersimpan. {done.warning}".strip()
    return _changed(request, page.answer, DUTY, sentence)


@require_POST
@require(Permission.ASSESSMENT_EDIT)
def obstacle(request: PortalRequest, pk: UUID) -> HttpResponse:
    page = _page(request, pages.load(request, pk))
    page.work.obstacle_form = form = ObstacleForm(request.POST)
    done = _try(
        form,
        lambda: actions.note_obstacle(
            page.answer, by=request.user, **form.cleaned_data
        ),
    )
    if done is None:
        return _refused(request, page, DUTY)
    sentence = "Kendala tercatat." if done.obstacle else "Catatan kendala dihapus."
    return _changed(request, page.answer, DUTY, sentence)


@require_POST
@require(Permission.ASSESSMENT_EDIT)
def step_add(request: PortalRequest, pk: UUID) -> HttpResponse:
    page = _page(request, pages.load(request, pk))
    work = page.work
    work.step_form = form = StepForm(
        request.POST, levels=work.levels, people=work.people
    )
    done = _try(
        form,
        lambda: actions.add_step(page.answer, by=request.user, **form.cleaned_data),
    )
    if done is None:
        return _refused(request, page, PLAN)
    return _changed(request, page.answer, PLAN, "Langkah masuk ke rencana.")


@require_POST
@require(Permission.ASSESSMENT_EDIT)
def step_change(request: PortalRequest, pk: UUID) -> HttpResponse:
    step = _step(request, pk)
    page = _page(request, pages.load(request, step.answer_id))
    work = page.work
    form = StepForm(request.POST, levels=work.levels, people=work.people, step=step)
    seen = request.POST.get("seen", "")
    done = _try(
        form,
        lambda: actions.change_step(
            step, seen=seen, by=request.user, **form.cleaned_data
        ),
    )
    if done is None:
        work.refused_step = (step, form)
        return _refused(request, page, PLAN)
    return _changed(request, page.answer, PLAN, "Langkah diubah.")


@require_POST
@require(Permission.ASSESSMENT_EDIT)
def step_move(request: PortalRequest, pk: UUID) -> HttpResponse:
    step = _step(request, pk)
    page = _page(request, pages.load(request, step.answer_id))
    form = StateForm(request.POST)
    seen = request.POST.get("seen", "")
    done = _try(
        form,
        lambda: actions.move_step(
            step, seen=seen, by=request.user, **form.cleaned_data
        ),
    )
    if done is None:
        return _not_moved(request, page, " ".join(_sentences(form)))
    sentence = f"Langkah: {done.step_state.label.lower()}."
    return _changed(request, page.answer, PLAN, sentence)


# Steps that the views share


def _step(request: PortalRequest, pk: UUID) -> FollowUp:
    steps = FollowUp.objects.visible_to(request.user).select_related("answer", "person")
    return get_object_or_404(steps, pk=pk)


def _page(request: PortalRequest, answer: Answer) -> AnswerPage:
    return AnswerPage(answer, request.user, AnswerForm(answer=answer))


def _try(form: forms.BaseForm, write: Callable[[], T]) -> T | None:
    """What the action gives, or none and the reason in the form."""
    if not form.is_valid():
        return None
    try:
        return write()
    except actions.AssessmentError as error:
        form.add_error(None, str(error))
    return None


def _sentences(form: forms.BaseForm) -> list[str]:
    return [str(sentence) for each in form.errors.values() for sentence in each]


def _refused(request: PortalRequest, page: AnswerPage, part: str) -> HttpResponse:
    if request.htmx:
        return render(request, part, {"page": page}, status=422)
    return pages.show(request, page, status=422)


def _not_moved(request: PortalRequest, page: AnswerPage, reason: str) -> HttpResponse:
    """The button has no form of its own to hold the reason."""
    if not request.htmx:
        messages.error(request, reason)
        return _refused(request, page, PLAN)
    response = _refused(request, page, PLAN)
    return trigger_client_event(response, "toast", {"text": reason, "tone": "bad"})


def _changed(
    request: PortalRequest, answer: Answer, part: str, sentence: str
) -> HttpResponse:
    if not request.htmx:
        messages.success(request, sentence)
        return redirect("assessments:answer", answer.pk)
    response = render(request, part, {"page": _page(request, answer)})
    return trigger_client_event(response, "toast", {"text": sentence})


def _assigned(
    request: PortalRequest, found: Assessment, form: BulkForm, done: actions.Assigned
) -> HttpResponse:
    """The rows stay ticked, so that a mistake is put right with one more choice."""
    sentence = f"{done.count} penugasan berubah. {done.warning}".strip()
    if not request.htmx:
        messages.success(request, sentence)
        address = reverse("assessments:detail", args=[found.pk])
        query = request.GET.urlencode()
        return redirect(f"{address}?{query}" if query else address)
    hint = "Keliru? Baris masih tercentang: pilih lagi, lalu tugaskan."
    response = overview.show(request, found, form)
    return trigger_client_event(response, "toast", {"text": f"{sentence} {hint}"})
