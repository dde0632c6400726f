"""Formulas as a spreadsheet program works them out, and memory as rows grow."""

import csv
import shutil
import subprocess
import tracemalloc
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from reports import tpp, xlsx
from reports.content import grid
from reports.content.figures import Figure, PartFigure
from reports.content.shared import InstrumentFacts, Quarter, Stamp, Triple
from reports.content.sheet import AgencyRows, ChangeRow, Facts, LevelRow, NodeRow, Row

D = Decimal
PREDICATES = (
    tpp.Band(D(1), D("2.60"), D("66.65"), "Cukup"),
    tpp.Band(D("2.60"), D(5), D("88.35"), "Baik"),
)
PARTS = (
    tpp.Component("SAKIP", D("12.35"), D(100)),
    tpp.Component("=Inovasi", D("17.65"), D("3.30")),
)
RULES = (
    tpp.Rule(tpp.Method.LINEAR_MAX, D(30)),
    tpp.Rule(tpp.Method.LINEAR_MAX, D("12.35"), places=0),
    tpp.Rule(tpp.Method.LINEAR_RANGE, D("33.33"), places=4),
    tpp.Rule(tpp.Method.TARGET, D(30), target=D("3.50")),
    tpp.Rule(tpp.Method.TARGET, D("7.77"), places=3, target=D("4.99")),
    tpp.Rule(tpp.Method.BANDS, D("45.01"), places=1, bands=PREDICATES),
    tpp.Rule(tpp.Method.LINEAR_MAX, D(70), components=PARTS),
)
INDICES = [D(number).scaleb(-2) for number in range(100, 501)]
STAMP = Stamp(
    code="7K3M",
    url="https://spbe.example/v/7K3M/",
    inputs_sha256="0" * 64,
    requested_at=datetime(2026, 2, 6, 2, 0, tzinfo=UTC),
    revision=1,
    is_draft=False,
    author="Sekretariat",
)


def facts_of(rule):
    lists = [
        {
            "component": part.name,
            "source": "LHE",
            "revision": 1,
            "file_sha256": "0" * 64,
        }
        for part in rule.components
    ]
    return Facts(
        quarter=Quarter(2026, 1),
        instrument=InstrumentFacts("kecil", "Instrumen", "", (), (), ()),
        decision={
            "number": "1/BA",
            "decided_on": "2026-02-06",
            "revision": 1,
            "inputs_sha256": "0" * 64,
        },
        paid_months="April 2026",
        rule=rule,
        rule_set={
            "name": "Aturan",
            "revision": 1,
            "legal_basis": "Pergub",
            "method": rule.method,
            "not_final": "EMPTY",
            "valid_from": "2026-01-01",
            "words": tpp.describe(rule),
            "components": [
                {
                    "name": part.name,
                    "weight": str(part.weight),
                    "scale_max": str(part.scale_max),
                    "legal_basis": "LHE",
                }
                for part in rule.components
            ],
        },
        score_lists=tuple(lists),
        tops=(),
        weight="100",
    )


def agency(rule, number, index, levels=0):
    """An agency with every figure that the rule gives it."""
    name, code = f"Perangkat daerah {number}", f"{number:05d}"
    points = tpp.points(rule, index)
    parts = []
    for part in rule.components:
        value = tpp.half_up(tpp.Fraction(index) / 5 * tpp.Fraction(part.scale_max), 2)
        found = tpp.component_points(part, value, rule.places)
        parts.append(PartFigure(part.name, value, found.score, found.weighted))
    total = tpp.total([points.weighted, *(part.weighted for part in parts)])
    figure = Figure(
        index, "Baik", *(points.score, points.weighted), "", tuple(parts), total
    )
    row = Row(
        *(code, name, index, "Baik", points.score, rule.weight, points.weighted),
        *("Final", "1/BA", date(2026, 2, 6), ""),
    )
    triple = Triple(D(3), D(3), D(3))
    level = LevelRow(code, name, "I1", "Indikator", D(4), triple, "Bukti memadai.")
    node = NodeRow(code, name, "D1", "Domain", D(40), triple, "Baik")
    change = ChangeRow(code, name, "Triwulan IV 2025", index, "Baik", index, "Baik")
    return AgencyRows(row, figure, (node,) * min(levels, 3), (level,) * levels, change)


def write(path, rule, agencies):
    xlsx.write(path, facts_of(rule), STAMP, ((rows, 0) for rows in agencies))
    return path


def recalculated(path, folder, sheet):
    """The cells of a sheet as text, worked out anew by LibreOffice."""
    arguments = f"59,34,76,1,,0,false,true,false,false,false,{sheet}"
    subprocess.run(
        [
            "soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile",
            "--convert-to", f"csv:Text - txt - csv (StarCalc):{arguments}",
            "--outdir", str(folder), str(path),
        ],
        check=True,
        capture_output=True,
        timeout=240,
    )  # fmt: skip
    made = max(folder.glob("*.csv"), key=lambda file: file.stat().st_mtime_ns)
    with made.open(encoding="utf-8") as file:
        return list(csv.reader(file, delimiter=";"))[grid.HEADER_ROW :]


def without_values(path):
    """Values are taken out, so that the program has to work them out."""
    load_workbook(path).save(path)
    return path


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_a_spreadsheet_program_rounds_every_figure_as_we_do(tmp_path):
    """Every index under every kind of rule, one below the other in one sheet."""
    first = RULES[0]
    agencies = [
        agency(rule, n, index) for rule in RULES[:6] for n, index in enumerate(INDICES)
    ]
    places = {rule.weight: rule.places for rule in RULES}
    assert {len(str(a.row.score).partition(".")[2]) for a in agencies} == {
        0,
        1,
        2,
        3,
        4,
    }
    widest = replace(first, places=max(places.values()))
    path = without_values(write(tmp_path / "tpp.xlsx", widest, agencies))

    rows = recalculated(path, tmp_path, 1)

    assert len(rows) == len(agencies) == 6 * 401
    different = [
        (a.row.index, a.row.weight, row[9])
        for a, row in zip(agencies, rows, strict=True)
        if D(row[9]) != a.row.weighted
    ]
    assert different == []


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_a_spreadsheet_program_adds_up_the_components_as_we_do(tmp_path):
    rule = RULES[6]
    agencies = [agency(rule, n, index) for n, index in enumerate(INDICES)]
    path = without_values(write(tmp_path / "tpp.xlsx", rule, agencies))

    rows = recalculated(path, tmp_path, 2)

    assert rows[0][:2] == ["00000", "Perangkat daerah 0"]
    for a, row in zip(agencies, rows, strict=True):
        parts = a.figure.parts
        assert [D(row[at]) for at in (2, 4, 6, 8, 10, 11)] == [
            a.row.weighted,
            *(parts[0].score, parts[0].weighted),
            *(parts[1].score, parts[1].weighted),
            a.figure.total,
        ]


def test_formulas_are_locked_and_nothing_else_is(tmp_path):
    path = write(tmp_path / "tpp.xlsx", RULES[6], [agency(RULES[6], 1, D("3.46"))])

    book = load_workbook(path)

    for page in book:
        assert page.protection.sheet
        for row in page.iter_rows(min_row=grid.FIRST_ROW):
            for cell in row:
                assert cell.protection.locked is (cell.data_type == "f"), (
                    cell.coordinate
                )
    assert {p.title: p.data_validations.dataValidation for p in book} == {
        page.title: [] for page in book
    }


def test_ranges_have_names(tmp_path):
    rule = RULES[6]
    agencies = [agency(rule, n, D("3.46")) for n in range(3)]

    book = load_workbook(write(tmp_path / "tpp.xlsx", rule, agencies))

    found = {n: d.attr_text for n, d in book.defined_names.items()}
    assert found == {
        "Bobot": "Input_TPP!$I$6:$I$8",
        "Indeks_SPBE": "Input_TPP!$F$6:$F$8",
        "Kode_OPD": "Input_TPP!$B$6:$B$8",
        "Nilai_Prestasi_Kerja": "Prestasi_Kerja!$L$6:$L$8",
        "Nilai_Tertimbang": "Input_TPP!$J$6:$J$8",
        "Perangkat_Daerah": "Input_TPP!$C$6:$C$8",
        "Skor_Konversi": "Input_TPP!$H$6:$H$8",
    }


def test_a_component_named_like_a_formula_stays_text(tmp_path):
    path = write(tmp_path / "tpp.xlsx", RULES[6], [agency(RULES[6], 1, D("3.46"))])

    page = load_workbook(path)["Prestasi_Kerja"]

    assert (page["H5"].value, page["H5"].data_type) == ("=Inovasi: Nilai", "s")


def test_a_full_sheet_goes_on_in_another(tmp_path, monkeypatch):
    monkeypatch.setattr(grid, "LAST_ROW", 9)
    agencies = [agency(RULES[0], n, D("3.46"), levels=3) for n in range(2)]

    book = load_workbook(write(tmp_path / "tpp.xlsx", RULES[0], agencies))

    assert [book[f"Rincian_Indikator{n}"].max_row for n in ("", "_2")] == [9, 7]
    assert book["Rincian_Indikator_2"]["A5"].value == "Kode OPD"


def peak(path, number):
    """MB that writing `number` agencies held at most, above what stood before."""
    made = (agency(RULES[0], n, D("3.46"), levels=2) for n in range(number))
    tracemalloc.start()
    try:
        write(path, RULES[0], made)
        return tracemalloc.get_traced_memory()[1] / 1024 / 1024
    finally:
        tracemalloc.stop()


@pytest.mark.slow
def test_memory_does_not_grow_with_the_agencies(tmp_path):
    few, many = (peak(tmp_path / f"{n}.xlsx", n) for n in (200, 2000))

    assert many < few + 1, (few, many)


@pytest.mark.slow
def test_a_country_of_22000_agencies_is_written(tmp_path):
    made = (agency(RULES[0], n, D("3.46"), levels=1) for n in range(22_000))

    path = write(tmp_path / "tpp.xlsx", RULES[0], made)

    book = load_workbook(path, read_only=True)
    page = book["Input_TPP"]
    rows = list(page.iter_rows(min_row=grid.FIRST_ROW, max_col=3, values_only=True))
    book.close()
    assert (len(rows), rows[0][1], rows[-1][1]) == (22_000, "00000", "21999")


def test_content_of_a_line_is_what_the_workbook_says(tmp_path):
    rule = RULES[0]
    rows = agency(rule, 7, D("3.46"))
    cells = dict(grid.cells_of(facts_of(rule), 1, rows))

    page = load_workbook(write(tmp_path / "x.xlsx", rule, [rows]))["Input_TPP"]

    written = [cell.value for cell in page[grid.FIRST_ROW]]
    expected = [getattr(value, "text", value) for value in cells[grid.MAIN]]
    assert written[:5] == expected[:5]
    assert written[9] == expected[9]
