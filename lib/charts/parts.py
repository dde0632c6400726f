"""Stacked bar, bars of domains, ring: parts of a whole or of a scale."""

from __future__ import annotations

from decimal import Decimal
from math import pi
from typing import TYPE_CHECKING

from lib import bands as scale
from lib.bands import HIGHEST, Bands
from lib.charts.values import Value, said
from lib.formats import decimal
from lib.svg import INSET, PRIMARY, Picture, number

if TYPE_CHECKING:
    from collections.abc import Sequence


def stack(
    segments: Sequence[tuple[str, int, str]], subject: str, height: int = 12
) -> str:
    """Parts of a whole: (label, count, tone), tone ok, info, warn, bad or mute."""
    total = sum(count for _, count, _ in segments)
    told = "; ".join(f"{label} {count}" for label, count, _ in segments)
    picture = Picture("sp-stack", 100, height, f"{subject}: {told}.")
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


BAR_WIDE, BAR_NARROW, BAR_ROW = 620, 310, 46


def bars(
    rows: Sequence[tuple[str, Value, Value]],
    bands: Bands,
    subject: str = "Nilai domain",
    *,
    narrow: bool = False,
) -> str:
    """One bar a row: (name, value, previous value or None); the tick is the former."""
    told = "; ".join(
        f"{name} {said(value)}" + (f", sebelumnya {decimal(old)}" if old else "")
        for name, value, old in rows
    )
    width = BAR_NARROW if narrow else BAR_WIDE
    picture = Picture("sp-bars", width, BAR_ROW * len(rows), f"{subject}: {told}.")
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
    picture.write("name", said(value), width, top + 14, "end")
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
