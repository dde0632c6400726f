"""The charts of pages and reports, drawn from plain values.

Every chart names all its values in its <title>; a table with the same numbers stands
beside it. `bands` are (name, lowest index) pairs, lowest first. An index is 1,00 to
5,00; None is a value that does not exist and is never drawn as a number.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from math import cos, pi, sin
from typing import TYPE_CHECKING

from lib import bands as scale
from lib.bands import HIGHEST, LOWEST, Bands
from lib.formats import decimal
from lib.svg import INSET, PRIMARY, Picture, number, points

if TYPE_CHECKING:
    from collections.abc import Sequence

Value = Decimal | None
NOT_YET = "belum ada"


@dataclass(frozen=True)
class Mark:
    """A value with its name: Sementara, Triwulan III, Rata-rata."""

    label: str
    value: Decimal


@dataclass(frozen=True)
class Point:
    """One quarter of a trend: TW IV, 2025; provisional until it is final."""

    label: str
    year: str
    value: Value
    provisional: bool = False


def _said(value: Value) -> str:
    return NOT_YET if value is None else decimal(value)


def _rated(mark: Mark, bands: Bands) -> str:
    return f"{mark.label} {decimal(mark.value)} ({scale.name_of(bands, mark.value)})"


# Stacked bar


def stack(
    segments: Sequence[tuple[str, int, str]], subject: str, height: int = 12
) -> str:
    """Parts of a whole: (label, count, tone), tone ok, info, warn, bad or mute."""
    total = sum(count for _, count, _ in segments)
    said = "; ".join(f"{label} {count}" for label, count, _ in segments)
    picture = Picture("sp-stack", 100, height, f"{subject}: {said}.")
    del picture.root.attrib["viewBox"]  # widths are percentages of the place it gets
    picture.root.attrib |= {"width": "100%", "height": str(height)}
    at = Decimal(0)
    for _, count, tone in segments:
        part = Decimal(count) * 100 / total if total else Decimal(0)
        if count:
            gap = 0 if part + at >= 100 else Decimal("0.35")
            _part(picture, f"s-{tone}", at, part - gap, height)
        at += part
    if not total:
        _part(picture, "track", Decimal(0), Decimal(100), height)
    return str(picture)


def _part(picture: Picture, css: str, at: Decimal, part: Decimal, height: int) -> None:
    picture.draw(
        "rect", css, x=f"{at:.2f}%", y="0", width=f"{part:.2f}%", height=height, rx="2"
    )


# Radar


RADAR_SIZE, RADAR_RADIUS, RINGS = 284, 112, 5


def _spoke(index: int, count: int, distance: float) -> tuple[float, float]:
    angle = 2 * pi * index / count - pi / 2
    centre = RADAR_SIZE / 2
    return centre + distance * cos(angle), centre + distance * sin(angle)


def radar(
    names: Sequence[str],
    now: tuple[str, Sequence[Value]],
    previous: tuple[str, Sequence[Value]] | None = None,
) -> str:
    """Values of aspects on axes 0 to 5, numbered as in the table beside it."""
    series = [s for s in (previous, now) if s]
    title = f"Radar nilai {len(names)} aspek. " + " ".join(
        f"{label}: "
        + ", ".join(f"{name} {_said(v)}" for name, v in zip(names, values, strict=True))
        + "."
        for label, values in series
    )
    picture = Picture("sp-radar", RADAR_SIZE, RADAR_SIZE, title)
    _radar_grid(picture, len(names))
    if previous:
        _radar_series(picture, previous[1], "prev")
    _radar_series(picture, now[1], "now")
    for index in range(len(names)):
        x, y = _spoke(index, len(names), RADAR_RADIUS + 16)
        picture.draw("circle", "axn", cx=x, cy=y, r=11)
        picture.write("axt", str(index + 1), x, y + 4.2)
    return str(picture)


def _radar_grid(picture: Picture, count: int) -> None:
    step = RADAR_RADIUS / RINGS
    for ring in range(1, RINGS + 1):
        corners = [_spoke(i, count, step * ring) for i in range(count)]
        css = "ring ring--5" if ring == RINGS else "ring"
        picture.draw("polygon", css, points=points(corners))
    centre = RADAR_SIZE / 2
    for index in range(count):
        x, y = _spoke(index, count, RADAR_RADIUS)
        picture.draw("line", "axis", x1=centre, y1=centre, x2=x, y2=y)
    for ring in range(1, RINGS + 1):
        picture.write(
            "ringlab", str(ring), centre + 4, centre - step * ring + 3.5, "start"
        )


def _radar_series(picture: Picture, values: Sequence[Value], kind: str) -> None:
    """None lies in the centre, below the lowest level, and gets no dot."""
    count = len(values)
    unit = RADAR_RADIUS / RINGS
    corners = [_spoke(i, count, unit * float(v or 0)) for i, v in enumerate(values)]
    picture.draw("polygon", f"poly poly--{kind}", points=points(corners))
    for (x, y), value in zip(corners, values, strict=True):
        if value is None:
            continue
        if kind == "now":
            picture.draw("circle", "dot dot--now", cx=x, cy=y, r=3.6)
        else:
            picture.draw(
                "rect", "dot dot--prev", x=x - 2.6, y=y - 2.6, width=5.2, height=5.2
            )


# Bars of domains


BAR_WIDE, BAR_NARROW, BAR_ROW = 620, 310, 46


def bars(
    rows: Sequence[tuple[str, Value, Value]],
    bands: Bands,
    subject: str = "Nilai domain",
    *,
    narrow: bool = False,
) -> str:
    """One bar a row: (name, value, previous value or None); the tick is the former."""
    said = "; ".join(
        f"{name} {_said(value)}" + (f", sebelumnya {decimal(old)}" if old else "")
        for name, value, old in rows
    )
    width = BAR_NARROW if narrow else BAR_WIDE
    picture = Picture("sp-bars", width, BAR_ROW * len(rows), f"{subject}: {said}.")
    for index, row in enumerate(rows):
        _bar(picture, row, bands, width, BAR_ROW * index)
    return str(picture)


def _bar(
    picture: Picture,
    row: tuple[str, Value, Value],
    bands: Bands,
    width: int,
    top: int,
) -> None:
    name, value, old = row
    picture.write("name", name, 0, top + 14, "start")
    picture.write("name", _said(value), width, top + 14, "end")
    picture.draw("rect", "track", x=0, y=top + 22, width=width, height=14, rx=3)
    if value is not None:
        css = f"l{scale.rank(bands, value)}"
        along = _along(value, width - 1)
        picture.draw("rect", css, x=0.5, y=top + 22.5, width=along, height=13, rx=2.5)
    if old is not None:
        x = _along(old, width)
        picture.draw("line", "backline", x1=x, x2=x, y1=top + 18, y2=top + 40)


def _along(value: Decimal, width: int) -> float:
    """Bars begin at 0: their length, not their end, is what the eye compares."""
    return float(value / HIGHEST) * width


# Trend


@dataclass(frozen=True)
class _Plane:
    """The place of a trend: its box, and the index at the top."""

    left: float
    right: float
    top: float
    bottom: float
    highest: Decimal

    def y(self, value: Decimal) -> float:
        part = float((value - LOWEST) / (self.highest - LOWEST))
        return self.bottom - part * (self.bottom - self.top)


def trend(
    history: Sequence[Point], bands: Bands, subject: str, *, narrow: bool = False
) -> str:
    """The index by quarter; limits of predicates are the gridlines."""
    shown = history[-4:] if narrow else history
    said = "; ".join(
        f"{p.label} {p.year} {_said(p.value)}{' sementara' if p.provisional else ''}"
        for p in shown
    )
    width, height, right = (320, 260, 304) if narrow else (440, 350, 364)
    picture = Picture("sp-trend", width, height, f"Tren indeks {subject}: {said}.")
    known = [p.value for p in shown if p.value is not None]
    plane = _Plane(44, right, 22, height - 34, _ceiling(bands, known))
    _trend_grid(picture, plane, bands, labels=not narrow)
    xs = _spread(len(shown), plane.left + 26, plane.right - 22)
    _trend_lines(picture, plane, shown, xs)
    for index, (point, x) in enumerate(zip(shown, xs, strict=True)):
        _trend_point(picture, plane, point, x, last=index == len(shown) - 1)
    return str(picture)


def _ceiling(bands: Bands, values: Sequence[Decimal]) -> Decimal:
    """The first limit well above the highest value, so that the line has air."""
    wanted = max(values, default=LOWEST) + Decimal("0.8")
    return next((e for e in scale.edges(bands)[1:] if e >= wanted), HIGHEST)


def _spread(count: int, first: float, last: float) -> list[float]:
    if count == 1:
        return [(first + last) / 2]
    return [first + (last - first) * i / (count - 1) for i in range(count)]


def _trend_grid(picture: Picture, plane: _Plane, bands: Bands, *, labels: bool) -> None:
    edges = scale.edges(bands)
    for place, (name, _) in enumerate(bands):
        low, high = edges[place], edges[place + 1]
        if high > plane.highest:
            break
        top, bottom = plane.y(high), plane.y(low)
        css = f"l{scale.colour(len(bands), place)}"
        height = bottom - top - 1
        picture.draw("rect", css, x=plane.left, y=top, width=5, height=height)
        picture.draw("line", "grid", x1=plane.left + 5, x2=plane.right, y1=top, y2=top)
        picture.write("tick", decimal(high), plane.left - 6, top + 4, "end")
        if labels:
            picture.write(
                "bandlab", name, plane.right + 8, (top + bottom) / 2 + 4, "start"
            )
    floor = plane.bottom
    picture.draw("line", "base", x1=plane.left, x2=plane.right, y1=floor, y2=floor)
    picture.write("tick", decimal(LOWEST), plane.left - 6, floor + 4, "end")


def _trend_lines(
    picture: Picture, plane: _Plane, shown: Sequence[Point], xs: Sequence[float]
) -> None:
    """Neighbours are joined; a missing quarter leaves a gap."""
    placed = list(zip(shown, xs, strict=True))
    for (one, x1), (two, x2) in pairwise(placed):
        if one.value is None or two.value is None:
            continue
        css = "line line--est" if two.provisional else "line"
        y1, y2 = plane.y(one.value), plane.y(two.value)
        picture.draw("line", css, x1=x1, y1=y1, x2=x2, y2=y2)


def _trend_point(
    picture: Picture, plane: _Plane, point: Point, x: float, *, last: bool
) -> None:
    below = plane.bottom
    picture.write("xt xt--last" if last else "xt", point.label, x, below + 17)
    picture.write("xt2", point.year, x, below + 31)
    if point.value is None:
        return
    y = plane.y(point.value)
    dot, radius = ("dot dot--est", 5.0) if point.provisional else ("dot dot--now", 3.8)
    picture.draw("circle", dot, cx=x, cy=y, r=radius)
    picture.write("val val--last" if last else "val", decimal(point.value), x, y - 11)


LEAST_SPAN = Decimal("0.5")  # so that a small change does not look like a leap


def sparkline(values: Sequence[Value]) -> str:
    """A small line beside a number; decoration, the numbers stand elsewhere."""
    picture = Picture("sp-spark", 84, 24)
    picture.root.attrib |= {"width": "84", "height": "24"}
    xs = _spread(len(values), 3, 79)
    known = [v for v in values if v is not None]
    lowest = min(known, default=LOWEST)
    span = max(*known, lowest + LEAST_SPAN) - lowest if known else LEAST_SPAN
    corners = [
        (x, 20 - float((v - lowest) / span) * 16)
        for x, v in zip(xs, values, strict=True)
        if v is not None
    ]
    if corners:
        picture.draw("polyline", "line", points=points(corners))
        x, y = corners[-1]
        picture.draw("circle", "dot dot--now", cx=x, cy=y, r=2.8)
    return str(picture)


def ring(value: int, maximum: int, subject: str) -> str:
    """A ring filled by `value` of `maximum`, both printed in it."""
    picture = Picture("sp-ring", 72, 72, f"{subject}: {value} dari {maximum}.")
    picture.root.attrib |= {"width": "72", "height": "72"}
    around = 2 * pi * 30
    part = around * value / maximum if maximum else 0
    track = picture.draw("circle", "tr", cx=36, cy=36, r=30)
    track.attrib |= {"fill": "none", "stroke": INSET, "stroke-width": "8"}
    arc = picture.draw("circle", "fg", cx=36, cy=36, r=30)
    arc.attrib |= {"fill": "none", "stroke": PRIMARY, "stroke-width": "8"}
    arc.set("stroke-dasharray", f"{number(part)} {number(around)}")
    arc.set("transform", "rotate(-90 36 36)")
    picture.write("axt", f"{value}/{maximum}", 36, 42)
    return str(picture)
