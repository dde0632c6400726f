"""The workbook: what stands in its cells, and what a spreadsheet makes of them."""

import csv
import io
import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from reports import actions, content
from reports.content import grid
from reports.enums import Method, NotFinal
from reports.tpp import Band
from tests.factories import AgencyFactory, AssessmentFactory, PeriodFactory
from tests.reports.builders import determine, final_assessment, workbook_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def export(agency, make_rule_set, by):
    period = PeriodFactory(year=2026, quarter=1)
    final_assessment(period, agency)
    final_assessment(period, AgencyFactory(code="1.30", name="=SUM(A1)"), "555", "545")
    AssessmentFactory(period=period, agency=AgencyFactory(code="1.40", name="Badan B"))
    return actions.export_tpp(
        determine(period),
        rule_set=make_rule_set(weight=Decimal("12.35")),
        paid_months="+April sampai Juni 2026",
        by=by,
    )


@pytest.fixture
def data_of(tmp_path):
    return lambda export: workbook_of(export, tmp_path)


@pytest.fixture
def book(export, data_of):
    return load_workbook(io.BytesIO(data_of(export)))


def cells(page, row):
    return [cell.value for cell in page[row]]


def test_workbook_has_five_sheets(book):
    assert book.sheetnames == [
        "Input_TPP",
        "Rincian_Domain",
        "Rincian_Indikator",
        "Perubahan",
        "Metadata",
    ]


def test_input_has_text_codes_real_numbers_and_dates(book, export):
    facts = content.read_facts(export.inputs)
    page = book["Input_TPP"]

    assert cells(page, grid.HEADER_ROW) == [
        column.title for column in grid.input_columns(facts)
    ]
    assert cells(page, 6) == [
        1,
        "1.26",
        "Dinas Kelautan dan Perikanan",
        2026,
        "I",
        3.2,
        "Baik",
        64,
        12.35,
        '=IF(H6="","",ROUND(ROUND(H6*100,0)*ROUND(I6*100,0)/1000000,2))',
        "Final",
        "2026/BA/1/0",
        datetime(2026, 2, 6),  # noqa: DTZ001 a spreadsheet's date has no zone
        None,
    ]
    assert (page["F6"].number_format, page["M6"].number_format) == (
        "0.00",
        "dd/mm/yyyy",
    )
    assert page["M6"].is_date


def test_what_is_not_final_is_visible_and_empty(book):
    row = cells(book["Input_TPP"], 8)

    assert (row[2], row[5], row[7], row[10], row[12]) == (
        "Badan B",
        None,
        None,
        "Belum final",
        None,
    )


def test_text_that_begins_like_a_formula_stays_text(book):
    page = book["Input_TPP"]

    assert (page["C7"].value, page["C7"].data_type, page["C7"].quotePrefix) == (
        "=SUM(A1)",
        "s",
        True,
    )
    assert book["Metadata"]["B8"].data_type == "s"


NAMES = {}


def renamed(lines_of):
    """The lines with the names of NAMES: a line itself can't be changed."""

    def lines(export, facts):
        for rows, objections in lines_of(export, facts):
            name = NAMES.get(rows.row.code, rows.row.name)
            yield replace(rows, row=replace(rows.row, name=name)), objections

    return lines


RISKY = ["=1", "+1", "-1", "@x", "\tx", "\rx", "\x01=1"]
PLAIN = ["ok", "#N/A"]


@pytest.mark.parametrize("text", RISKY + PLAIN)
def test_every_risky_start_is_guarded(export, text, data_of, monkeypatch):
    monkeypatch.setitem(NAMES, "1.26", text)
    monkeypatch.setattr(content, "lines_of", renamed(content.lines_of))

    page = load_workbook(io.BytesIO(data_of(export)))["Input_TPP"]

    assert page["C6"].data_type == "s"
    assert page["C6"].quotePrefix is (text in RISKY)


def test_headline_takes_what_a_cell_does_not_hold(export, data_of):
    export.inputs["paid_months"] = export.inputs["determination"]["number"] = "\x01x"

    page = load_workbook(io.BytesIO(data_of(export)))["Input_TPP"]

    assert page["A2"].value.startswith("Berita Acara Nomor x, ")
    assert page["A3"].value == "Pembayaran TPP: x. Revisi ekspor 1."


def test_sheets_are_ready_for_paper(book):
    page = book["Input_TPP"]

    assert page.freeze_panes == "D6"
    assert page.auto_filter.ref == "A5:N8"
    assert page.print_title_rows == "$5:$5"
    assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 14)
    assert page["A4"].value == "Instrumen rujukan, belum ditetapkan"


def test_metadata_tells_how_the_figures_came_about(book, export):
    rows = dict(
        list(row)[:2] for row in book["Metadata"].iter_rows(6, values_only=True)
    )

    assert rows["Nomor Berita Acara"] == "2026/BA/1/0"
    assert rows["SHA-256 masukan"] == export.inputs_sha256
    assert rows["Kode verifikasi data"] == export.document.code
    assert rows["Aturan TPP"] == "Aturan 2026, revisi 1"
    assert rows["Contoh perhitungan"].endswith("= 7,904, dibulatkan menjadi 7,90.")
    assert rows["Disusun oleh"] == "Sekretariat"


def test_no_name_and_no_nip_of_a_person_stands_in_it(book, by):
    text = " ".join(
        str(cell.value) for page in book for row in page.iter_rows() for cell in row
    )

    assert by.name not in text
    assert "Ketua Tim Penilai" not in text
    assert "196412151990031009" not in text


def test_formulas_carry_their_values_for_readers_that_do_not_calculate(export, data_of):
    page = load_workbook(io.BytesIO(data_of(export)), data_only=True)["Input_TPP"]

    assert [page[f"J{row}"].value for row in (6, 7, 8)] == [7.9, 11.86, None]


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_a_spreadsheet_program_computes_the_same(export, tmp_path, data_of):
    """Values are taken out first, so that the program has to work them out."""
    book = load_workbook(io.BytesIO(data_of(export)))
    book.save(tmp_path / "tpp.xlsx")

    subprocess.run(
        [
            "soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile",
            "--convert-to", "csv:Text - txt - csv (StarCalc):59,34,76,1,,0,false,true,false",
            "--outdir", str(tmp_path), str(tmp_path / "tpp.xlsx"),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )  # fmt: skip

    with (tmp_path / "tpp.csv").open(encoding="utf-8") as file:
        rows = list(csv.reader(file, delimiter=";"))
    assert [row[9] for row in rows[5:8]] == ["7.9", "11.86", ""]


def test_score_is_shown_with_the_places_of_the_rule(
    determined, make_rule_set, by, data_of
):
    bands = [Band(Decimal(1), Decimal(5), Decimal(70))]
    rule_set = make_rule_set(
        method=Method.BANDS, bands=bands, places=0, not_final=NotFinal.EMPTY
    )
    made = actions.export_tpp(
        determined[1], rule_set=rule_set, paid_months="April 2026", by=by
    )

    page = load_workbook(io.BytesIO(data_of(made)))["Input_TPP"]

    assert (page["H6"].value, page["H6"].number_format) == (70, "0")


def test_workbook_tells_when_it_was_asked_for(export, data_of):
    export.document.requested_at = datetime(2026, 2, 6, 2, 0, tzinfo=UTC)

    book = load_workbook(io.BytesIO(data_of(export)))

    rows = dict(
        list(row)[:2] for row in book["Metadata"].iter_rows(6, values_only=True)
    )
    assert rows["Disusun pada"] == "6 Februari 2026, 10.00 Wita"
