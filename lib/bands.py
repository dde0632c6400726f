"""Predicate bands on the index scale, as charts and cells use them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

Bands = Sequence[tuple[str, Decimal]]  # name and lowest index, lowest band first

LOWEST, HIGHEST = Decimal(1), Decimal(5)
COLOURS = 5


def position(bands: Bands, value: Decimal) -> int:
    """The place of the band that holds the value, 0 for the lowest."""
    return max(0, sum(value >= start for _, start in bands) - 1)


def name_of(bands: Bands, value: Decimal) -> str:
    return bands[position(bands, value)][0] if bands else ""


def rank(bands: Bands, value: Decimal) -> int:
    """The colour step of a value, 1 to 5, whatever the number of bands."""
    return colour(len(bands), position(bands, value))


def colour(count: int, place: int) -> int:
    if count == COLOURS or count < 2:
        return min(place + 1, COLOURS)
    return 1 + round(place * (COLOURS - 1) / (count - 1))


def edges(bands: Bands) -> list[Decimal]:
    """Where each band begins, the lowest at 1,00, and at last where the scale ends."""
    starts = [max(start, LOWEST) for _, start in bands]
    return [LOWEST, *starts[1:], HIGHEST]
