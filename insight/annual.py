"""The result of a year from its quarters, as arithmetic on plain values.

No Django here. The policy is data (a dated row of a year); this module knows only how
each method computes. It reads the indices as they were determined, with two decimals,
so that anybody can work the result out from the Berita Acara; exact fractions inside,
rounded once, half up.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from lib.formats import ROMAN, decimal

if TYPE_CHECKING:
    from collections.abc import Mapping

QUARTERS = (1, 2, 3, 4)
STEP = 100  # an index has two decimals


class Method(StrEnum):
    LAST = "LAST"
    MEAN = "MEAN"
    WEIGHTED = "WEIGHTED"


class Missing(StrEnum):
    """What is done while a quarter that counts has no determined result."""

    WAIT = "WAIT"
    SKIP = "SKIP"


class PolicyError(ValueError):
    """A policy that cannot be computed with; the message is for the user."""


@dataclass(frozen=True, slots=True)
class Policy:
    """How quarters make a year; `weights` {quarter: weight}, given with WEIGHTED only.

    A weight is 0 or more; a quarter of weight 0 does not count. Raises PolicyError.
    """

    method: Method
    missing: Missing
    weights: Mapping[int, Decimal] | None = None

    def __post_init__(self) -> None:
        if (self.weights is not None) != (self.method is Method.WEIGHTED):
            msg = "Bobot triwulan hanya dan selalu untuk rata-rata berbobot."
            raise PolicyError(msg)
        if self.weights is not None and (
            sorted(self.weights) != list(QUARTERS)
            or min(self.weights.values()) < 0
            or not any(self.weights.values())
        ):
            msg = "Isi bobot keempat triwulan, 0 atau lebih, dan tidak semuanya 0."
            raise PolicyError(msg)

    def weight(self, quarter: int) -> Fraction:
        """What a quarter counts when all of them are there."""
        if self.method is Method.LAST:
            return Fraction(quarter == QUARTERS[-1])
        return Fraction(self.weights[quarter]) if self.weights else Fraction(1)


@dataclass(frozen=True, slots=True)
class Term:
    """One quarter in the sum: its index and its share of the year, a fraction of one."""

    quarter: int
    index: Decimal
    share: Fraction


@dataclass(frozen=True, slots=True)
class Annual:
    """A year's index, or None with the quarters that are waited for."""

    index: Decimal | None
    terms: tuple[Term, ...]
    waiting: tuple[int, ...]


def annual_of(policy: Policy, indices: Mapping[int, Decimal]) -> Annual:
    """The result of a year; `indices` are the determined ones, {quarter: index}."""
    counted = {q: policy.weight(q) for q in QUARTERS if policy.weight(q)}
    waiting = tuple(q for q in counted if q not in indices)
    if waiting and policy.missing is Missing.WAIT:
        return Annual(None, (), waiting)
    if policy.method is Method.LAST:
        counted = {max(indices): Fraction(1)} if indices else {}
    present = {q: weight for q, weight in counted.items() if q in indices}
    total = sum(present.values(), Fraction(0))
    if not total:
        return Annual(None, (), waiting)
    terms = tuple(Term(q, indices[q], weight / total) for q, weight in present.items())
    exact = sum((term.share * Fraction(term.index) for term in terms), Fraction(0))
    return Annual(half_up(exact), terms, waiting)


def half_up(exact: Fraction) -> Decimal:
    """Two decimals; exactly a half is rounded up. Never through a float."""
    whole = (2 * STEP * exact.numerator + exact.denominator) // (2 * exact.denominator)
    return Decimal(whole).scaleb(-2)


def describe(policy: Policy) -> str:
    """The policy as sentences for people."""
    if policy.method is Method.LAST:
        said = "Hasil tahunan adalah indeks Triwulan IV."
        skip = "Selama Triwulan IV belum ditetapkan, dipakai triwulan terakhir yang ditetapkan."
    elif policy.weights is None:
        said = "Hasil tahunan adalah rata-rata indeks keempat triwulan."
        skip = "Triwulan yang belum ditetapkan tidak dihitung."
    else:
        listed = ", ".join(
            f"{ROMAN[q - 1]} {decimal(weight)}"
            for q, weight in sorted(policy.weights.items())
        )
        said = f"Hasil tahunan adalah rata-rata berbobot: bobot triwulan {listed}."
        skip = (
            "Triwulan yang belum ditetapkan tidak dihitung; bobot lainnya disetarakan."
        )
    wait = "Belum ada hasil tahunan sampai semua triwulan yang dihitung ditetapkan."
    then = wait if policy.missing is Missing.WAIT else skip
    return f"{said} {then} Dibulatkan satu kali, dua angka, setengah ke atas."
