"""Heat map, amounts, moves, waterfall and course: what is drawn, and what is said."""

from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest
from django.template import Context, Template

from lib import charts

D = Decimal
BANDS = [("Kurang", D(1)), ("Cukup", D("1.8")), ("Baik", D("2.6"))]


def shapes(svg, tag, css=None):
    return [
        shape
        for shape in ET.fromstring(svg).iter(tag)  # noqa: S314 our own picture
        if css is None or shape.get("class") == css
    ]


def title(svg):
    return shapes(svg, "title")[0].text


def test_heatmap_prints_every_value_and_draws_no_missing_one():
    rows = [("Dinas A", [D("2.64"), None]), ("Dinas B", [D("1.00"), D("5.00")])]

    svg = charts.heatmap(["D1", "D2"], rows, BANDS, "Peta")

    assert title(svg) == (
        "Peta. Dinas A: D1 2,64, D2 belum ada; Dinas B: D1 1,00, D2 5,00."
    )
    cells = [r.get("class") for r in shapes(svg, "rect")]
    assert cells == ["l5", "gap", "l1", "l5"]
    assert [t.text for t in shapes(svg, "text") if "ht" in t.get("class")] == [
        "2,64",
        "1,00",
        "5,00",
    ]


def test_heatmap_of_levels_has_whole_numbers():
    svg = charts.heatmap(["1"], [("Dinas A", [D(4)])], None, "Peta")

    assert [r.get("class") for r in shapes(svg, "rect")] == ["l4"]
    assert shapes(svg, "text", "ht ht4")[0].text == "4"


def test_heatmap_without_rows_stands():
    assert title(charts.heatmap(["D1"], [], BANDS, "Peta")) == "Peta. ."


def test_amounts_are_lengths_from_nought():
    rows = [
        charts.Amount("Baik", 4, "4 OPD", "l3", before=2),
        charts.Amount("Kurang", 0, "0 OPD", "l1"),
    ]

    svg = charts.amounts(rows, "Predikat")

    assert title(svg) == "Predikat: Baik 4 OPD, Sebelumnya 2; Kurang 0 OPD."
    (bar,) = shapes(svg, "rect", "l3")
    (line,) = shapes(svg, "line", "backline")
    assert float(line.get("x1")) == float(bar.get("width")) / 2
    assert shapes(svg, "rect", "l1") == []


def test_moves_go_right_when_up_and_left_when_down():
    svg = charts.moves([("A", D("0.40")), ("B", D("-0.20"))], "Perubahan")

    (up,), (down,) = shapes(svg, "rect", "up"), shapes(svg, "rect", "down")
    middle = float(shapes(svg, "line", "base")[0].get("x1"))
    assert float(up.get("x")) == middle
    assert float(down.get("x")) + float(down.get("width")) == pytest.approx(middle)
    assert float(up.get("width")) == pytest.approx(
        2 * float(down.get("width")), abs=0.2
    )
    assert title(svg) == "Perubahan: A +0,40; B \N{MINUS SIGN}0,20."


def test_waterfall_ends_where_the_index_is():
    steps = [("Bobot", D("-0.10")), ("Kinerja", D("0.40"))]

    svg = charts.waterfall(("Lama", D("2.00")), steps, ("Baru", D("2.30")), 4)

    assert title(svg) == (
        "Dari Lama 2,00 ke Baru 2,30: Bobot \N{MINUS SIGN}0,1000; Kinerja +0,4000."
    )
    (down,), (up,) = shapes(svg, "rect", "down"), shapes(svg, "rect", "up")
    start, end = shapes(svg, "circle")
    assert float(down.get("x")) + float(down.get("width")) == pytest.approx(
        float(start.get("cx")), abs=0.2
    )
    assert float(up.get("x")) == float(down.get("x"))
    assert float(up.get("x")) + float(up.get("width")) == pytest.approx(
        float(end.get("cx")), abs=0.2
    )


def test_course_tells_value_target_and_median_by_shape():
    stops = [
        charts.Stop("TW III", "2026", D("2.50"), D("3.00"), D("2.20")),
        charts.Stop("TW IV", "2026", None, D("3.20")),
    ]

    svg = charts.course(stops, "Layanan")

    assert title(svg) == (
        "Layanan: TW III 2026 2,50, target 3,00, median 2,20; "
        "TW IV 2026 belum ada, target 3,20."
    )
    assert len(shapes(svg, "circle")) == 1
    assert len(shapes(svg, "polygon", "goal")) == 2
    assert len(shapes(svg, "rect", "peer")) == 1


@pytest.mark.parametrize(
    "source",
    [
        '{% heatmap names rows bands "Peta" %}',
        '{% amounts amounts "Predikat" %}',
        '{% moves moves "Perubahan" 4 %}',
        "{% waterfall start moves start %}",
    ],
)
def test_tags_draw_a_wide_and_a_narrow_picture(source):
    context = {
        "names": ["D1"],
        "rows": [("A", [D("2.00")])],
        "bands": BANDS,
        "amounts": [charts.Amount("A", 1, "1")],
        "moves": [("A", D("0.10"))],
        "start": ("A", D("2.00")),
    }

    html = Template(source).render(Context(context))

    assert html.count("<svg") == 2
    assert 'class="sp-wide"' in html
    assert 'class="sp-narrow"' in html
