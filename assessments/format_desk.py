"""Formats by indicator: for the desk of who publishes them, and for one indicator."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assessments.models import IndicatorFormat, Period
from instruments.queries import definition_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from instruments.definition import Indicator, Instrument

HISTORY_SHOWN = 30
LONG = ("document__search", "document__current__inspection__text")


@dataclass(frozen=True, slots=True)
class Shelf:
    """One indicator and the formats offered there."""

    indicator: Indicator
    formats: tuple[IndicatorFormat, ...]


def instrument_in_use() -> Instrument | None:
    """That of the newest quarter; none before the first was opened."""
    newest = Period.objects.newest_first().first()
    return definition_of(newest.version_id) if newest else None


def standing_formats(instrument_code: str) -> QuerySet[IndicatorFormat]:
    """What is offered today, with document and file in the same query."""
    rows = IndicatorFormat.objects.filter(
        instrument_code=instrument_code,
        removed_at__isnull=True,
        document__withdrawn_at__isnull=True,
    ).select_related("document__current__inspection", "added_by")
    return rows.defer(*LONG).order_by("document__title", "pk")


def formats_at(instrument_code: str, indicator_code: str) -> Sequence[IndicatorFormat]:
    return list(standing_formats(instrument_code).filter(indicator_code=indicator_code))


def shelves_of(instrument: Instrument) -> list[Shelf]:
    """One query, whatever the number of indicators and formats."""
    by_code: dict[str, list[IndicatorFormat]] = defaultdict(list)
    for row in standing_formats(instrument.code):
        by_code[row.indicator_code].append(row)
    return [
        Shelf(indicator, tuple(by_code[indicator.code]))
        for indicator in instrument.indicators
    ]


def removed_formats(instrument: Instrument) -> Sequence[IndicatorFormat]:
    """What was offered once, newest first."""
    rows = IndicatorFormat.objects.filter(
        instrument_code=instrument.code, removed_at__isnull=False
    ).select_related("document", "removed_by")
    return list(rows.defer("document__search").order_by("-removed_at")[:HISTORY_SHOWN])
