"""What the views of one assessment share: finding it, and its page of indicators."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404, render

from accounts.permissions import Permission, can
from assessments.enums import SETTLED
from assessments.forms.indicators import IndicatorFilter
from assessments.forms.work import BulkForm
from assessments.history import results_before
from assessments.models import Assessment
from assessments.plan import plan_of
from assessments.progress import progress_of
from assessments.queries import count_unread, overview_of, people_of
from assessments.renewals import renewals_of
from assessments.retraction import retraction_of, with_mark
from assessments.submission import submission_of
from assessments.targets import targets_of
from assessments.trial import Trial
from assessments.warnings import board_of

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from accounts.http import PortalRequest
    from accounts.models import User
    from assessments.queries.overview import Overview


def load(request: PortalRequest, pk: UUID) -> Assessment:
    """To work on it."""
    visible = Assessment.objects.visible_to(request.user).with_context()
    return get_object_or_404(with_mark(visible), pk=pk)


def load_to_read(request: PortalRequest, pk: UUID) -> Assessment:
    """The past results of agencies before the own one too."""
    found = Assessment.objects.readable_by(request.user).with_context()
    return get_object_or_404(with_mark(found), pk=pk)


def is_inherited(user: User, assessment: Assessment) -> bool:
    """Whether it is history of an agency before the reader's own, to be read alone."""
    return can(user, Permission.ASSESSMENT_EDIT) and not assessment.is_of(user)


def show(
    request: PortalRequest,
    assessment: Assessment,
    bulk: BulkForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """All indicators, or to htmx their list; `bulk` is a form that was filled in."""
    overview = overview_of(assessment, seen_by=request.user)
    count_unread((row.answer for row in overview.rows), request.user)
    wanted = IndicatorFilter(request.GET, overview=overview, user=request.user)
    context = {
        "assessment": assessment,
        "overview": overview,
        "wanted": wanted,
        "domains": wanted.domains,
        "bulk": bulk or _bulk(request, assessment),
        "is_inherited": is_inherited(request.user, assessment),
    }
    template = "assessments/detail.html"
    if request.htmx:
        return render(request, f"{template}#indicators", context, status=status)
    context |= _around(overview, request.user)
    return render(request, template, context, status=status)


def _around(overview: Overview, user: User) -> dict[str, object]:
    """What stands on the whole page beside the list of indicators."""
    assessment = overview.assessment
    return {
        "earlier": results_before(assessment).first(),
        "submission": submission_of(overview, user),
        "retraction": retraction_of(assessment, user),
        "board": board_of(row.answer for row in overview.rows),
        "plan": plan_of(overview),
        "domain_progress": [progress_of(group) for group in overview.groups],
        "targets": targets_of(overview),
        "trial": Trial(overview, {}, {}),
        "renewals": renewals_of(row.answer for row in overview.rows),
        "pending_imports": assessment.imports.visible_to(user)
        .pending()
        .only("file_name", "uploaded_at"),
    }


def _bulk(request: PortalRequest, assessment: Assessment) -> BulkForm | None:
    """The form below the list, for who may give work while there is work."""
    if assessment.state in SETTLED or not can(
        request.user, Permission.ASSIGNMENT_MANAGE
    ):
        return None
    people = people_of(assessment.acting_agency_id)
    return BulkForm(assessment=assessment, people=people)
