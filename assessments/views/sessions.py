"""Sittings of the plenary: the list, one with its agenda, its decisions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)
from django_htmx.http import trigger_client_event

from accounts.permissions import Permission, require
from assessments import actions
from assessments.agenda import Agenda
from assessments.forms.plenary import ItemsForm, SessionForm
from assessments.models import Period, PlenarySession

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from accounts.http import PortalRequest
    from accounts.models import User
    from assessments.plenary_desk import Row

PAGE_SIZE = 25
NOTHING = "Belum ada putusan yang diisi. Pilih tingkat dan tulis alasannya."


@require_safe
@require(Permission.CONTROL_VIEW)
def sessions(request: PortalRequest) -> HttpResponse:
    found = (
        PlenarySession.objects.visible_to(request.user)
        .select_related("period")
        .annotate(decided=Count("items"))
        .newest_first()
    )
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "assessments/sessions.html", {"page": page})


@require_safe
@require(Permission.CONTROL_VIEW)
def session(request: PortalRequest, pk: UUID) -> HttpResponse:
    found = _load(request, pk)
    agenda = Agenda(found, request.user, page=request.GET.get("page", "1"))
    return render(request, "assessments/session.html", {"agenda": agenda})


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.PLENARY_RECORD)
def session_open(request: PortalRequest, year: int, quarter: int) -> HttpResponse:
    periods = Period.objects.visible_to(request.user)
    period = get_object_or_404(periods, year=year, quarter=quarter)
    data = request.POST if request.method == "POST" else None
    form = SessionForm(data, period=period)
    if form.is_valid():
        try:
            made = actions.open_session(period, facts=form.facts, by=request.user)
        except actions.AssessmentError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"Sidang pleno {period} dibuka.")
            return redirect("assessments:session", made.pk)
    return _form_page(request, form, period, None)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.PLENARY_RECORD)
def session_amend(request: PortalRequest, pk: UUID) -> HttpResponse:
    found = _load(request, pk)
    data = request.POST if request.method == "POST" else None
    form = SessionForm(data, period=found.period, session=found)
    if form.is_valid():
        try:
            actions.amend_session(found, facts=form.facts, by=request.user)
        except actions.AssessmentError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Data sidang tersimpan.")
            return redirect("assessments:session", pk)
    return _form_page(request, form, found.period, found)


@require_POST
@require(Permission.PLENARY_RECORD)
def session_close(request: PortalRequest, pk: UUID) -> HttpResponse:
    try:
        actions.close_session(_load(request, pk), by=request.user)
    except actions.AssessmentError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Sidang ditutup. Risalahnya dapat diterbitkan.")
    return redirect("assessments:session", pk)


@require_POST
@require(Permission.PLENARY_DECIDE)
def session_decide(request: PortalRequest, pk: UUID) -> HttpResponse:
    """One row or all that are filled; whatever is not saved stays on the page."""
    found = _load(request, pk)
    number = request.POST.get("page", "1")
    agenda = Agenda(found, request.user, page=number, data=request.POST)
    wanted = agenda.chosen(ItemsForm(request.POST).chosen)
    others = [row for row in agenda.rows if row not in wanted]
    typed = {row.answer.pk: agenda.typed_again(row) for row in others}
    if fault := _decide(found, wanted, by=request.user):
        agenda.rows = [typed.get(row.answer.pk, row) for row in agenda.rows]
        context = {"agenda": agenda, "fault": fault}
        return render(request, "assessments/session.html", context, status=422)
    sentence = f"{len(wanted)} putusan tersimpan."
    is_left = any(row.form.is_filled for row in others)
    if not is_left and not request.htmx:
        messages.success(request, sentence)
        return redirect("assessments:session", pk)
    fresh = Agenda(found, request.user, page=number)
    fresh.rows = [typed.get(row.answer.pk, row) for row in fresh.rows]
    context = {"agenda": fresh, "done": sentence if is_left else ""}
    response = render(request, "assessments/session.html", context)
    return trigger_client_event(response, "toast", {"text": sentence})


def _decide(found: PlenarySession, rows: list[Row], *, by: User) -> str:
    """Empty when all stand; else why not, which the rows at fault say too."""
    if not rows:
        return NOTHING
    if not all([row.form.is_valid() for row in rows]):  # noqa: C419 judge every row
        return "Putusan belum tersimpan. Perbaiki baris yang bertanda."
    rulings = [actions.Ruling(row.answer, **row.form.cleaned_data) for row in rows]
    try:
        actions.decide(found, rulings, by=by)
    except actions.RulingError as error:
        at_fault = next(row for row in rows if row.answer.pk == error.answer.pk)
        at_fault.form.add_error(None, str(error))
        return "Putusan belum tersimpan. Perbaiki baris yang bertanda."
    except actions.AssessmentError as error:
        return str(error)
    return ""


def _form_page(
    request: PortalRequest,
    form: SessionForm,
    period: Period,
    found: PlenarySession | None,
) -> HttpResponse:
    context = {"form": form, "period": period, "session": found}
    status = 422 if form.errors else 200
    return render(request, "assessments/session_open.html", context, status=status)


def _load(request: PortalRequest, pk: UUID) -> PlenarySession:
    visible = PlenarySession.objects.visible_to(request.user)
    related = visible.select_related("period__version", "opened_by", "closed_by")
    return get_object_or_404(related, pk=pk)
