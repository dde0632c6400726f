"""The thread of one answer: reading, writing, withdrawing, having read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import trigger_client_event

from accounts.permissions import Permission, require
from assessments import actions
from assessments.forms.threads import MessageForm, PageForm, ReadForm
from assessments.models import Message
from assessments.thread import Thread
from assessments.views.pages import load

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.http import PortalRequest

BODY = "assessments/_thread.html"
LIST = "assessments/_thread_list.html"
READ = "assessments/_thread_read.html"


@require_safe
@require(Permission.ASSESSMENT_VIEW)
def thread(request: PortalRequest, pk: UUID) -> HttpResponse:
    wanted = PageForm(request.GET)
    number = (wanted.cleaned_data["page"] if wanted.is_valid() else None) or 1
    return _show(request, Thread(load(request, pk), request.user, number=number))


@require_safe
@require(Permission.ASSESSMENT_VIEW)
def thread_list(request: PortalRequest, pk: UUID) -> HttpResponse:
    """The newest lines, asked for while somebody looks; nothing where none is new."""
    found = Thread(load(request, pk), request.user)
    if request.GET.get("mark") == found.mark:
        return HttpResponse(status=204)
    return render(request, LIST, {"thread": found})


@require_POST
@require(Permission.THREAD_WRITE)
def thread_send(request: PortalRequest, pk: UUID) -> HttpResponse:
    found = Thread(load(request, pk), request.user)
    form = MessageForm(request.POST, thread=found)
    if form.is_valid():
        try:
            actions.send_message(found.answer, by=request.user, **form.cleaned_data)
        except actions.AssessmentError as error:
            form.add_error(None, str(error))
        else:
            return _changed(request, found, "Pesan terkirim.")
    return _show(request, Thread(found.answer, request.user, form=form), status=422)


@require_POST
@require(Permission.THREAD_WRITE)
def thread_read(request: PortalRequest, pk: UUID) -> HttpResponse:
    found = Thread(load(request, pk), request.user)
    form = ReadForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Muat ulang halaman, lalu tandai lagi.")
        return redirect("assessments:thread", pk)
    last = get_object_or_404(found.answer.messages, pk=form.cleaned_data["last"])
    actions.mark_read(last, by=request.user)
    if request.htmx:
        return render(request, READ, {"thread": found})
    return redirect("assessments:thread", pk)


@require_POST
@require(Permission.THREAD_WRITE)
def message_withdraw(request: PortalRequest, pk: UUID) -> HttpResponse:
    visible = Message.objects.visible_to(request.user).select_related("answer")
    message = get_object_or_404(visible, pk=pk)
    found = Thread(load(request, message.answer_id), request.user)
    try:
        actions.withdraw_message(message, by=request.user)
    except actions.AssessmentError as error:
        return _changed(request, found, str(error), tone="bad")
    return _changed(request, found, "Pesan ditarik.")


# Steps that the views share


def _show(request: PortalRequest, found: Thread, status: int = 200) -> HttpResponse:
    template = BODY if request.htmx else "assessments/thread.html"
    return render(request, template, {"thread": found}, status=status)


def _changed(
    request: PortalRequest, found: Thread, sentence: str, tone: str = "ok"
) -> HttpResponse:
    if not request.htmx:
        say = messages.error if tone == "bad" else messages.success
        say(request, sentence)
        address = reverse("assessments:thread", args=[found.answer.pk])
        return redirect(f"{address}#thread-end")
    response = render(request, BODY, {"thread": Thread(found.answer, request.user)})
    return trigger_client_event(response, "toast", {"text": sentence, "tone": tone})
