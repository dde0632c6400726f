"""The index ruler and the strip plot: values on the predicate segments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lib import bands as scale
from lib.bands import HIGHEST, LOWEST, Bands
from lib.formats import decimal
from lib.svg import Picture

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from lib.charts import Mark

WIDE, NARROW = 620, 322
MARGIN, THICKNESS = 17, 18
CHAR = 7.2  # mean width of a 13 px character
TICK_ROOM = 32


class _Ruler:
    """A picture with the coloured segments at `top`."""

    def __init__(self, css: str, size: tuple[int, int], top: float, title: str) -> None:
        self.width, height = size
        self.top = top
        self.picture = Picture(css, self.width, height, title)

    def x(self, value: Decimal) -> float:
        part = float((value - LOWEST) / (HIGHEST - LOWEST))
        return MARGIN + part * (self.width - 2 * MARGIN)

    def segments(self, bands: Bands) -> list[tuple[str, float]]:
        """Draw them; the names with the middle of each."""
        edges = scale.edges(bands)
        middles = []
        for place, (name, _) in enumerate(bands):
            left, right = self.x(edges[place]), self.x(edges[place + 1])
            inner = left + (place > 0)
            css = f"l{scale.colour(len(bands), place)}"
            width = right - inner - (place < len(bands) - 1)
            self.picture.draw(
                "rect", css, x=inner, y=self.top, width=width, height=THICKNESS, rx="2"
            )
            middle = (left + right) / 2
            label = _fitting(name, right - left)
            self.picture.write("lab", label, middle, self.top + THICKNESS + 16)
            middles.append((name, middle))
        return middles

    def ticks(self, bands: Bands) -> None:
        edges = scale.edges(bands)
        last = -float(TICK_ROOM)
        for place, edge in enumerate(edges):
            x = self.x(edge)
            anchor = "start" if place == 0 else "end" if edge == HIGHEST else "middle"
            if x - last >= TICK_ROOM:
                self.picture.write("tick", decimal(edge), x, self.top - 6, anchor)
                last = x

    def flag(self, mark: Mark) -> None:
        """The value that counts, above the ruler."""
        x = self.x(mark.value)
        words = f"{mark.label} "
        width = (len(words) + 4) * CHAR + 16
        left = _within(x - width / 2, width, self.width)
        tip = self.top - 16
        self.picture.draw("rect", "flag", x=left, y=2, width=width, height=26, rx="4")
        corners = f"M{x - 6:.1f} 27 L{x + 6:.1f} 27 L{x:.1f} {tip:.1f} Z"
        self.picture.draw("path", "flag", d=corners)
        foot = self.top + THICKNESS + 3
        self.picture.draw("line", "flagline", x1=x, x2=x, y1=tip - 2, y2=foot)
        text = self.picture.write("flagtext", words, left + width / 2, 19.5)
        self.picture.bold(text, decimal(mark.value))

    def back(self, mark: Mark) -> None:
        """The previous value, dashed, below the ruler."""
        x = self.x(mark.value)
        under = self.top + THICKNESS
        self.picture.draw(
            "line", "backline", x1=x, x2=x, y1=self.top - 2, y2=under + 24
        )
        corners = f"M{x - 5:.1f} {under + 29:.1f} L{x + 5:.1f} {under + 29:.1f}"
        self.picture.draw("path", "back", d=f"{corners} L{x:.1f} {under + 22:.1f} Z")
        words = f"{mark.label} "
        width = (len(words) + 4) * CHAR
        left = _within(x - width / 2, width, self.width)
        text = self.picture.write("backtext", words, left + width / 2, under + 44)
        self.picture.bold(text, decimal(mark.value))


def _within(left: float, width: float, whole: float) -> float:
    return min(max(left, 1.0), max(whole - width - 1, 1.0))


def _fitting(name: str, room: float) -> str:
    """The name, shortened when its segment is too short: S. Baik, Memuas."""
    if len(name) * 6.7 <= room - 2:
        return name
    first, _, rest = name.partition(" ")
    if rest:
        return f"{first[0]}. {rest}"
    return f"{name[: max(3, int(room / 8) - 1)]}."


def _said(mark: Mark, bands: Bands) -> str:
    return f"{mark.label} {decimal(mark.value)} ({scale.name_of(bands, mark.value)})"


def ruler(
    bands: Bands,
    now: Mark | None,
    previous: Mark | None,
    subject: str,
    *,
    narrow: bool = False,
) -> str:
    """The index on its scale; without a value only the scale and the previous one."""
    marks = [_said(mark, bands) for mark in (now, previous) if mark]
    said = "; ".join(marks) if marks else "Belum ada nilai"
    title = f"Indeks SPBE {subject}, skala 1,00 sampai 5,00. {said}."
    drawing = _Ruler("sp-ruler", (NARROW if narrow else WIDE, 128), 52, title)
    drawing.segments(bands)
    drawing.ticks(bands)
    if now:
        drawing.flag(now)
    if previous:
        drawing.back(previous)
    return str(drawing.picture)


def strip(
    bands: Bands,
    values: Sequence[Decimal],
    mean: Mark | None,
    subject: str = "perangkat daerah",
    *,
    narrow: bool = False,
) -> str:
    """One dot a work unit, counts under each segment; the mean, if given, as a flag."""
    radius = 5 if narrow else 8
    rows = _heights([_place(v, narrow=narrow) for v in values], 2 * radius + 2)
    room = 44 + (max(rows, default=0) + 1) * (2 * radius + 2)
    ordered = ", ".join(decimal(value) for value in sorted(values))
    average = f" {_said(mean, bands)}." if mean else ""
    title = (
        f"Sebaran indeks {len(values)} {subject} pada skala 1,00 sampai 5,00."
        f"{average} Nilai: {ordered or 'belum ada'}."
    )
    size = (NARROW if narrow else WIDE, room + 58)
    drawing = _Ruler("sp-ruler sp-strip", size, room, title)
    counts = [0] * len(bands)
    for value in values:
        counts[scale.position(bands, value)] += 1
    for (_, middle), count in zip(drawing.segments(bands), counts, strict=True):
        under = room + THICKNESS + 33
        drawing.picture.write("cnt", f"{count} OPD", middle, under)
    for value, row in zip(values, rows, strict=True):
        y = room - radius - 4 - row * (2 * radius + 2)
        css = f"pt p{scale.rank(bands, value)}"
        drawing.picture.draw("circle", css, cx=drawing.x(value), cy=y, r=radius)
    if mean:
        _mean(drawing, mean)
    return str(drawing.picture)


def _place(value: Decimal, *, narrow: bool) -> float:
    width = (NARROW if narrow else WIDE) - 2 * MARGIN
    return float((value - LOWEST) / (HIGHEST - LOWEST)) * width


def _heights(places: Sequence[float], room: float) -> list[int]:
    """The lowest row where each dot touches no dot already there."""
    rows: list[list[float]] = []
    result = []
    for place in places:
        row = next(
            (
                i
                for i, taken in enumerate(rows)
                if all(abs(place - t) >= room for t in taken)
            ),
            len(rows),
        )
        if row == len(rows):
            rows.append([])
        rows[row].append(place)
        result.append(row)
    return result


def _mean(drawing: _Ruler, mean: Mark) -> None:
    """As the flag of a ruler, with a line through the dots."""
    x = drawing.x(mean.value)
    words = f"{mean.label} "
    width = (len(words) + 4) * CHAR + 16
    left = _within(x - width / 2, width, drawing.width)
    draw = drawing.picture.draw
    draw("line", "flagline", x1=x, x2=x, y1=28, y2=drawing.top + THICKNESS + 3)
    draw("rect", "flag", x=left, y=2, width=width, height=26, rx="4")
    text = drawing.picture.write("flagtext", words, left + width / 2, 19.5)
    drawing.picture.bold(text, decimal(mean.value))
