"""Filters of the Indonesian formats; an absent value is shown as a dash."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from django import template

from lib import formats

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime
    from decimal import Decimal

T = TypeVar("T")

register = template.Library()


def _or_dash(write: Callable[[T], str], value: T | None) -> str:
    return formats.DASH if value is None or value == "" else write(value)


@register.filter
def decimal(value: Decimal | None, places: int = 2) -> str:
    """`{{ index|decimal }}` is 2,64; `{{ share|decimal:1 }}` is 61,5."""
    return _or_dash(lambda number: formats.decimal(number, places), value)


@register.filter
def signed(value: Decimal | None, places: int = 2) -> str:
    """`{{ difference|signed }}` is +0,31."""
    return _or_dash(lambda number: formats.signed(number, places), value)


@register.filter
def integer(value: int | None) -> str:
    """`{{ count|integer }}` is 1.250."""
    return _or_dash(formats.integer, value)


@register.filter
def percent(value: Decimal | None, places: int = 0) -> str:
    """`{{ 72|percent }}` is 72%; the value is already a percentage."""
    return _or_dash(lambda number: formats.percent(number, places), value)


@register.filter
def share_of(part: int, whole: int) -> str:
    """`{{ done|share_of:total }}` is 72%."""
    return formats.percent(formats.share(part, whole))


@register.filter
def day(value: date | None) -> str:
    """13 Januari 2026."""
    return _or_dash(formats.day, value)


@register.filter
def long_day(value: date | None) -> str:
    """Selasa, 13 Januari 2026."""
    return _or_dash(formats.long_day, value)


@register.filter
def clock(value: datetime | None) -> str:
    """10.00 Wita."""
    return _or_dash(formats.clock, value)


@register.filter
def moment(value: datetime | None) -> str:
    """13 Januari 2026, 10.00 Wita."""
    return _or_dash(formats.moment, value)


@register.filter
def day_range(first: date | None, last: date | None) -> str:
    """`{{ opens_on|day_range:closes_on }}` is 2-13 Januari 2026."""
    if first is None or last is None:
        return day(first or last)
    return formats.day_range(first, last)


@register.filter
def quarter(number: int, year: int | None = None) -> str:
    """`{{ period.quarter|quarter:period.year }}` is Triwulan IV 2025."""
    return formats.quarter(number, year)


@register.filter
def short_quarter(number: int, year: int | None = None) -> str:
    """`{{ period.quarter|short_quarter }}` is TW IV."""
    return formats.short_quarter(number, year)


@register.filter
def file_size(size: int | None) -> str:
    """4,8 MB."""
    return _or_dash(formats.file_size, size)


@register.filter
def short_hash(digest: str) -> str:
    """9f2c…a41e."""
    return _or_dash(formats.short_hash, digest)


@register.filter
def nip(number: str) -> str:
    """19641215 199003 1 009; only for the owner, the registry and signatures."""
    return _or_dash(formats.nip, number)


@register.filter
def masked_nip(number: str) -> str:
    """1964•••• •••••• • 009."""
    return _or_dash(formats.masked_nip, number)
