"""What of the releases a page or a file needs, in a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from assessments.models import Determination, Period
from opendata.figures import HISTORY, Quarter, quarters_of
from opendata.models import Release

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accounts.models import User

ALL = 400  # quarters of a century: an upper limit, not a page


def published(limit: int = ALL) -> list[Quarter]:
    """The quarters that are public now, newest first: one query."""
    found = Release.objects.in_force().with_context().newest_first()
    return quarters_of(found[:limit])


def quarters_until(year: int, quarter: int) -> list[Quarter]:
    """A public quarter and those before it that its lines need; [] if it is not public."""
    found = Release.objects.in_force().until(year, quarter).with_context()
    quarters = quarters_of(found.newest_first()[:HISTORY])
    return quarters if quarters and quarters[0].is_of(year, quarter) else []


def quarter_of(year: int, quarter: int) -> Quarter | None:
    """One public quarter; None if it is not."""
    return next(iter(quarters_until(year, quarter)), None)


def revision_of(year: int, quarter: int, revision: int) -> Release | None:
    """Any release, in force or not: its address answers for ever."""
    return (
        Release.objects.filter(
            period__year=year, period__quarter=quarter, revision=revision
        )
        .with_context()
        .first()
    )


def last_of(year: int, quarter: int) -> Release | None:
    """The newest revision of a quarter, withdrawn or not."""
    found = Release.objects.filter(period__year=year, period__quarter=quarter)
    return found.with_context().order_by("-revision").first()


def is_outdated(release: Release) -> bool:
    """Whether a later determination stands that is not public yet."""
    later = Determination.objects.filter(replaces=release.determination_id)
    return later.exists()


def menu() -> list[Period]:
    """The periods that are public, newest first."""
    found = Release.objects.in_force().select_related("period").newest_first()
    return [release.period for release in found.defer("content")[:ALL]]


# The secretariat's desk


@dataclass(frozen=True, slots=True)
class Line:
    """A determined quarter, and what of it is public."""

    period: Period
    determination: Determination
    last: Release | None

    @property
    def is_public(self) -> bool:
        return self.last is not None and not self.last.is_withdrawn

    @property
    def is_outdated(self) -> bool:
        return (
            self.last is not None
            and self.is_public
            and self.last.determination_id != self.determination.pk
        )


def lines_of(user: User, periods: Sequence[Period]) -> list[Line]:
    """Of determined periods, in their order: two queries."""
    determinations = {
        d.period_id: d
        for d in Determination.objects.visible_to(user)
        .in_force()
        .filter(period__in=periods)
        .order_by("determined_at")
    }
    releases = Release.objects.visible_to(user).filter(period__in=periods)
    last = {
        release.period_id: release
        for release in releases.defer("content").order_by("revision")
    }
    return [
        Line(period, determinations[period.pk], last.get(period.pk))
        for period in periods
        if period.pk in determinations
    ]
