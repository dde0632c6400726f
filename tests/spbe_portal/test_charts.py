from decimal import Decimal
from itertools import combinations
from xml.etree import ElementTree as ET

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from lib import bands as scale
from lib import charts, rulers
from lib.charts import Mark, Point
from spbe_portal.showcase import BANDS

D = Decimal
INDEX = st.decimals(min_value=1, max_value=5, places=2)


def read(svg):
    return ET.fromstring(svg)  # noqa: S314  our own drawing


def found(svg, css):
    return [shape for shape in read(svg).iter() if shape.get("class") == css]


def words(svg, css):
    return ["".join(text.itertext()) for text in found(svg, css)]


def title(svg):
    return read(svg).findtext("title")


# Bands


@pytest.mark.parametrize(
    ("value", "name", "rank"),
    [
        ("1.00", "Kurang", 1),
        ("1.79", "Kurang", 1),
        ("1.80", "Cukup", 2),
        ("2.60", "Baik", 3),
        ("3.49", "Baik", 3),
        ("4.20", "Memuaskan", 5),
        ("5.00", "Memuaskan", 5),
    ],
)
def test_bands_name_and_rank_an_index(value, name, rank):
    assert (scale.name_of(BANDS, D(value)), scale.rank(BANDS, D(value))) == (name, rank)


@pytest.mark.parametrize(
    ("count", "colours"),
    [(1, [1]), (2, [1, 5]), (3, [1, 3, 5]), (4, [1, 2, 4, 5]), (5, [1, 2, 3, 4, 5])],
)
def test_colours_span_the_scale_for_any_number_of_bands(count, colours):
    assert [scale.colour(count, place) for place in range(count)] == colours


def test_edges_begin_at_one_even_when_the_lowest_band_begins_at_nought():
    pairs = [("Kurang", D(0)), ("Baik", D("2.6"))]

    assert scale.edges(pairs) == [D(1), D("2.6"), D(5)]


# Ruler


def test_ruler_names_all_its_values():
    svg = rulers.ruler(
        BANDS, Mark("Sementara", D("2.85")), Mark("Triwulan III", D("2.54")), "Dinas X"
    )

    assert title(svg) == (
        "Indeks SPBE Dinas X, skala 1,00 sampai 5,00. "
        "Sementara 2,85 (Baik); Triwulan III 2,54 (Cukup)."
    )
    assert read(svg).get("role") == "img"
    assert words(svg, "tick") == ["1,00", "1,80", "2,60", "3,50", "4,20", "5,00"]
    assert words(svg, "flagtext") == ["Sementara 2,85"]
    assert words(svg, "backtext") == ["Triwulan III 2,54"]


def test_ruler_places_a_value_on_a_linear_scale():
    places = [
        found(rulers.ruler(BANDS, Mark("Kini", D(value)), None, "X"), "flagline")[0]
        for value in (1, 3, 5)
    ]

    assert [line.get("x1") for line in places] == ["17", "310", "603"]


def test_ruler_without_values_is_only_the_scale():
    svg = rulers.ruler(BANDS, None, None, "X", narrow=True)

    assert title(svg) == ("Indeks SPBE X, skala 1,00 sampai 5,00. Belum ada nilai.")
    assert words(svg, "lab") == ["Kurang", "Cukup", "Baik", "S. Baik", "Memuas."]
    assert found(svg, "flag") == []


@given(INDEX, INDEX, st.booleans())
def test_ruler_keeps_its_flags_inside(now, previous, narrow):
    marks = Mark("Sementara", now), Mark("Triwulan III 2025", previous)
    root = read(rulers.ruler(BANDS, *marks, "X", narrow=narrow))
    width = float(root.get("viewBox").split()[2])
    boxes = [shape for shape in root.iter("rect") if shape.get("class") == "flag"]

    assert len(boxes) == 1
    assert float(boxes[0].get("x")) >= 0
    assert float(boxes[0].get("x")) + float(boxes[0].get("width")) <= width


# Strip plot


def test_strip_counts_each_band():
    values = [D("1.44"), D("1.79"), D("2.59"), D("2.60"), D("5.00")]
    svg = rulers.strip(BANDS, values, Mark("Rata-rata", D("2.68")))

    assert words(svg, "cnt") == ["2 OPD", "1 OPD", "1 OPD", "0 OPD", "1 OPD"]
    assert title(svg) == (
        "Sebaran indeks 5 perangkat daerah pada skala 1,00 sampai 5,00. "
        "Rata-rata 2,68 (Baik). Nilai: 1,44, 1,79, 2,59, 2,60, 5,00."
    )


def test_strip_of_nothing_says_so():
    svg = rulers.strip(BANDS, [], None)

    assert title(svg).endswith("Nilai: belum ada.")
    assert list(read(svg).iter("circle")) == []


@given(st.lists(INDEX, max_size=41), st.booleans())
def test_strip_dots_never_cover_one_another(values, narrow):
    dots = [
        (float(dot.get("cx")), float(dot.get("cy")))
        for dot in read(rulers.strip(BANDS, values, None, narrow=narrow)).iter("circle")
    ]
    diameter = 10 if narrow else 16

    assert len(dots) == len(values)
    assert all(
        abs(one[0] - two[0]) >= diameter or abs(one[1] - two[1]) >= diameter
        for one, two in combinations(dots, 2)
    )


# Stack, radar, bars, trend


def test_stack_divides_the_whole_width():
    svg = charts.stack(
        [("Diterima", 4, "ok"), ("Kosong", 0, "mute"), ("Draf", 6, "warn")], "Domain A"
    )
    parts = [
        (p.get("class"), p.get("x"), p.get("width")) for p in read(svg).iter("rect")
    ]

    assert title(svg) == "Domain A: Diterima 4; Kosong 0; Draf 6."
    assert parts == [("s-ok", "0.00%", "39.65%"), ("s-warn", "40.00%", "60.00%")]


def test_stack_of_nothing_is_an_empty_track():
    svg = charts.stack([("Diterima", 0, "ok")], "Domain A")

    assert [part.get("class") for part in read(svg).iter("rect")] == ["track"]


def test_radar_says_what_is_missing_and_gives_it_no_dot():
    svg = charts.radar(
        ["Kebijakan", "Layanan", "TIK"],
        ("Triwulan IV", [D(3), None, D("2.33")]),
        ("Triwulan III", [D(2), D(2), D(2)]),
    )

    assert title(svg) == (
        "Radar nilai 3 aspek. "
        "Triwulan III: Kebijakan 2,00, Layanan 2,00, TIK 2,00. "
        "Triwulan IV: Kebijakan 3,00, Layanan belum ada, TIK 2,33."
    )
    assert len(found(svg, "dot dot--now")) == 2
    assert len(found(svg, "dot dot--prev")) == 3
    assert words(svg, "axt") == ["1", "2", "3"]


def test_radar_puts_five_on_the_outer_ring():
    svg = charts.radar(["A", "B", "C"], ("Kini", [D(5), D(5), D(5)]))

    assert found(svg, "poly poly--now")[0].get("points") == found(svg, "ring ring--5")[
        0
    ].get("points")


def test_bars_begin_at_nought_and_show_the_former_value():
    svg = charts.bars(
        [("Tata Kelola", D("2.50"), D("2.00")), ("Layanan", None, None)], BANDS
    )

    assert title(svg) == (
        "Nilai domain: Tata Kelola 2,50, sebelumnya 2,00; Layanan belum ada."
    )
    assert [(b.get("x"), b.get("width")) for b in found(svg, "l2")] == [
        ("0.5", "309.5")
    ]
    assert [line.get("x1") for line in found(svg, "backline")] == ["248"]
    assert words(svg, "name") == ["Tata Kelola", "2,50", "Layanan", "belum ada"]


HISTORY = [
    Point("TW I", "2025", D("1.80")),
    Point("TW II", "2025", None),
    Point("TW III", "2025", D("2.20")),
    Point("TW IV", "2025", D("2.60")),
    Point("TW I", "2026", D("2.80"), provisional=True),
]


def test_trend_leaves_a_gap_and_dashes_what_is_provisional():
    svg = charts.trend(HISTORY, BANDS, "Dinas X")

    assert title(svg) == (
        "Tren indeks Dinas X: TW I 2025 1,80; TW II 2025 belum ada; TW III 2025 2,20; "
        "TW IV 2025 2,60; TW I 2026 2,80 sementara."
    )
    assert len(found(svg, "line")) == 1
    assert len(found(svg, "line line--est")) == 1
    assert len(found(svg, "dot dot--now")) == 3
    assert len(found(svg, "dot dot--est")) == 1
    assert words(svg, "val val--last") == ["2,80"]


def test_trend_places_a_limit_of_a_predicate_on_its_gridline():
    svg = charts.trend(HISTORY, BANDS, "Dinas X")
    lines = [line.get("y1") for line in found(svg, "grid")]

    assert found(svg, "dot dot--now")[0].get("cy") == lines[0]
    assert words(svg, "tick") == ["1,80", "2,60", "3,50", "4,20", "1,00"]


def test_trend_on_a_phone_shows_four_quarters():
    svg = charts.trend(HISTORY, BANDS, "Dinas X", narrow=True)

    assert words(svg, "xt2") == ["2025", "2025", "2025", "2026"]
    assert words(svg, "bandlab") == []


def test_trend_of_one_quarter_stands_in_the_middle():
    svg = charts.trend([Point("TW I", "2026", D("5.00"))], BANDS, "Dinas X")

    assert found(svg, "dot dot--now")[0].attrib["cx"] == "206"
    assert words(svg, "tick") == ["1,80", "2,60", "3,50", "4,20", "5,00", "1,00"]


def test_trend_without_any_result_is_only_the_grid():
    svg = charts.trend([Point("TW I", "2026", None)], BANDS, "Dinas X")

    assert list(read(svg).iter("circle")) == []


def test_sparkline_is_decoration():
    svg = charts.sparkline([D("2.00"), None, D("3.00")])

    assert read(svg).get("aria-hidden") == "true"
    assert found(svg, "line")[0].get("points") == "3,20 79,4"
    assert list(read(charts.sparkline([])).iter("polyline")) == []


def test_ring_prints_its_numbers():
    svg = charts.ring(7, 8, "Kursi terisi")

    assert title(svg) == "Kursi terisi: 7 dari 8."
    assert words(svg, "axt") == ["7/8"]
    assert (
        found(charts.ring(0, 0, "Kursi"), "fg")[0].get("stroke-dasharray") == "0 188.5"
    )


# What holds for all


def all_charts(name="Dinas <X> & Y"):
    return [
        rulers.ruler(BANDS, Mark(name, D(2)), Mark(name, D(3)), name),
        rulers.strip(BANDS, [D(2), D(2), D(3)], Mark(name, D(2)), name),
        charts.stack([(name, 1, "ok")], name),
        charts.radar([name] * 3, (name, [D(1), D(2), D(3)])),
        charts.bars([(name, D(2), D(3))], BANDS, name),
        charts.trend(HISTORY, BANDS, name),
        charts.ring(1, 2, name),
    ]


def test_text_is_escaped_and_the_picture_is_named():
    names = [title(svg) for svg in all_charts()]

    assert all("Dinas <X> & Y" in name for name in names)


def test_every_shape_has_colours_of_its_own_for_paper():
    bare = [
        (shape.tag, shape.get("class"))
        for svg in all_charts()
        for shape in read(svg).iter()
        if shape.tag not in {"svg", "title", "tspan"}
        and not {"fill", "stroke"} & shape.attrib.keys()
    ]

    assert bare == []


def test_pictures_have_no_style_attribute():
    assert [svg for svg in all_charts() if "style=" in svg] == []


# Tags


def draw(source, **values):
    return Template(source).render(Context({"bands": BANDS, **values})).strip()


def test_ruler_tag_draws_wide_and_narrow():
    html = draw('{% ruler bands "X" now=index now_label="Kini" %}', index=D("2.85"))

    assert html == (
        f'<div class="sp-wide">{rulers.ruler(BANDS, Mark("Kini", D("2.85")), None, "X")}'
        '</div><div class="sp-narrow">'
        f"{rulers.ruler(BANDS, Mark('Kini', D('2.85')), None, 'X', narrow=True)}</div>"
    )


def test_tags_take_bands_of_an_instrument():
    from instruments.definition import Band

    bands = [Band(name, start) for name, start in BANDS]
    values = {"values": [D(2)], "history": HISTORY, "rows": [("A", D(2), None)]}
    for source in (
        '{% ruler bands "X" %}',
        "{% strip bands values %}",
        '{% trend history bands "X" %}',
        "{% bars rows bands %}",
        "{% predicate_of values.0 bands %}",
        "{% heat values.0 bands %}",
    ):
        assert draw(source, **values | {"bands": bands}) == draw(source, **values)


def test_small_tags_draw_what_lib_draws():
    values = {"parts": [("A", 1, "ok")], "names": ["A", "B", "C"], "now": [D(1)] * 3}

    assert draw('{% stack parts "X" %}', **values) == charts.stack(
        [("A", 1, "ok")], "X"
    )
    assert draw('{% radar names now "Kini" %}', **values) == charts.radar(
        ["A", "B", "C"], ("Kini", [D(1)] * 3)
    )
    assert draw("{% sparkline now %}", **values) == charts.sparkline([D(1)] * 3)
    assert draw('{% ring 7 8 "Kursi" %}') == charts.ring(7, 8, "Kursi")


@pytest.mark.parametrize(
    ("source", "css"),
    [
        ("{% heat value bands %}", "sp-heat sp-heat--2"),
        ("{% heat value %}", "sp-heat sp-heat--2"),
        ("{% heat None bands %}", ""),
    ],
)
def test_heat_is_a_class_of_the_cell(source, css):
    assert draw(source, value=D("2.59")) == css


def test_predicate_of_an_index():
    assert draw('{% predicate_of index bands "lg" %}', index=D("2.60")) == (
        '<span class="sp-pred sp-pred--3 sp-pred--lg">Baik</span>'
    )
    assert draw("{% predicate_of None bands %}") == ""
