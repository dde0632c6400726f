"""The mentor's queue, and the end of a round."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.http import PortalRequest
from accounts.models import User
from accounts.permissions import Permission, require
from assessments import actions
from assessments.enums import Status
from assessments.models import Assessment, Period
from assessments.queries import leads_in, unread_threads
from assessments.queue_filter import QueueFilter
from assessments.review_queue import Desk, desk_of, last_decision_of, with_alerts

PAGE_SIZE = 25


@require_safe
@require(Permission.REVIEW_DECIDE)
def reviews(request: PortalRequest) -> HttpResponse:
    desk = desk_of(request.user)
    wanted = QueueFilter(desk.items, request.GET.dict())
    page = Paginator(wanted.items, PAGE_SIZE).get_page(request.GET.get("page"))
    shown = Desk(desk.lines, with_alerts(page.object_list))
    threads = unread_threads(request.user)
    unread = {answer.pk: answer.unread for answer in threads}
    for item in shown.items:
        item.answer.unread = unread.get(item.answer.pk, 0)
    context = {
        "desk": desk,
        "led": _led(request.user, desk),
        "shown": shown,
        "page": page,
        "wanted": wanted,
        "threads": threads,
        "made": last_decision_of(request.user),
    }
    template = "assessments/reviews.html"
    part = f"{template}#queue" if request.htmx else template
    return render(request, part, context)


def _led(mentor: User, desk: Desk) -> Period | None:
    """The newest quarter of the desk, if the mentor leads in it."""
    periods = [line.assessment.period for line in desk.lines]
    newest = max(
        periods, key=lambda period: (period.year, period.quarter), default=None
    )
    if newest and leads_in(mentor, newest.year, newest.quarter):
        return newest
    return None


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
