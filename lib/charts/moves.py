"""What went up and down: moves from nought, and the steps from one index to another.

Up is a full bar, down a hollow one, and the sign is printed: no colour is needed.
"""

from __future__ import annotations

from decimal import Decimal
from itertools import accumulate
from typing import TYPE_CHECKING

from lib.formats import decimal, signed
from lib.svg import Picture

if TYPE_CHECKING:
    from collections.abc import Sequence

    Step = tuple[str, Decimal]

WIDE, NARROW, ROW = 620, 310, 42
BAR, LEAST = 12, Decimal("0.02")


def moves(
    rows: Sequence[Step], subject: str, places: int = 2, *, narrow: bool = False
) -> str:
    """One bar a row from the middle: to the right what rose, to the left what fell."""
    told = "; ".join(f"{name} {signed(value, places)}" for name, value in rows)
    width = NARROW if narrow else WIDE
    picture = Picture("sp-moves", width, ROW * len(rows), f"{subject}: {told}.")
    most = max((abs(value) for _, value in rows), default=Decimal(0)) or Decimal(1)
    middle = width / 2
    picture.draw("line", "base", x1=middle, x2=middle, y1=0, y2=ROW * len(rows))
    for at, (name, value) in enumerate(rows):
        top = ROW * at
        picture.write("name", _short(name, width), 0, top + 13, "start")
        picture.write("name", signed(value, places), width, top + 13, "end")
        long = float(value / most) * (middle - 4)
        _bar(picture, middle, middle + long, top + 20)
    return str(picture)


def waterfall(
    start: Step,
    steps: Sequence[Step],
    end: Step,
    places: int = 2,
    *,
    narrow: bool = False,
) -> str:
    """From one index to another: each step begins where the one above it ended."""
    told = "; ".join(f"{name} {signed(value, places)}" for name, value in steps)
    title = (
        f"Dari {start[0]} {decimal(start[1])} ke {end[0]} {decimal(end[1])}: {told}."
    )
    width = NARROW if narrow else WIDE
    rows = len(steps) + 2
    picture = Picture("sp-moves", width, ROW * rows, title)
    reached = list(accumulate((value for _, value in steps), initial=start[1]))
    lowest, highest = min(*reached, end[1]), max(*reached, end[1])
    span = max(highest - lowest, LEAST)

    def x(value: Decimal) -> float:
        return 8 + float((value - lowest) / span) * (width - 16)

    _total(picture, start, x(start[1]), 0, width)
    for at, (name, value) in enumerate(steps, 1):
        top, begin, finish = ROW * at, x(reached[at - 1]), x(reached[at])
        picture.write("name", _short(name, width), 0, top + 13, "start")
        picture.write("name", signed(value, places), width, top + 13, "end")
        _join(picture, begin, top)
        _bar(picture, begin, finish, top + 20)
    _join(picture, x(end[1]), ROW * (rows - 1))
    _total(picture, end, x(end[1]), ROW * (rows - 1), width)
    return str(picture)


def _bar(picture: Picture, begin: float, finish: float, top: float) -> None:
    long = abs(finish - begin)
    css = "up" if finish >= begin else "down"
    picture.draw(
        "rect",
        css,
        x=min(begin, finish),
        y=top,
        width=max(long, 1),
        height=BAR,
        rx=2,
    )


def _join(picture: Picture, x: float, top: float) -> None:
    """From the end of the bar above to the height of this one."""
    picture.draw("line", "join", x1=x, x2=x, y1=top - 10, y2=top + 20)


def _total(picture: Picture, total: Step, x: float, top: float, width: float) -> None:
    name, value = total
    picture.write("val val--last", name, 0, top + 13, "start")
    picture.write("val val--last", decimal(value), width, top + 13, "end")
    line = top + 26
    picture.draw("line", "base", x1=0, x2=width, y1=line, y2=line)
    picture.draw("circle", "dot dot--now", cx=x, cy=line, r=5)


def _short(name: str, width: float) -> str:
    """What fits beside a printed value; the title and the table have the whole name."""
    most = int((width - 70) / 7.4)
    return name if len(name) <= most else f"{name[: most - 1].rstrip()}…"
