"""What I have to do, and how the work of an agency is spread over its people."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.http import PortalRequest
from accounts.permissions import Permission, require
from assessments.queries import overview_of
from assessments.task_list import TaskList, loads_of
from assessments.views import overview as pages


@require_safe
@require(Permission.ASSESSMENT_EDIT)
def tasks(request: PortalRequest) -> HttpResponse:
    context = {"mine": TaskList(request.user)}
    return render(request, "assessments/tasks.html", context)


@require_safe
@require(Permission.ASSESSMENT_VIEW)
def workload(request: PortalRequest, pk: UUID) -> HttpResponse:
    overview = overview_of(pages.load(request, pk))
    context = {
        "assessment": overview.assessment,
        "overview": overview,
        "loads": loads_of(overview),
    }
    return render(request, "assessments/workload.html", context)
