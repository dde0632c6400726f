"""For which agency a person with several placements works, at each request.

Whether the placement in use still holds is asked here, of the day in Wita, and not only
by the clock. Who has one placement pays nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages

from accounts import placements
from accounts.models import Placement
from accounts.working_context import refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase


class WorkingContextMiddleware:
    """Ends what is over, and refuses what was drawn for another placement."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        user = request.user
        if not user.is_authenticated or user.placement_id is None:
            return None
        used = Placement.objects.select_related("agency").get(pk=user.placement_id)
        user.placement, user.agency = used, used.agency
        if not used.is_current:
            request.user = placements.fall_back(user)
            messages.warning(request, f"Penempatan Anda di {used.agency} berakhir.")
        return refusal(request)
