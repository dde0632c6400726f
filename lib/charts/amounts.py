"""Amounts side by side: counts of a kind, days of a stage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lib.svg import Picture

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

WIDE, NARROW, ROW = 560, 310, 44


@dataclass(frozen=True, slots=True)
class Amount:
    """One bar: its name, its length, how it is said, and what it was before.

    `css` is a paint of `lib.svg`, l1 to l5 for the predicates.
    """

    name: str
    value: Decimal | int
    said: str
    css: str = "amount"
    before: Decimal | int | None = None


def amounts(
    rows: Sequence[Amount],
    subject: str,
    before: str = "Sebelumnya",
    *,
    narrow: bool = False,
) -> str:
    """One bar a row from nought; a dashed line is what it was before."""
    told = "; ".join(
        f"{row.name} {row.said}"
        + (f", {before} {row.before}" if row.before is not None else "")
        for row in rows
    )
    width = NARROW if narrow else WIDE
    picture = Picture("sp-amounts", width, ROW * len(rows), f"{subject}: {told}.")
    most = max((max(row.value, row.before or 0) for row in rows), default=0)
    for at, row in enumerate(rows):
        _row(picture, row, ROW * at, width / float(most) if most else 0)
    return str(picture)


def _row(picture: Picture, row: Amount, top: int, unit: float) -> None:
    width = float(picture.root.attrib["viewBox"].split()[2])
    picture.write("name", row.name, 0, top + 14, "start")
    picture.write("name", row.said, width, top + 14, "end")
    picture.draw("rect", "track", x=0, y=top + 21, width=width, height=13, rx=3)
    if row.value:
        long = max(float(row.value) * unit, 2)
        picture.draw("rect", row.css, x=0, y=top + 21, width=long, height=13, rx=3)
    if row.before is not None:
        x = float(row.before) * unit
        picture.draw("line", "backline", x1=x, x2=x, y1=top + 17, y2=top + 38)
