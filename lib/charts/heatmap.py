"""The heat map: a coloured cell a value, the value always printed in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lib import bands as scale
from lib.charts.values import NOT_YET, Value
from lib.formats import decimal
from lib.svg import Picture

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lib.bands import Bands

    Row = tuple[str, Sequence[Value]]

ROW, HEAD = 24, 26
NAME_WIDE, NAME_NARROW = 190, 118
CELL, CELL_NARROW, CELL_LEVEL = 66, 50, 27


def heatmap(
    columns: Sequence[str],
    rows: Sequence[Row],
    bands: Bands | None,
    subject: str,
    *,
    narrow: bool = False,
) -> str:
    """A row a thing, (name, values); with bands the colours are the predicates', without
    them the cells hold whole levels and the columns are narrow."""
    name_width = NAME_NARROW if narrow else NAME_WIDE
    cell = CELL_LEVEL if bands is None else CELL_NARROW if narrow else CELL
    told = "; ".join(
        f"{name}: "
        + ", ".join(
            f"{column} {_printed(value, bands) or NOT_YET}"
            for column, value in zip(columns, values, strict=True)
        )
        for name, values in rows
    )
    width = name_width + cell * len(columns)
    picture = Picture(
        "sp-heatmap", width, HEAD + ROW * len(rows), f"{subject}. {told}."
    )
    for at, column in enumerate(columns):
        middle = name_width + cell * at + cell / 2
        picture.write("colname", column, middle, HEAD - 9)
    for at, (name, values) in enumerate(rows):
        top = HEAD + ROW * at
        picture.write("tick", _short(name, name_width), 0, top + 16, "start")
        for place, value in enumerate(values):
            _cell(picture, value, bands, (name_width + cell * place, top, cell))
    return str(picture)


def _cell(
    picture: Picture,
    value: Value,
    bands: Bands | None,
    box: tuple[float, float, float],
) -> None:
    x, y, width = box
    step = 0
    if value is not None:
        step = scale.rank(bands, value) if bands else min(5, max(1, int(value)))
    css = f"l{step}" if step else "gap"
    high = ROW - 2
    picture.draw("rect", css, x=x + 1, y=y + 1, width=width - 2, height=high, rx=2)
    if not step:
        return
    picture.write(f"ht ht{step}", _printed(value, bands), x + width / 2, y + 16)


def _printed(value: Value, bands: Bands | None) -> str:
    if value is None:
        return ""
    whole = bands is None and value == value.to_integral_value()
    return decimal(value, 0 if whole else 2)


def _short(name: str, width: float) -> str:
    most = int(width / 6.6)
    return name if len(name) <= most else f"{name[: most - 1].rstrip()}…"
