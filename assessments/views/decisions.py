"""One answer under review, and the mentor's decision on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import Permission, require
from assessments import actions
from assessments.dossier import Dossier, dossier_of
from assessments.forms.office import DecisionForm, UndoForm, VerdictForm
from assessments.models import Answer, Citation, ReasonPhrase
from assessments.queries import talk_of

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from accounts.http import PortalRequest

PLACE_DIGITS = 4  # of a piece of evidence in its list


@require_safe
@require(Permission.REVIEW_DECIDE)
def review(request: PortalRequest, pk: UUID) -> HttpResponse:
    answer = _load(request, pk)
    chosen = request.GET.get("evidence", "")[:PLACE_DIGITS]
    dossier = dossier_of(
        answer, request.user, chosen=int(chosen) if chosen.isdecimal() else 1
    )
    return _page(request, dossier)


@require_POST
@require(Permission.REVIEW_DECIDE)
def decide(request: PortalRequest, pk: UUID) -> HttpResponse:
    answer = _load(request, pk)
    dossier = dossier_of(answer, request.user)
    form = _form(request, dossier, request.POST)
    if form.is_valid():
        try:
            actions.review(answer, **form.cleaned_data, by=request.user)
        except actions.DoubtError as error:
            form.add_error("despite_verdicts", str(error))
        except actions.AssessmentError as error:
            form.add_error(None, str(error))
        else:
            return _to_next(dossier)
    return _page(request, dossier, form=form, status=422)


@require_POST
@require(Permission.REVIEW_DECIDE)
def undo(request: PortalRequest, pk: UUID) -> HttpResponse:
    """Take back the decision that the page showed, and no other one made since."""
    answer = _load(request, pk)
    form = UndoForm(request.POST)
    made = (
        form.is_valid()
        and answer.reviews.filter(pk=form.cleaned_data["review"]).first()
    )
    if not made:
        messages.error(request, "Keputusan itu tidak ada. Tidak ada yang berubah.")
        return redirect("assessments:review", pk)
    try:
        actions.withdraw_review(
            made, reason=form.cleaned_data["reason"], by=request.user
        )
    except actions.AssessmentError as error:
        messages.error(request, str(error))
    else:
        number = answer.indicator.code.removeprefix("I")
        messages.success(request, f"Keputusan atas indikator {number} dibatalkan.")
    return redirect("assessments:review", pk)


@require_POST
@require(Permission.REVIEW_DECIDE)
def judge(request: PortalRequest, pk: UUID) -> HttpResponse:
    """A verdict on one citation; the page comes back with it shown."""
    citation = get_object_or_404(Citation.objects.visible_to(request.user), pk=pk)
    answer = _load(request, citation.answer_id)
    dossier = dossier_of(answer, request.user, cited=citation)
    form = _verdict_form(dossier, request.POST)
    if form.is_valid():
        try:
            actions.judge_citation(citation, **form.cleaned_data, by=request.user)
        except actions.AssessmentError as error:
            form.add_error(None, str(error))
        else:
            place = reverse("assessments:review", args=[answer.pk])
            return redirect(f"{place}?evidence={dossier.chosen}#verdict")
    return _page(request, dossier, verdict_form=form, status=422)


def _load(request: PortalRequest, pk: UUID) -> Answer:
    answers = Answer.objects.visible_to(request.user).with_context()
    return get_object_or_404(answers.select_related("saved_by"), pk=pk)


def _form(
    request: PortalRequest, dossier: Dossier, data: object = None
) -> DecisionForm:
    phrases = ReasonPhrase.objects.usable_by(request.user).in_order()
    return DecisionForm(
        data,
        criteria=dossier.work.indicator.criteria,
        claimed=dossier.work.answer.self_level,
        phrases=phrases.fitting(dossier.work.indicator.code),
    )


def _verdict_form(dossier: Dossier, data: object = None) -> VerdictForm:
    return VerdictForm(
        data,
        criteria=dossier.work.indicator.criteria,
        claimed=dossier.claim,
    )


def _page(
    request: PortalRequest,
    dossier: Dossier,
    *,
    form: DecisionForm | None = None,
    verdict_form: VerdictForm | None = None,
    status: int = 200,
) -> HttpResponse:
    answer = dossier.work.answer
    context = {
        "dossier": dossier,
        "form": form or _form(request, dossier),
        "verdict_form": verdict_form or _verdict_form(dossier),
        "answer": answer,
        "talk": talk_of(answer, request.user),
    }
    return render(request, "assessments/review.html", context, status=status)


def _to_next(dossier: Dossier) -> HttpResponse:
    if dossier.next is None:
        return redirect("assessments:reviews")
    return redirect("assessments:review", dossier.next.answer.pk)
