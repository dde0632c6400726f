"""What charts draw: values with their names, and how they are said."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from lib.formats import decimal

Value = Decimal | None
NOT_YET = "belum ada"


@dataclass(frozen=True)
class Mark:
    """A value with its name: Sementara, Triwulan III, Rata-rata."""

    label: str
    value: Decimal


@dataclass(frozen=True)
class Former:
    """The value of another subject that this one follows; `sign` marks it in the
    picture: A."""

    sign: str
    name: str
    value: Decimal


@dataclass(frozen=True)
class Point:
    """One quarter of a trend: TW IV, 2025; provisional until it is final.

    `former` are the values of those before the subject, where it followed others.
    """

    label: str
    year: str
    value: Value
    provisional: bool = False
    former: tuple[Former, ...] = ()


def said(value: Value) -> str:
    return NOT_YET if value is None else decimal(value)
