"""The mentor's pages: the queue, one answer under review, the end of a round."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.http import PortalRequest
from accounts.permissions import Permission, require
from assessments import actions, review_desk
from assessments.enums import Status
from assessments.forms.office import DecisionForm
from assessments.models import Answer, Assessment

PAGE_SIZE = 25
PLACE_DIGITS = 4  # of a piece of evidence in its list


@require_safe
@require(Permission.REVIEW_DECIDE)
def reviews(request: PortalRequest) -> HttpResponse:
    desk = review_desk.desk_of(request.user)
    wanted = {name: request.GET.get(name, "") for name in ("agency", "domain")}
    fitting = desk.filtered(**wanted).items
    page = Paginator(fitting, PAGE_SIZE).get_page(request.GET.get("page"))
    shown = review_desk.Desk(desk.lines, tuple(page.object_list))
    context = {"desk": desk, "shown": shown, "page": page, **wanted}
    template = "assessments/reviews.html"
    part = f"{template}#queue" if request.htmx else template
    return render(request, part, context)


@require_safe
@require(Permission.REVIEW_DECIDE)
def review(request: PortalRequest, pk: UUID) -> HttpResponse:
    answer = get_object_or_404(
        Answer.objects.visible_to(request.user).with_context(), pk=pk
    )
    chosen = request.GET.get("evidence", "")[:PLACE_DIGITS]
    dossier = review_desk.dossier_of(
        answer, request.user, chosen=int(chosen) if chosen.isdecimal() else 1
    )
    return _page(request, dossier, _form(dossier))


@require_POST
@require(Permission.REVIEW_DECIDE)
def decide(request: PortalRequest, pk: UUID) -> HttpResponse:
    answer = get_object_or_404(
        Answer.objects.visible_to(request.user).with_context(), pk=pk
    )
    dossier = review_desk.dossier_of(answer, request.user)
    form = _form(dossier, request.POST)
    if form.is_valid():
        try:
            made = actions.review(answer, **form.cleaned_data, by=request.user)
        except actions.AssessmentError as error:
            form.add_error(None, str(error))
        else:
            number = dossier.work.indicator.number
            messages.success(request, f"Indikator {number}: {made.state.label}.")
            return _to_next(dossier)
    return _page(request, dossier, form, status=422)


@require_POST
@require(Permission.REVIEW_DECIDE)
def close_round(request: PortalRequest, pk: UUID) -> HttpResponse:
    assessment = get_object_or_404(
        Assessment.objects.visible_to(request.user).with_context(), pk=pk
    )
    try:
        assessment = actions.close_round(assessment, by=request.user)
    except actions.AssessmentError as error:
        messages.error(request, str(error))
    else:
        done = (
            "dikembalikan untuk diperbaiki"
            if assessment.state is Status.RETURNED
            else "terverifikasi"
        )
        messages.success(request, f"Putaran diakhiri: {assessment.agency_name} {done}.")
    return redirect("assessments:reviews")


def _form(dossier: review_desk.Dossier, data: object = None) -> DecisionForm:
    return DecisionForm(
        data,
        criteria=dossier.work.indicator.criteria,
        claimed=dossier.work.answer.self_level,
    )


def _page(
    request: PortalRequest,
    dossier: review_desk.Dossier,
    form: DecisionForm,
    status: int = 200,
) -> HttpResponse:
    context = {"dossier": dossier, "form": form, "answer": dossier.work.answer}
    return render(request, "assessments/review.html", context, status=status)


def _to_next(dossier: review_desk.Dossier) -> HttpResponse:
    if dossier.next is None:
        return redirect("assessments:reviews")
    return redirect("assessments:review", dossier.next.answer.pk)
