"""One value over the quarters, with what was aimed at and what others reached."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from lib.bands import HIGHEST, LOWEST
from lib.charts.values import Value, said
from lib.formats import decimal
from lib.svg import Picture, points

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

WIDTH, HEIGHT = 340, 216
LEFT, RIGHT, TOP, BOTTOM = 26, 322, 20, 170
SHOWN = 6


@dataclass(frozen=True, slots=True)
class Stop:
    """One quarter of a course: TW III, 2026; None is what does not exist."""

    label: str
    year: str
    value: Value
    target: Value = None
    median: Value = None


def course(stops: Sequence[Stop], subject: str) -> str:
    """A dot a quarter; a diamond is the target, a square the median of others."""
    shown = stops[-SHOWN:]
    told = "; ".join(
        f"{stop.label} {stop.year} {said(stop.value)}"
        + (f", target {decimal(stop.target)}" if stop.target is not None else "")
        + (f", median {decimal(stop.median)}" if stop.median is not None else "")
        for stop in shown
    )
    picture = Picture("sp-course", WIDTH, HEIGHT, f"{subject}: {told}.")
    _grid(picture)
    count = len(shown)
    step = (RIGHT - LEFT - 64) / max(count - 1, 1)
    xs = [LEFT + 32 + step * at if count > 1 else WIDTH / 2 for at in range(count)]
    placed = list(zip(shown, xs, strict=True))
    for (one, x1), (two, x2) in pairwise(placed):
        if one.value is not None and two.value is not None:
            picture.draw(
                "line", "line", x1=x1, y1=_y(one.value), x2=x2, y2=_y(two.value)
            )
    for stop, x in placed:
        _stop(picture, stop, x, last=stop is shown[-1])
    return str(picture)


def _y(value: Decimal) -> float:
    return BOTTOM - float((value - LOWEST) / (HIGHEST - LOWEST)) * (BOTTOM - TOP)


def _grid(picture: Picture) -> None:
    for level in range(int(LOWEST), int(HIGHEST) + 1):
        y = BOTTOM - (level - 1) / 4 * (BOTTOM - TOP)
        picture.draw("line", "grid", x1=LEFT, x2=RIGHT, y1=y, y2=y)
        picture.write("tick", str(level), LEFT - 8, y + 4, "end")


def _stop(picture: Picture, stop: Stop, x: float, *, last: bool) -> None:
    picture.write("xt xt--last" if last else "xt", stop.label, x, BOTTOM + 24)
    picture.write("xt2", stop.year, x, BOTTOM + 38)
    if stop.median is not None:
        y = _y(stop.median)
        picture.draw("rect", "peer", x=x - 4, y=y - 4, width=8, height=8)
    if stop.target is not None:
        y = _y(stop.target)
        corners: list[tuple[float, float]] = [
            (x, y - 7),
            (x + 7, y),
            (x, y + 7),
            (x - 7, y),
        ]
        picture.draw("polygon", "goal", points=points(corners))
    if stop.value is None:
        return
    y = _y(stop.value)
    picture.draw("circle", "dot dot--now", cx=x, cy=y, r=4)
    css = "val val--last" if last else "val"
    picture.write(css, decimal(stop.value), x + 11, y + 4, "start")
