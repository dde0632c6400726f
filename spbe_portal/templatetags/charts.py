"""Tags that draw the charts; the drawing itself is pure and stands in lib.

`bands` is what an instrument has: bands with `name` and `from_index`, or pairs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from lib import bands as scale
from lib import charts, rulers
from spbe_portal.templatetags import components

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

register = template.Library()


class Band(Protocol):
    name: str
    from_index: Decimal


def pairs(bands: Iterable[Band | tuple[str, Decimal]]) -> scale.Bands:
    return [
        band if isinstance(band, tuple) else (band.name, band.from_index)
        for band in bands
    ]


def _both(draw: Any) -> SafeString:
    """A wide and a narrow drawing; the width of the screen shows one of them."""
    return format_html(
        '<div class="sp-wide">{}</div><div class="sp-narrow">{}</div>',
        SafeString(draw(narrow=False)),
        SafeString(draw(narrow=True)),
    )


def _mark(label: str, value: Decimal | None) -> charts.Mark | None:
    return None if value is None or value == "" else charts.Mark(label, value)


@register.simple_tag
def ruler(
    bands: Iterable[Band],
    subject: str,
    now: Decimal | None = None,
    now_label: str = "Kini",
    previous: Decimal | None = None,
    previous_label: str = "Sebelumnya",
) -> SafeString:
    """`{% ruler bands agency.name now=index now_label="Sementara" previous=… %}`."""
    marks = _mark(now_label, now), _mark(previous_label, previous)
    return _both(
        lambda narrow: rulers.ruler(pairs(bands), *marks, subject, narrow=narrow)
    )


@register.simple_tag
def strip(
    bands: Iterable[Band],
    values: Sequence[Decimal],
    mean: Decimal | None = None,
    subject: str = "perangkat daerah",
) -> SafeString:
    """`{% strip bands values mean %}`: one dot a work unit."""
    mark = _mark("Rata-rata", mean)
    return _both(
        lambda narrow: rulers.strip(pairs(bands), values, mark, subject, narrow=narrow)
    )


@register.simple_tag
def trend(
    history: Sequence[charts.Point], bands: Iterable[Band], subject: str
) -> SafeString:
    """`{% trend points bands agency.name %}`: points are `lib.charts.Point`."""
    return _both(
        lambda narrow: charts.trend(history, pairs(bands), subject, narrow=narrow)
    )


@register.simple_tag
def stack(
    segments: Sequence[tuple[str, int, str]], subject: str, height: int = 12
) -> SafeString:
    """`{% stack segments "Domain Layanan" %}`: (label, count, tone) each."""
    return SafeString(charts.stack(segments, subject, height))


@register.simple_tag
def radar(
    names: Sequence[str],
    now: Sequence[Decimal | None],
    now_label: str,
    previous: Sequence[Decimal | None] | None = None,
    previous_label: str = "",
) -> SafeString:
    """`{% radar names values "Triwulan IV" previous=older previous_label="…" %}`."""
    older = (previous_label, previous) if previous else None
    return SafeString(charts.radar(names, (now_label, now), older))


@register.simple_tag
def bars(
    rows: Sequence[tuple[str, Decimal | None, Decimal | None]],
    bands: Iterable[Band],
    subject: str = "Nilai domain",
) -> SafeString:
    """`{% bars rows bands %}`: (name, value, previous value) each."""
    return _both(lambda narrow: charts.bars(rows, pairs(bands), subject, narrow=narrow))


@register.simple_tag
def heatmap(
    columns: Sequence[str],
    rows: Sequence[tuple[str, Sequence[Decimal | None]]],
    bands: Iterable[Band] | None,
    subject: str,
) -> SafeString:
    """`{% heatmap names rows bands "Peta nilai" %}`: (name, values) each; bands may be
    None for whole levels."""
    known = pairs(bands) if bands else None
    return _both(
        lambda narrow: charts.heatmap(columns, rows, known, subject, narrow=narrow)
    )


@register.simple_tag
def amounts(
    rows: Sequence[charts.Amount], subject: str, before: str = "Sebelumnya"
) -> SafeString:
    """`{% amounts rows "Sebaran predikat" %}`: rows are `lib.charts.Amount`."""
    return _both(lambda narrow: charts.amounts(rows, subject, before, narrow=narrow))


@register.simple_tag
def moves(
    rows: Sequence[tuple[str, Decimal]], subject: str, places: int = 2
) -> SafeString:
    """`{% moves rows "Perubahan indeks" %}`: (name, difference) each."""
    return _both(lambda narrow: charts.moves(rows, subject, places, narrow=narrow))


@register.simple_tag
def waterfall(
    start: tuple[str, Decimal],
    steps: Sequence[tuple[str, Decimal]],
    end: tuple[str, Decimal],
    places: int = 2,
) -> SafeString:
    """`{% waterfall start steps end %}`: (name, index), (name, difference) each."""
    return _both(
        lambda narrow: charts.waterfall(start, steps, end, places, narrow=narrow)
    )


@register.simple_tag
def course(stops: Sequence[charts.Stop], subject: str) -> SafeString:
    """`{% course stops "Layanan" %}`: stops are `lib.charts.Stop`."""
    return SafeString(charts.course(stops, subject))


@register.simple_tag
def sparkline(values: Sequence[Decimal | None]) -> SafeString:
    """`{% sparkline values %}`: decoration beside a printed number."""
    return SafeString(charts.sparkline(values))


@register.simple_tag
def ring(value: int, maximum: int, subject: str) -> SafeString:
    """`{% ring 7 8 "Kursi terisi" %}`."""
    return SafeString(charts.ring(value, maximum, subject))


@register.simple_tag
def heat(value: Decimal | None, bands: Iterable[Band] | None = None) -> str:
    """`<td class="{% heat value bands %}">`: the cell's classes; none without a value.

    With bands the colour is the predicate's, without them that of the level.
    """
    if value is None or value == "":
        return ""
    step = scale.rank(pairs(bands), value) if bands else components.step_of(value)
    return f"sp-heat sp-heat--{step}"


@register.simple_tag
def predicate_of(
    value: Decimal | None, bands: Iterable[Band], size: str = ""
) -> SafeString:
    """`{% predicate_of index bands "lg" %}`: the predicate an index earns."""
    if value is None or value == "":
        return components.NOTHING
    known = pairs(bands)
    name = scale.name_of(known, value)
    return components.predicate(name, scale.rank(known, value), size)
