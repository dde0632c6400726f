"""What the pages of this app show: documents, exports, a preview, a verification."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from assessments.models import Assessment, Determination, Period
from reports import tpp
from reports.content.batch import newest_of
from reports.content.frozen import export_inputs
from reports.content.sheet import figures_of, read_sheet
from reports.enums import Kind
from reports.models import Export, IssuedDocument, RuleSet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accounts.models import User
    from reports.content.sheet import Sheet
    from reports.models import Batch

RECENT = 40


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
    recent: Sequence[IssuedDocument]
    batch: Batch | None = None  # the last one of the quarter


def library_of(user: User, key: str) -> Library:
    """The documents of one quarter and what was issued last: seven queries."""
    period = period_of(user, key)
    periods = list(Period.objects.visible_to(user).newest_first()[:8])
    seen = IssuedDocument.objects.visible_to(user).listed()
    if period is None:
        return Library(None, periods, (), None, None, ())
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
        recent=list(seen.newest_first()[:RECENT]),
        batch=newest_of(user, period),
    )


# TPP


@dataclass(frozen=True, slots=True)
class Preview:
    """A rule set applied to a determination, before anything is written."""

    rule_set: RuleSet
    sheet: Sheet

    @property
    def counted(self) -> int:
        return sum(row.weighted is not None for row in self.sheet.rows)


@dataclass(frozen=True, slots=True)
class Desk:
    period: Period | None
    periods: Sequence[Period]
    determination: Determination | None
    rule_sets: Sequence[RuleSet]
    exports: Sequence[Export]
    preview: Preview | None
    fault: str  # why the chosen rule set gives no preview


def desk_of(user: User, key: str, rule_set: str) -> Desk:
    """Exports and rule sets, and a preview when a rule set is named by its uuid.

    Without a key the newest determined quarter: only that can be exported.
    """
    period = period_of(user, key or _newest_determined(user))
    determination = period.determinations.in_force().first() if period else None
    rule_sets = list(RuleSet.objects.visible_to(user).newest_first())
    chosen = next((r for r in rule_sets if str(r.pk) == rule_set), None)
    preview, fault = None, ""
    if determination and chosen:
        try:
            preview = _preview(determination, chosen)
        except tpp.RuleError as error:
            fault = str(error)
    exports = Export.objects.visible_to(user).newest_first()
    return Desk(
        period=period,
        periods=list(Period.objects.visible_to(user).newest_first()[:8]),
        determination=determination,
        rule_sets=rule_sets,
        exports=list(exports.filter(period=period)) if period else [],
        preview=preview,
        fault=fault,
    )


def _newest_determined(user: User) -> str:
    determined = Period.objects.visible_to(user).filter(determinations__isnull=False)
    newest = determined.newest_first().first()
    return f"{newest.year}-{newest.quarter}" if newest else ""


def _preview(determination: Determination, rule_set: RuleSet) -> Preview:
    inputs = export_inputs(determination, rule_set, "")
    return Preview(rule_set, read_sheet(inputs, figures_of(inputs)))


def proposed_bands(period: Period | None) -> list[dict[str, Any]]:
    """Rows for a new table: the predicates of the period's instrument, no percentage."""
    if period is None:
        return []
    rows = list(period.version.bands.order_by("from_index"))
    ends = [row.from_index for row in rows[1:]] + [tpp.HIGHEST]
    return [
        {"label": row.name, "start": row.from_index, "end": end}
        for row, end in zip(rows, ends, strict=True)
    ]
