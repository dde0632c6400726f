"""The radar of aspects."""

from __future__ import annotations

from math import cos, pi, sin
from typing import TYPE_CHECKING

from lib.charts.values import Value, said
from lib.svg import Picture, points

if TYPE_CHECKING:
    from collections.abc import Sequence


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
        + ", ".join(f"{name} {said(v)}" for name, v in zip(names, values, strict=True))
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
