"""From an index to TPP points, as arithmetic on plain values.

No Django here. The rule is data (a dated rule set); this module knows only how each
method computes. Exact fractions inside, each figure rounded once, half up.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

LOWEST, HIGHEST = Decimal(1), Decimal(5)
FULL = Decimal(100)
PLACES_MAX = 4
WEIGHTED_PLACES = 2
MINUS, TIMES = "\N{MINUS SIGN}", "\N{MULTIPLICATION SIGN}"


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
class Component:
    """Another instrument's score as a further weighted part of the same allowance.

    A score is 0 to `scale_max`; `weight` is a percentage, as that of the rule.
    """

    name: str
    weight: Decimal
    scale_max: Decimal

    def __post_init__(self) -> None:
        if not self.name.strip():
            msg = "Komponen memerlukan nama."
            raise RuleError(msg)
        if not 0 < self.weight < FULL:
            msg = f"{self.name}: bobot harus di atas 0 dan di bawah 100 persen."
            raise RuleError(msg)
        if self.scale_max <= 0:
            msg = f"{self.name}: nilai tertinggi harus di atas 0."
            raise RuleError(msg)


@dataclass(frozen=True, slots=True)
class Rule:
    """One way from an index (1,00 to 5,00) to weighted points.

    `weight` is a percentage above 0 and up to 100; `places` are the decimals of the
    score; `target` is an index, given with TARGET only; `bands` are ascending, given
    with BANDS only; with `components` the weights add up to 100 at most. Raises
    RuleError when made of values that do not fit.
    """

    method: Method
    weight: Decimal
    places: int = 2
    target: Decimal | None = None
    bands: tuple[Band, ...] = ()
    components: tuple[Component, ...] = ()

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
        _check_components(self.components, self.total_weight)

    @property
    def total_weight(self) -> Decimal:
        """The weights of SPBE and of every component together, in percent."""
        return sum((part.weight for part in self.components), self.weight)

    @property
    def is_whole(self) -> bool:
        """Whether the parts make up the whole allowance, 100 percent."""
        return self.total_weight == FULL


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
    return _weighted(_exact(rule, index), rule.weight, rule.places)


def component_points(component: Component, value: Decimal, places: int) -> Points:
    """Score (of 100) and weighted value of another instrument's score.

    Raises RuleError for a value outside 0 to `scale_max`.
    """
    if not 0 <= value <= component.scale_max:
        msg = (
            f"{component.name}: nilai {_plain(value)} di luar 0 sampai "
            f"{_plain(component.scale_max)}."
        )
        raise RuleError(msg)
    exact = Fraction(value) / Fraction(component.scale_max) * 100
    return _weighted(exact, component.weight, places)


def total(parts: Sequence[Decimal | None]) -> Decimal | None:
    """The sum of weighted values, which are rounded already; None where one is missing."""
    known = [part for part in parts if part is not None]
    return sum(known, Decimal(0)) if len(known) == len(parts) else None


@dataclass(frozen=True, slots=True)
class Path:
    """Every step from an index to its weighted value, as a person checks it by hand.

    `formula` has the numbers in it; `exact` and `product` are what stands before each
    rounding, as text: a finite decimal, else a fraction.
    """

    index: Decimal
    formula: str
    exact: str
    score: Decimal
    product: str
    weighted: Decimal


def path(rule: Rule, index: Decimal) -> Path:
    """How `points` gets there. Raises RuleError as it does."""
    found = points(rule, index)
    product = Fraction(found.score) * Fraction(rule.weight) / 100
    return Path(
        index=index,
        formula=_in_numbers(rule, index),
        exact=_exact_text(_exact(rule, index)),
        score=found.score,
        product=_exact_text(product),
        weighted=found.weighted,
    )


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
        f"{WEIGHTED_PLACES} angka di belakang koma.{_others_in_words(rule)}"
    )


def _weighted(exact: Fraction, weight: Decimal, places: int) -> Points:
    score = half_up(exact, places)
    weighted = Fraction(score) * Fraction(weight) / 100
    return Points(score, half_up(weighted, WEIGHTED_PLACES))


def _exact(rule: Rule, index: Decimal) -> Fraction:
    exact = Fraction(index)
    if rule.method is Method.LINEAR_MAX:
        return exact / 5 * 100
    if rule.method is Method.LINEAR_RANGE:
        return (exact - 1) / 4 * 100
    if rule.method is Method.TARGET:
        return min(Fraction(100), exact / Fraction(rule.target or LOWEST) * 100)
    return Fraction(_band(rule, index).percent)


def _band(rule: Rule, index: Decimal) -> Band:
    # the bands cover the scale, so the last one that has begun holds the index
    return [band for band in rule.bands if band.start <= index][-1]


def _in_numbers(rule: Rule, index: Decimal) -> str:
    shown = _comma(index)
    if rule.method is Method.LINEAR_MAX:
        return f"{shown} : 5 {TIMES} 100"
    if rule.method is Method.LINEAR_RANGE:
        return f"({shown} {MINUS} 1) : 4 {TIMES} 100"
    if rule.method is Method.TARGET:
        target = rule.target or LOWEST
        capped = ", paling tinggi 100" if index > target else ""
        return f"{shown} : {_comma(target)} {TIMES} 100{capped}"
    band = _band(rule, index)
    until = "sampai" if band.end == HIGHEST else "sampai di bawah"
    label = f" ({band.label})" if band.label else ""
    return f"baris {_comma(band.start)} {until} {_comma(band.end)}{label}"


def _exact_text(value: Fraction) -> str:
    """A finite decimal in full, with a comma; else `n/d`."""
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest != 1:
        return f"{value.numerator}/{value.denominator}"
    return _plain(Decimal(value.numerator) / Decimal(value.denominator))


def _check_components(components: tuple[Component, ...], together: Decimal) -> None:
    names = [component.name.strip().casefold() for component in components]
    if len(set(names)) < len(names):
        msg = "Dua komponen bernama sama."
        raise RuleError(msg)
    if components and together > FULL:
        msg = f"Jumlah bobot {_plain(together)} persen, paling banyak 100."
        raise RuleError(msg)


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


def _others_in_words(rule: Rule) -> str:
    if not rule.components:
        return ""
    parts = "; ".join(
        f"{part.name}: nilai dibagi {_plain(part.scale_max)}, dikali 100, bobot "
        f"{_plain(part.weight)}%"
        for part in rule.components
    )
    share = (
        "seluruh bagian prestasi kerja"
        if rule.is_whole
        else f"sebagian, {_plain(rule.total_weight)}% dari 100%"
    )
    return (
        f" Komponen lain, dibulatkan dengan cara yang sama ({parts}). Jumlah = nilai "
        f"tertimbang SPBE ditambah nilai tertimbang setiap komponen: {share}."
    )


def _comma(number: Decimal) -> str:
    return f"{number:.2f}".replace(".", ",")


def _plain(number: Decimal) -> str:
    """Without trailing zeros: 30, 12,5."""
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace(".", ",")
