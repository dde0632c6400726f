"""From an index to TPP points, as arithmetic on plain values.

No Django here. The rule is data (a dated rule set); this module knows only how each
method computes. Exact fractions inside, each figure rounded once, half up.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

LOWEST, HIGHEST = Decimal(1), Decimal(5)
FULL = Decimal(100)
PLACES_MAX = 4
WEIGHTED_PLACES = 2


class Method(StrEnum):
    """How an index becomes a score of 0 to 100."""

    LINEAR_MAX = "LINEAR_MAX"
    LINEAR_RANGE = "LINEAR_RANGE"
    TARGET = "TARGET"
    BANDS = "BANDS"


class RuleError(ValueError):
    """A rule that can't be computed with; the message is for the user."""


@dataclass(frozen=True, slots=True)
class Band:
    """A score for indices from `start`, inclusive, to `end`, exclusive.

    The last band includes its end. `percent` is a score of 0 to 100.
    """

    start: Decimal
    end: Decimal
    percent: Decimal
    label: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One way from an index (1,00 to 5,00) to weighted points.

    `weight` is a percentage above 0 and up to 100; `places` are the decimals of the
    score; `target` is an index, given with TARGET only; `bands` are ascending, given
    with BANDS only. Raises RuleError when made of values that do not fit.
    """

    method: Method
    weight: Decimal
    places: int = 2
    target: Decimal | None = None
    bands: tuple[Band, ...] = ()

    def __post_init__(self) -> None:
        if not 0 < self.weight <= FULL:
            msg = "Bobot harus di atas 0 dan paling besar 100 persen."
            raise RuleError(msg)
        if not 0 <= self.places <= PLACES_MAX:
            msg = f"Pembulatan harus 0 sampai {PLACES_MAX} angka di belakang koma."
            raise RuleError(msg)
        _check_target(self.method, self.target)
        if self.method is Method.BANDS:
            check_bands(self.bands)
        elif self.bands:
            msg = "Tabel persentase hanya untuk metode tabel."
            raise RuleError(msg)


@dataclass(frozen=True, slots=True)
class Points:
    """The score (0 to 100) and the score times the weight, both rounded half up."""

    score: Decimal
    weighted: Decimal


def points(rule: Rule, index: Decimal) -> Points:
    """Score and weighted value of a rounded index.

    The weighted value is computed from the rounded score, as who checks it by hand
    does. Raises RuleError for an index outside 1,00 to 5,00.
    """
    if not LOWEST <= index <= HIGHEST:
        msg = f"Indeks {_comma(index)} di luar skala 1,00 sampai 5,00."
        raise RuleError(msg)
    score = half_up(_exact(rule, index), rule.places)
    weighted = Fraction(score) * Fraction(rule.weight) / 100
    return Points(score, half_up(weighted, WEIGHTED_PLACES))


def half_up(value: Fraction, places: int) -> Decimal:
    """A fraction of 0 or more, rounded half up to `places` decimals."""
    scaled = value * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(whole).scaleb(-places)


def check_bands(bands: tuple[Band, ...]) -> None:
    """Raises RuleError unless ascending bands cover 1,00 to 5,00 exactly once."""
    if not bands:
        msg = "Tabel persentase belum diisi."
        raise RuleError(msg)
    expected = LOWEST
    for place, band in enumerate(bands, 1):
        if band.start != expected:
            fault = "tumpang tindih" if band.start < expected else "berjarak"
            msg = (
                f"Baris {place} mulai {_comma(band.start)}, seharusnya "
                f"{_comma(expected)}: tabel {fault}."
            )
            raise RuleError(msg)
        if band.end <= band.start:
            msg = f"Baris {place}: batas atas tidak melebihi batas bawah."
            raise RuleError(msg)
        if not 0 <= band.percent <= FULL:
            msg = f"Baris {place}: persentase harus 0 sampai 100."
            raise RuleError(msg)
        expected = band.end
    if expected != HIGHEST:
        msg = f"Tabel berakhir pada {_comma(expected)}, seharusnya 5,00."
        raise RuleError(msg)


def describe(rule: Rule) -> str:
    """The formula in words (Indonesian), for the sheet and the screen."""
    score = {
        Method.LINEAR_MAX: "indeks dibagi 5, dikali 100",
        Method.LINEAR_RANGE: "indeks dikurangi 1, dibagi 4, dikali 100",
        Method.TARGET: (
            f"indeks dibagi target {_comma(rule.target or LOWEST)}, dikali 100, "
            "paling tinggi 100"
        ),
        Method.BANDS: _table_in_words(rule.bands),
    }[rule.method]
    return (
        f"Skor konversi = {score}, dibulatkan setengah ke atas "
        f"{rule.places} angka di belakang koma. Nilai tertimbang = skor konversi "
        f"dikali bobot {_plain(rule.weight)}%, dibulatkan setengah ke atas "
        f"{WEIGHTED_PLACES} angka di belakang koma."
    )


def _exact(rule: Rule, index: Decimal) -> Fraction:
    exact = Fraction(index)
    if rule.method is Method.LINEAR_MAX:
        return exact / 5 * 100
    if rule.method is Method.LINEAR_RANGE:
        return (exact - 1) / 4 * 100
    if rule.method is Method.TARGET:
        return min(Fraction(100), exact / Fraction(rule.target or LOWEST) * 100)
    # the bands cover the scale, so the last one that has begun holds the index
    return Fraction([band for band in rule.bands if band.start <= index][-1].percent)


def _check_target(method: Method, target: Decimal | None) -> None:
    if method is not Method.TARGET:
        if target is not None:
            msg = "Target hanya untuk metode target."
            raise RuleError(msg)
    elif target is None or not LOWEST < target <= HIGHEST:
        msg = "Target harus di atas 1,00 dan paling besar 5,00."
        raise RuleError(msg)


def _table_in_words(bands: tuple[Band, ...]) -> str:
    rows = "; ".join(
        f"{_comma(band.start)} sampai "
        f"{'' if band.end == HIGHEST else 'di bawah '}{_comma(band.end)}"
        f"{f' ({band.label})' if band.label else ''}: {_plain(band.percent)}"
        for band in bands
    )
    return f"menurut tabel ({rows})"


def _comma(number: Decimal) -> str:
    return f"{number:.2f}".replace(".", ",")


def _plain(number: Decimal) -> str:
    """Without trailing zeros: 30, 12,5."""
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace(".", ",")
