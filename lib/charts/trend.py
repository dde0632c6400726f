"""The index by quarter: the full chart and the small line beside a number."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from lib import bands as scale
from lib.bands import HIGHEST, LOWEST, Bands
from lib.charts.values import Point, Value, said
from lib.formats import decimal
from lib.svg import Picture, points

if TYPE_CHECKING:
    from collections.abc import Sequence


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
    told = "; ".join(_told(point) for point in shown)
    width, height, right = (320, 260, 304) if narrow else (440, 350, 364)
    picture = Picture("sp-trend", width, height, f"Tren indeks {subject}: {told}.")
    known = [p.value for p in shown if p.value is not None]
    known += [former.value for p in shown for former in p.former]
    plane = _Plane(44, right, 22, height - 34, _ceiling(bands, known))
    _trend_grid(picture, plane, bands, labels=not narrow)
    xs = _spread(len(shown), plane.left + 26, plane.right - 22)
    _former_lines(picture, plane, shown, xs)
    _trend_lines(picture, plane, shown, xs)
    for index, (point, x) in enumerate(zip(shown, xs, strict=True)):
        _trend_point(picture, plane, point, x, last=index == len(shown) - 1)
    return str(picture)


def _told(point: Point) -> str:
    quarter = f"{point.label} {point.year}"
    parts = [f"{former.name} {said(former.value)}" for former in point.former]
    if point.value is not None or not parts:
        parts.insert(0, said(point.value))
    return f"{quarter} {', '.join(parts)}{' sementara' if point.provisional else ''}"


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


def _former_lines(
    picture: Picture, plane: _Plane, shown: Sequence[Point], xs: Sequence[float]
) -> None:
    """Those before the subject: a thin line and a square each, with its sign."""
    for (one, x1), (two, x2) in pairwise(zip(shown, xs, strict=True)):
        after = {former.sign: former.value for former in two.former}
        for former in one.former:
            if former.sign in after:
                y1, y2 = plane.y(former.value), plane.y(after[former.sign])
                picture.draw("line", "line line--past", x1=x1, y1=y1, x2=x2, y2=y2)
    for point, x in zip(shown, xs, strict=True):
        for former in point.former:
            y = plane.y(former.value)
            picture.draw("rect", "dot dot--past", x=x - 3, y=y - 3, width=6, height=6)
            picture.write("xt2", former.sign, x + 7, y + 4, "start")


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
