"""What the pages of documents and of their verification show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from assessments.models import Assessment, Determination, Period
from reports.content.batch import newest_of
from reports.enums import Kind, WordKind
from reports.models import IssuedDocument

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accounts.models import User
    from reports.models import Batch

RECENT, COPIES = 40, 5


def period_of(user: User, key: str) -> Period | None:
    """The period that `key` names ("2026-1"), else the newest one the user sees."""
    periods = Period.objects.visible_to(user).newest_first().select_related("version")
    year, _, quarter = key.partition("-")
    if year.isdecimal() and quarter.isdecimal():
        return (
            periods.filter(year=year[:4], quarter=quarter[:1]).first()
            or periods.first()
        )
    return periods.first()


# Documents


@dataclass(frozen=True, slots=True)
class Shelf:
    """One agency of a quarter with the newest document of its report."""

    assessment: Assessment
    document: IssuedDocument | None


@dataclass(frozen=True, slots=True)
class Library:
    period: Period | None
    periods: Sequence[Period]
    shelves: tuple[Shelf, ...]
    determination: Determination | None
    minutes: IssuedDocument | None
    recap: IssuedDocument | None
    recent: Sequence[IssuedDocument]
    batch: Batch | None = None  # the last one of the quarter


def library_of(user: User, key: str) -> Library:
    """The documents of one quarter and what was issued last: seven queries."""
    period = period_of(user, key)
    periods = list(Period.objects.visible_to(user).newest_first()[:8])
    seen = IssuedDocument.objects.visible_to(user).listed()
    if period is None:
        return Library(None, periods, (), None, None, None, ())
    newest: dict[object, IssuedDocument] = {}
    for document in seen.filter(period=period).order_by("requested_at"):
        is_report = document.kind == Kind.OPD_REPORT
        newest[document.assessment_id if is_report else document.kind] = document
    assessments = (
        Assessment.objects.visible_to(user).taking_part().filter(period=period)
    )
    return Library(
        period=period,
        periods=periods,
        shelves=tuple(
            Shelf(assessment, newest.get(assessment.pk))
            for assessment in assessments.order_by("agency_code")
        ),
        determination=period.determinations.in_force().first(),
        minutes=newest.get(Kind.BERITA_ACARA),
        recap=newest.get(Kind.RECAP),
        recent=list(seen.newest_first()[:RECENT]),
        batch=newest_of(user, period),
    )


def page_of(document: IssuedDocument) -> dict[str, Any]:
    """What the page of one document shows besides: its copies, and if it may have some."""
    return {
        "document": document,
        "has_copies": document.kind in WordKind.values,
        "copies": list(document.word_copies.newest_first().defer("data")[:COPIES]),
    }
