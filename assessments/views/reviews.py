"""The mentor's queue, and the end of a round."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.http import PortalRequest
from accounts.permissions import Permission, require
from assessments import actions
from assessments.enums import Status
from assessments.models import Assessment
from assessments.review_queue import Desk, desk_of, last_decision_of

PAGE_SIZE = 25


@require_safe
@require(Permission.REVIEW_DECIDE)
def reviews(request: PortalRequest) -> HttpResponse:
    desk = desk_of(request.user)
    wanted = {name: request.GET.get(name, "") for name in ("agency", "domain")}
    fitting = desk.filtered(**wanted).items
    page = Paginator(fitting, PAGE_SIZE).get_page(request.GET.get("page"))
    shown = Desk(desk.lines, tuple(page.object_list))
    context = {"desk": desk, "shown": shown, "page": page, **wanted}
    context["made"] = last_decision_of(request.user)
    template = "assessments/reviews.html"
    part = f"{template}#queue" if request.htmx else template
    return render(request, part, context)


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
