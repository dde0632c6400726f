"""One answer under review, and the mentor's decision on it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.http import PortalRequest
from accounts.permissions import Permission, require
from assessments import actions
from assessments.dossier import Dossier, dossier_of
from assessments.forms.office import DecisionForm
from assessments.models import Answer
from assessments.queries import talk_of

PLACE_DIGITS = 4  # of a piece of evidence in its list


@require_safe
@require(Permission.REVIEW_DECIDE)
def review(request: PortalRequest, pk: UUID) -> HttpResponse:
    answer = get_object_or_404(
        Answer.objects.visible_to(request.user).with_context(), pk=pk
    )
    chosen = request.GET.get("evidence", "")[:PLACE_DIGITS]
    dossier = dossier_of(
        answer, request.user, chosen=int(chosen) if chosen.isdecimal() else 1
    )
    return _page(request, dossier, _form(dossier))


@require_POST
@require(Permission.REVIEW_DECIDE)
def decide(request: PortalRequest, pk: UUID) -> HttpResponse:
    answer = get_object_or_404(
        Answer.objects.visible_to(request.user).with_context(), pk=pk
    )
    dossier = dossier_of(answer, request.user)
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


def _form(dossier: Dossier, data: object = None) -> DecisionForm:
    return DecisionForm(
        data,
        criteria=dossier.work.indicator.criteria,
        claimed=dossier.work.answer.self_level,
    )


def _page(
    request: PortalRequest,
    dossier: Dossier,
    form: DecisionForm,
    status: int = 200,
) -> HttpResponse:
    answer = dossier.work.answer
    context = {
        "dossier": dossier,
        "form": form,
        "answer": answer,
        "talk": talk_of(answer, request.user),
    }
    return render(request, "assessments/review.html", context, status=status)


def _to_next(dossier: Dossier) -> HttpResponse:
    if dossier.next is None:
        return redirect("assessments:reviews")
    return redirect("assessments:review", dossier.next.answer.pk)
