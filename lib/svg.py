"""Drawing of SVG pictures as text: shapes, their classes and their paper colours.

On screen a class decides the colour, so that both themes work. Every shape carries the
light colours as presentation attributes too: a stylesheet overrides them, and a PDF
renderer, which does not apply one inside a picture, uses them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from decimal import Decimal

FONT = "Inter Variable, Inter, Liberation Sans, Arial, sans-serif"
INK, INK_2, INK_3 = "#13242c", "#42545e", "#566872"
PRIMARY, WARM, WARM_TEXT = "#0f5263", "#a8560f", "#9f4a08"
GRID, AXIS, PAPER, INSET = "#d0d9da", "#8fa0a7", "#ffffff", "#e8eeed"

LEVEL_FILLS = ("#fbe6cf", "#ebc27a", "#93bfa1", "#2c7c86", "#0b3c4d")
LEVEL_LINES = ("#b9793a", "#a87417", "#4f8263", "#1f636c", "#0b3c4d")


def _text(size: str, fill: str = INK_2, weight: str = "400") -> dict[str, str]:
    return {"font-size": size, "fill": fill, "font-weight": weight}


def _line(stroke: str, width: str = "1", dash: str = "") -> dict[str, str]:
    drawn = {"fill": "none", "stroke": stroke, "stroke-width": width}
    return drawn | ({"stroke-dasharray": dash} if dash else {})


PAINT: dict[str, dict[str, str]] = {
    **{
        f"l{n}": {"fill": fill, "stroke": line}
        for n, (fill, line) in enumerate(zip(LEVEL_FILLS, LEVEL_LINES, strict=True), 1)
    },
    **{
        f"pt p{n}": {"fill": fill, "stroke": INK, "stroke-opacity": ".45"}
        for n, fill in enumerate(LEVEL_FILLS, 1)
    },
    "s-ok": {"fill": "#17613a"},
    "s-info": {"fill": "#1b4f87"},
    "s-warn": {"fill": "#e9a23b", "stroke": "#854405"},
    "s-bad": {"fill": "#9b241f"},
    "s-mute": {"fill": "#7a8a92"},
    "track": {"fill": INSET},
    **{f"ht ht{n}": _text("12", INK if n < 4 else PAPER, "600") for n in range(1, 6)},
    "gap": {"fill": PAPER, "stroke": AXIS, "stroke-dasharray": "2 3"},
    "up": {"fill": PRIMARY, "stroke": PRIMARY},
    "down": {"fill": PAPER, "stroke": WARM, "stroke-width": "2"},
    "amount": {"fill": PRIMARY},
    "join": _line(AXIS, "1", "2 3"),
    "goal": {"fill": PAPER, "stroke": WARM, "stroke-width": "2"},
    "peer": {"fill": PAPER, "stroke": INK_2, "stroke-width": "1.6"},
    "colname": _text("12", INK_2, "600"),
    "lab": _text("12.5"),
    "tick": _text("12"),
    "cnt": _text("13", INK, "600"),
    "name": _text("13", INK, "600"),
    "val": _text("12", INK, "600"),
    "val val--last": _text("14", PRIMARY, "700"),
    "xt": _text("12"),
    "xt xt--last": _text("12", INK, "700"),
    "xt2": _text("12", INK_3),
    "bandlab": _text("12", INK_3),
    "ringlab": _text("12", INK_3),
    "axt": _text("12", INK, "700"),
    "axn": {"fill": INSET},
    "b": {"font-weight": "700"},
    "flag": {"fill": PRIMARY},
    "flagline": _line(PRIMARY, "2.5"),
    "flagtext": _text("13", PAPER),
    "backline": _line(WARM, "2", "3 3"),
    "back": {"fill": WARM},
    "backtext": _text("12.5", WARM_TEXT),
    "ring": _line(GRID, ".8"),
    "ring ring--5": _line(AXIS),
    "axis": _line(GRID, ".8"),
    "grid": _line(GRID, "1", "2 4"),
    "base": _line(AXIS),
    "line": _line(PRIMARY, "2.4"),
    "line line--est": _line(PRIMARY, "2.4", "4 5"),
    "poly poly--now": {
        "fill": PRIMARY,
        "fill-opacity": ".16",
        "stroke": PRIMARY,
        "stroke-width": "2.2",
    },
    "poly poly--prev": _line(WARM, "1.8", "5 4"),
    "dot dot--now": {"fill": PRIMARY, "stroke": PAPER, "stroke-width": "1.5"},
    "dot dot--prev": {"fill": WARM, "stroke": PAPER},
    "line line--past": _line(AXIS, "1.4", "1 3"),
    "dot dot--past": {"fill": PAPER, "stroke": INK_3, "stroke-width": "1.4"},
    "dot dot--est": {"fill": PAPER, "stroke": PRIMARY, "stroke-width": "2.4"},
}


class Picture:
    """A picture of a fixed viewBox; without a title it is decoration."""

    def __init__(self, css: str, width: float, height: float, title: str = "") -> None:
        self.root = ET.Element(
            "svg",
            {
                "class": f"sp-chart {css}",
                "viewBox": f"0 0 {number(width)} {number(height)}",
                "font-family": FONT,
            },
        )
        if title:
            self.root.set("role", "img")
            ET.SubElement(self.root, "title").text = title
        else:
            self.root.set("aria-hidden", "true")
            self.root.set("focusable", "false")

    def draw(
        self, tag: str, css: str, content: str = "", **geometry: float | str
    ) -> ET.Element:
        """One shape or text; `text_anchor="end"` is written `text-anchor`."""
        shape = ET.SubElement(self.root, tag, {"class": css, **PAINT.get(css, {})})
        for name, value in geometry.items():
            written = value if isinstance(value, str) else number(value)
            shape.set(name.replace("_", "-"), written)
        shape.text = content
        return shape

    def write(
        self, css: str, content: str, x: float, y: float, anchor: str = "middle"
    ) -> ET.Element:
        return self.draw("text", css, content, x=x, y=y, text_anchor=anchor)

    def bold(self, text: ET.Element, content: str) -> None:
        """Append words in bold to a text."""
        ET.SubElement(text, "tspan", {"class": "b", **PAINT["b"]}).text = content

    def __str__(self) -> str:
        return ET.tostring(self.root, encoding="unicode", short_empty_elements=False)


def number(value: float | Decimal) -> str:
    """At most one decimal, no trailing zero: a tenth of a pixel is enough."""
    return f"{float(value):.1f}".removesuffix(".0")


def points(corners: list[tuple[float, float]]) -> str:
    return " ".join(f"{number(x)},{number(y)}" for x, y in corners)
