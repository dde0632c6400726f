"""Mentoring sessions as their pages show them."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q

from accounts.enums import AGENCY_ROLES
from accounts.permissions import Permission, can
from assessments.models import Assessment, Mentoring, Period

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import User
    from assessments.models import MentoringAttendance, MentoringFollowUp
    from instruments.models import Indicator


def lines_of(user: User, search: str = "") -> QuerySet[Any]:
    """Sessions that the user sees, newest first, with `open_follow_ups`."""
    found = Mentoring.objects.visible_to(user)
    if search:
        found = found.filter(
            Q(assessment__agency_name__icontains=search)
            | Q(subjects__icontains=search)
            | Q(place__icontains=search)
        )
    return (
        found.select_related("assessment__period")
        .annotate(
            open_follow_ups=Count(
                "follow_ups", filter=Q(follow_ups__done_at__isnull=True)
            )
        )
        .newest_first()
    )


def recordable_for(user: User) -> list[Assessment]:
    """The assessments of the newest quarter for which the user may record a session."""
    if not can(user, Permission.MENTORING_RECORD):
        return []
    newest = Period.objects.newest_first().first()
    visible = Assessment.objects.visible_to(user).filter(period=newest)
    return list(visible.order_by("agency_name"))


class MentoringPage:
    """One session for one reader; three queries."""

    def __init__(self, mentoring: Mentoring, reader: User) -> None:
        self.mentoring = mentoring
        self.reader = reader

    @cached_property
    def attendances(self) -> list[MentoringAttendance]:
        return list(self.mentoring.attendances.order_by("pk"))

    @cached_property
    def indicators(self) -> list[Indicator]:
        return list(self.mentoring.indicators.order_by("position"))

    @cached_property
    def follow_ups(self) -> list[tuple[MentoringFollowUp, bool]]:
        """Each with whether the reader may tick it off."""
        rows = self.mentoring.follow_ups.select_related("owner", "done_by")
        anyone = can(self.reader, Permission.MENTORING_AGREE)
        follows = can(self.reader, Permission.MENTORING_FOLLOW)
        standing = self.mentoring.withdrawn_at is None
        return [
            (row, standing and follows and (anyone or row.owner_id == self.reader.pk))
            for row in rows.order_by("due_on", "pk")
        ]

    @property
    def can_agree(self) -> bool:
        if not (
            self.mentoring.is_open and can(self.reader, Permission.MENTORING_AGREE)
        ):
            return False
        if self.reader.role in AGENCY_ROLES:
            return self.mentoring.agency_agreed_at is None
        return self.mentoring.mentor_agreed_at is None

    @property
    def can_change(self) -> bool:
        return self.mentoring.is_open and can(self.reader, Permission.MENTORING_RECORD)
