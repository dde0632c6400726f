"""What the pages of documents and of their verification show."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from assessments.models import Assessment, Determination, Period
from lib import canonical
from reports.enums import JobStatus, Kind, WordKind
from reports.models import IssuedDocument

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accounts.models import User
    from reports.enums import Standing

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


def library_of(user: User, key: str) -> Library:
    """The documents of one quarter and what was issued last: six queries."""
    period = period_of(user, key)
    periods = list(Period.objects.visible_to(user).newest_first()[:8])
    seen = IssuedDocument.objects.visible_to(user).listed()
    if period is None:
        return Library(None, periods, (), None, None, None, ())
    newest: dict[object, IssuedDocument] = {}
    for document in seen.filter(period=period).order_by("requested_at"):
        is_report = document.kind == Kind.OPD_REPORT
        newest[document.assessment_id if is_report else document.kind] = document
    assessments = Assessment.objects.visible_to(user).filter(period=period)
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
    )


def page_of(document: IssuedDocument) -> dict[str, Any]:
    """What the page of one document shows besides: its copies, and if it may have some."""
    return {
        "document": document,
        "has_copies": document.kind in WordKind.values,
        "copies": list(document.word_copies.newest_first().defer("data")[:COPIES]),
    }


# Verification


@dataclass(frozen=True, slots=True)
class Verification:
    """The least that lets a reader compare: no name, no evidence, no file."""

    document: IssuedDocument
    standing: Standing
    successor: Determination | None  # in force now, where this one was replaced
    index: Decimal | None
    predicate: str
    label: str


def verification_of(code: str) -> Verification | None:
    """What an issued code stands for; None for every other code alike."""
    document = (
        IssuedDocument.objects.filter(code=code, status=JobStatus.DONE)
        .with_context()
        .first()
    )
    if document is None:
        return None
    index = document.inputs.get("index", {})
    final = index.get("final")
    return Verification(
        document=document,
        standing=document.standing(),
        successor=document.successor(),
        index=Decimal(final) if final else None,
        predicate=index.get("predicate", ""),
        label=document.inputs["instrument"]["label"],
    )


def is_intact(document: IssuedDocument) -> bool:
    """Whether the frozen inputs still give their hash."""
    return canonical.sha256(document.inputs) == document.inputs_sha256
