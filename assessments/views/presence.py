"""Who else is at an indicator; the script of the page asks every 20 seconds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from accounts.permissions import Permission, require
from assessments.enums import Doing
from assessments.models import Answer
from assessments.presence import others_at

NEEDED = ("assessment__agency_id", "assessment__carried_on_by_id")

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.http import PortalRequest


@require_POST
@require(Permission.ASSESSMENT_VIEW)
def presence(request: PortalRequest, pk: UUID) -> HttpResponse:
    """A line of plain text, empty when nobody else is there."""
    answers = Answer.objects.visible_to(request.user).select_related("assessment")
    found = get_object_or_404(answers.only(*NEEDED), pk=pk)
    said = request.POST.get("doing", "")
    doing = Doing(said) if said in Doing.values else Doing.READING
    others = others_at(found, request.user, doing)
    line = f"Juga di sini: {', '.join(map(str, others))}" if others else ""
    return HttpResponse(line, content_type="text/plain; charset=utf-8")
