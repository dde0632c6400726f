"""What is printed is what is on record, for a province of 29 agencies."""

import io
import json

import pytest
from pypdf import PdfReader

from assessments.models import Result
from lib.formats import decimal
from reports import content, pdf
from reports.content import teams
from reports.content.recap import read_recap, recap_inputs
from reports.enums import Ranking
from tests.factories import AgencyFactory, PeriodFactory
from tests.reports.builders import MOMENT, determine, final_assessment

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

AGENCIES = 29
STAMP = teams.made_now(MOMENT, is_draft=False)


@pytest.fixture
def determination(db):
    """29 agencies, no two of them with the same levels."""
    period = PeriodFactory(year=2026, quarter=1)
    for number in range(AGENCIES):
        agency = AgencyFactory(code=f"2.{number:02}", name=f"Dinas Uji {number:02}")
        levels = f"{1 + number % 5}{1 + number // 5 % 5}{1 + number // 25}"
        final_assessment(period, agency, claimed="555", final=levels)
    return determine(period)


def read(data):
    reader = PdfReader(io.BytesIO(data))
    words = " ".join(" ".join(p.extract_text() for p in reader.pages).split())
    words = words.replace("\N{HYPHEN} ", "")  # words that were divided at a line's end
    return words, json.loads(reader.attachments["angka.json"][0])


def table(said, name):
    found = next(t for t in said["tabel"] if t["nama"] == name)
    return [dict(zip(found["kolom"], row, strict=True)) for row in found["baris"]]


def test_each_report_prints_the_figures_on_record(determination):
    results = Result.objects.filter(determination=determination)
    checked = 0
    for result in results.select_related("assessment__period", "assessment__agency"):
        inputs = content.report_inputs(result.assessment)

        words, said = read(pdf.report(content.read_report(inputs), STAMP))

        row = table(said, "Indeks")[0]
        assert (row["akhir"], row["predikat"]) == (str(result.index), result.predicate)
        index = decimal(result.index)
        assert f"adalah {index} dengan predikat {result.predicate}." in words
        for node in result.inputs["nodes"]:
            row = next(
                r for r in table(said, "Domain dan aspek") if r["kode"] == node["code"]
            )
            assert row["akhir"] == node["final"]
            assert node["final"].replace(".", ",") in words
        levels = {r["kode"]: r["akhir"] for r in table(said, "Indikator")}
        assert levels == {
            level["code"]: str(level["final"]) for level in result.inputs["levels"]
        }
        checked += 1
    assert checked == AGENCIES


def test_minutes_and_recap_print_every_row_on_record(determination):
    minutes = content.read_minutes(content.minutes_inputs(determination))
    recap = read_recap(recap_inputs(determination.period, determination, Ranking.INDEX))

    matrix, matrix_said = read(pdf.minutes(minutes, STAMP))
    listed, listed_said = read(pdf.recap(recap, STAMP))

    results = Result.objects.filter(determination=determination)
    in_matrix = {row["kode"]: row for row in table(matrix_said, "Matriks")}
    in_list = {row["kode"]: row for row in table(listed_said, "Rekap")}
    assert len(in_matrix) == len(in_list) == results.count() == AGENCIES
    for result in results:
        nodes = {node["code"]: node["final"] for node in result.inputs["nodes"]}
        for row in (in_matrix[result.agency_code], in_list[result.agency_code]):
            assert {code: row[code] for code in nodes} == nodes
        assert in_matrix[result.agency_code]["akhir"] == str(result.index)
        assert in_list[result.agency_code]["indeks"] == str(result.index)
        cells = [value.replace(".", ",") for value in nodes.values()]
        start = f"{result.agency_code} {result.agency_name} {' '.join(cells)}"
        index = decimal(result.index)
        assert f"{start} {decimal(result.self_index)}" in matrix
        assert f"{start} {index} {result.predicate}" in listed
