"""The charts of pages and reports, drawn from plain values.

Every chart names all its values in its <title>; a table with the same numbers stands
beside it. `bands` are (name, lowest index) pairs, lowest first. An index is 1,00 to
5,00; None is a value that does not exist and is never drawn as a number.
"""

from lib.charts.amounts import Amount, amounts
from lib.charts.course import Stop, course
from lib.charts.heatmap import heatmap
from lib.charts.moves import moves, waterfall
from lib.charts.parts import bars, ring, stack
from lib.charts.radar import radar
from lib.charts.trend import sparkline, trend
from lib.charts.values import Former, Mark, Point, Value

__all__ = [
    "Amount",
    "Former",
    "Mark",
    "Point",
    "Stop",
    "Value",
    "amounts",
    "bars",
    "course",
    "heatmap",
    "moves",
    "radar",
    "ring",
    "sparkline",
    "stack",
    "trend",
    "waterfall",
]
