"""Mentoring sessions: on record, agreed to, followed up."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
from assessments.forms.mentoring import AgreeForm, Minutes, WithdrawMentoringForm
from assessments.mentoring_page import MentoringPage, lines_of, recordable_for
from assessments.models import Assessment, Mentoring, MentoringFollowUp

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from accounts.http import PortalRequest

PAGE = 25
require_form = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@require(Permission.MENTORING_VIEW)
def mentorings(request: PortalRequest) -> HttpResponse:
    search = request.GET.get("q", "").strip()[:100]
    found = lines_of(request.user, search)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "search": search,
        "recordable": recordable_for(request.user),
    }
    template = "assessments/mentorings.html"
    part = f"{template}#list" if request.htmx else template
    return render(request, part, context)


@require_form
@require(Permission.MENTORING_RECORD)
def record(request: PortalRequest, pk: UUID) -> HttpResponse:
    visible = Assessment.objects.visible_to(request.user).with_context()
    assessment = get_object_or_404(visible, pk=pk)
    minutes = Minutes(assessment, request.POST or None)
    if request.method == "POST" and minutes.is_valid():
        try:
            made = actions.record_mentoring(
                assessment, minutes.minuted, by=request.user
            )
        except actions.AssessmentError as error:
            minutes.form.add_error(None, str(error))
        else:
            messages.success(request, "Pendampingan dicatat.")
            return redirect("assessments:mentoring", made.pk)
    return _form(request, assessment, minutes)


@require_form
@require(Permission.MENTORING_RECORD)
def change(request: PortalRequest, pk: UUID) -> HttpResponse:
    found = _load(request, pk)
    minutes = Minutes(found.assessment, request.POST or None, found)
    if request.method == "POST" and minutes.is_valid():
        try:
            actions.change_mentoring(
                found, minutes.minuted, version=minutes.version, by=request.user
            )
        except actions.AssessmentError as error:
            minutes.form.add_error(None, str(error))
        else:
            messages.success(request, "Catatan pendampingan diubah.")
            return redirect("assessments:mentoring", pk)
    return _form(request, found.assessment, minutes, found)


@require_safe
@require(Permission.MENTORING_VIEW)
def mentoring(request: PortalRequest, pk: UUID) -> HttpResponse:
    return _show(request, _load(request, pk))


@require_POST
@require(Permission.MENTORING_AGREE)
def agree(request: PortalRequest, pk: UUID) -> HttpResponse:
    found = _load(request, pk)
    form = AgreeForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else 0
    try:
        done = actions.agree_mentoring(found, version=version, by=request.user)
    except actions.AssessmentError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"Catatan: {done.state.label.lower()}.")
    return redirect("assessments:mentoring", pk)


@require_POST
@require(Permission.MENTORING_RECORD)
def withdraw(request: PortalRequest, pk: UUID) -> HttpResponse:
    found = _load(request, pk)
    form = WithdrawMentoringForm(request.POST)
    if not form.is_valid():
        return _show(request, found, form)
    try:
        actions.withdraw_mentoring(found, by=request.user, **form.cleaned_data)
    except actions.AssessmentError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Catatan pendampingan dibatalkan.")
    return redirect("assessments:mentoring", pk)


@require_POST
@require(Permission.MENTORING_FOLLOW)
def follow_up(request: PortalRequest, pk: int) -> HttpResponse:
    seen = Mentoring.objects.visible_to(request.user)
    found = get_object_or_404(
        MentoringFollowUp.objects.filter(mentoring__in=seen), pk=pk
    )
    try:
        actions.settle_follow_up(
            found, done=request.POST.get("done") == "1", by=request.user
        )
    except actions.AssessmentError as error:
        messages.error(request, str(error))
    return redirect("assessments:mentoring", found.mentoring_id)


def _load(request: PortalRequest, pk: UUID) -> Mentoring:
    visible = Mentoring.objects.visible_to(request.user).select_related(
        "assessment__period",
        "assessment__version",
        "assessment__agency",
        "recorded_by",
        "mentor_agreed_by",
        "agency_agreed_by",
        "withdrawn_by",
        "evidence",
    )
    return get_object_or_404(visible, pk=pk)


def _show(
    request: PortalRequest,
    found: Mentoring,
    withdrawal: WithdrawMentoringForm | None = None,
) -> HttpResponse:
    context = {
        "page": MentoringPage(found, request.user),
        "withdrawal": withdrawal or WithdrawMentoringForm(),
    }
    status = 422 if withdrawal else 200
    return render(request, "assessments/mentoring.html", context, status=status)


def _form(
    request: PortalRequest,
    assessment: Assessment,
    minutes: Minutes,
    mentoring: Mentoring | None = None,
) -> HttpResponse:
    context = {"assessment": assessment, "minutes": minutes, "mentoring": mentoring}
    status = 422 if request.method == "POST" else 200
    return render(request, "assessments/mentoring_form.html", context, status=status)
