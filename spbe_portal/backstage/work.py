"""What the work stands on: instruments, quarters and the marks of the clock.

No assessment, answer, review, decision or result is here: they have pages with their
own rules of who sees what.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin

from assessments.models import Passage, Period
from instruments.models import Version
from spbe_portal.backstage.site import Shown, site

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest


@admin.register(Version, site=site)
class ShownVersion(Shown):
    list_display = ("code", "title", "status", "published_at", "retired_at")
    list_filter = ("status",)
    search_fields = ("code", "title")
    ordering = ("-published_at",)
    fields = (
        *list_display,
        "applies_to",
        "status_label",
        "scale_min",
        "scale_max",
        "step",
        "rounding",
        "sources",
        "file_sha256",
        "published_by",
        "retired_by",
    )


@admin.register(Period, site=site)
class ShownPeriod(Shown):
    list_display = ("year", "quarter", "version", "opened_at", "filling_until")
    list_filter = ("year", "quarter")
    list_select_related = ("version",)
    ordering = ("-year", "-quarter")
    fields = (*list_display, "review_until", "plenary_until", "opened_by")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Period]:
        """Dates, for both roles: nothing of an agency is in the row."""
        return Period.objects.all()


@admin.register(Passage, site=site)
class ShownPassage(Shown):
    """What the clock noted; without the agency, whose state is not for everybody."""

    list_display = ("period", "window", "days_before", "due_at", "passed_at")
    list_filter = ("window",)
    list_select_related = ("period",)
    ordering = ("-passed_at",)
    fields = list_display
