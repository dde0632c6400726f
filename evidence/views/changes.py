"""One document: its page, and what is changed on it, whoever it belongs to."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse

from evidence import actions
from evidence.document_page import DocumentPage
from evidence.forms import DescribeForm, ReplaceForm, RestoreForm, WithdrawForm
from evidence.uploads import UploadError, refusal_of

if TYPE_CHECKING:
    from django import forms
    from django.http import HttpResponse

    from accounts.http import PortalRequest
    from evidence.models import Document

TURNS = 100  # documents that are described one after the other


def page(
    request: PortalRequest, document: Document, status: int = 200, **forms: Any
) -> HttpResponse:
    context = {"page": DocumentPage(document, request.user, **forms)}
    return render(request, "evidence/detail.html", context, status=status)


def describe(request: PortalRequest, document: Document) -> HttpResponse:
    title = document.title  # the form writes into the document what it was given
    sent = request.POST if request.method == "POST" else None
    form = DescribeForm(sent, instance=document)
    waiting = _waiting(request)
    after = _describing(waiting) if waiting else ""
    if form.is_valid():
        try:
            actions.describe(document, by=request.user, **form.cleaned_data)
        except (ValidationError, actions.EvidenceError) as error:
            add(form, error)
        else:
            messages.success(request, f"Keterangan “{form.instance}” tersimpan.")
            return redirect(after or reverse("evidence:detail", args=[document.pk]))
    status = 422 if form.errors else 200
    context = {
        "document": document,
        "title": title,
        "form": form,
        "after": after,
        "waiting": len(waiting),
    }
    return render(request, "evidence/describe.html", context, status=status)


def _waiting(request: PortalRequest) -> list[UUID]:
    """Documents to be described after this one: `next` of the address, at most TURNS."""
    found = []
    for word in request.GET.get("next", "").split(",")[:TURNS]:
        with suppress(ValueError):
            found.append(UUID(word))
    return found


def _describing(waiting: list[UUID]) -> str:
    """The page that describes the first of them, and knows the others."""
    address = reverse("evidence:describe", args=[waiting[0]])
    others = ",".join(map(str, waiting[1:]))
    return f"{address}?next={others}" if others else address


def replace(request: PortalRequest, document: Document) -> HttpResponse:
    form = ReplaceForm(request.POST, request.FILES)
    if refusal := was_stopped(request, form):
        return page(request, document, status=refusal.status, replacing=form)
    if form.is_valid():
        try:
            actions.replace(document, by=request.user, **form.cleaned_data)
        except (UploadError, actions.EvidenceError) as error:
            form.add_error("file", str(error))
        else:
            messages.success(request, "Versi baru tersimpan. Versi lama tetap ada.")
            return redirect("evidence:detail", document.pk)
    return page(request, document, status=422, replacing=form)


def withdraw(request: PortalRequest, document: Document) -> HttpResponse:
    form = WithdrawForm(request.POST)
    if form.is_valid():
        try:
            actions.withdraw(document, by=request.user, **form.cleaned_data)
        except actions.EvidenceError as error:
            add(form, error)
        else:
            messages.success(request, "Dokumen ditarik dari pustaka.")
            return redirect("evidence:detail", document.pk)
    return page(request, document, status=422, withdrawing=form)


def restore(request: PortalRequest, document: Document) -> HttpResponse:
    form = RestoreForm(request.POST)
    if form.is_valid():
        try:
            actions.restore(document, by=request.user, **form.cleaned_data)
        except actions.EvidenceError as error:
            add(form, error)
        else:
            messages.success(request, "Dokumen kembali ditawarkan di pustaka.")
            return redirect("evidence:detail", document.pk)
    return page(request, document, status=422, restoring=form)


def was_stopped(request: PortalRequest, form: forms.BaseForm) -> UploadError | None:
    """Why the upload was stopped on its way: then that is all the form says."""
    if refusal := refusal_of(request):
        form.errors.clear()
        form.add_error("file", str(refusal))
    return refusal


def add(form: forms.BaseForm, error: Exception) -> None:
    form.add_error(None, error if isinstance(error, ValidationError) else str(error))
