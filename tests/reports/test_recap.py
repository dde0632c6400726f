"""The recap of the province: order, movement, what is not known, what it prints."""

import io
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from accounts.enums import AgencyKind
from reports import actions, content, pdf
from reports.enums import Kind, Ranking
from reports.models import IssuedDocument
from tests.factories import AgencyFactory, AssessmentFactory, PeriodFactory
from tests.reports.builders import determine, fill, final_assessment

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_runs(monkeypatch):
    monkeypatch.setattr("reports.actions.base._send", lambda pk: None)


def grow(period, levels, kinds=()):
    """One final agency for each of `levels`, in the order of their codes."""
    for place, final in enumerate(levels, start=1):
        kind = kinds[place - 1] if kinds else AgencyKind.DINAS
        agency, _ = AgencyFactory._meta.model.objects.get_or_create(
            code=f"1.0{place}",
            defaults={
                "name": f"Dinas {place}",
                "short_name": f"D{place}",
                "kind": kind,
                "opened_on": "2020-01-01",
            },
        )
        final_assessment(period, agency, claimed="555", final=final)


def read(period, ranking=Ranking.INDEX):
    determination = period.determinations.in_force().first()
    return content.read_recap(content.recap_inputs(period, determination, ranking))


@pytest.fixture
def two_quarters(db):
    """1.01 falls behind, 1.02 and 1.03 end with one index, 1.04 is new."""
    old = PeriodFactory(year=2026, quarter=1)
    grow(old, ["444", "333", "222"])
    determine(old)
    new = PeriodFactory(year=2026, quarter=2)
    grow(new, ["333", "444", "444", "222"])
    return new


def test_equal_indices_share_a_place_and_the_next_is_skipped(two_quarters):
    determine(two_quarters)

    recap = read(two_quarters)

    assert [(line.code, line.place) for line in recap.lines] == [
        ("1.02", 1),
        ("1.03", 1),
        ("1.01", 3),
        ("1.04", 4),
    ]


def test_movement_is_measured_from_the_last_quarter(two_quarters):
    determine(two_quarters)

    recap = read(two_quarters)

    moved = {line.code: (line.change, line.was, line.climbed) for line in recap.lines}
    assert moved == {
        "1.01": (Decimal("-1.00"), 1, -2),
        "1.02": (Decimal("1.00"), 2, 1),
        "1.03": (Decimal("2.00"), 3, 2),
        "1.04": (None, None, None),
    }
    assert recap.moved == (2, 1, 0)
    assert str(recap.previous) == "Triwulan I 2026"


def test_without_a_ranking_nobody_has_a_place(two_quarters):
    recap = read(two_quarters, Ranking.NONE)

    assert [line.code for line in recap.lines] == ["1.01", "1.02", "1.03", "1.04"]
    assert {line.place for line in recap.lines} == {None}


def test_by_kind_each_kind_has_its_own_first(db):
    period = PeriodFactory(year=2026, quarter=1)
    grow(period, ["222", "333", "444"], [AgencyKind.BADAN, AgencyKind.DINAS] * 2)

    recap = read(period, Ranking.KIND)

    assert [(line.kind, line.code, line.place) for line in recap.lines] == [
        (AgencyKind.DINAS, "1.02", 1),
        (AgencyKind.BADAN, "1.03", 1),
        (AgencyKind.BADAN, "1.01", 2),
    ]


def test_before_the_determination_the_latest_complete_index_with_its_name(agency):
    assessment = fill(AssessmentFactory(agency=agency), "345")
    period = assessment.period
    AssessmentFactory(period=period, agency=AgencyFactory(code="9.99"))

    recap = read(period)

    assert recap.is_draft
    assert [(line.side, line.index is None) for line in recap.lines] == [
        ("Mandiri", False),
        ("", True),
    ]
    assert [line.code for line in recap.unknown] == ["9.99"]


def test_after_it_only_what_was_determined(agency):
    period = PeriodFactory(year=2026, quarter=1)
    final_assessment(period, agency)
    fill(AssessmentFactory(period=period, agency=AgencyFactory(code="9.99")), "555")
    determine(period)

    recap = read(period)

    assert {line.code: line.index for line in recap.lines} == {
        agency.code: Decimal("3.20"),
        "9.99": None,
    }


def test_as_many_queries_for_many_agencies(two_quarters):
    determine(two_quarters)
    with CaptureQueriesContext(connection) as few:
        read(two_quarters)
    third = PeriodFactory(year=2026, quarter=3)
    grow(third, ["222"] * 8)
    determine(third)

    with CaptureQueriesContext(connection) as many:
        read(third)

    assert len(many) == len(few)


def test_issue_recap_is_a_draft_until_determined(two_quarters, by):
    draft = actions.issue_recap(two_quarters, ranking=Ranking.INDEX, by=by)
    determine(two_quarters)
    final = actions.issue_recap(two_quarters, ranking=Ranking.INDEX, by=by)
    again = actions.issue_recap(two_quarters, ranking=Ranking.INDEX, by=by)

    assert (draft.is_draft, draft.code) == (True, None)
    assert not final.is_draft
    assert final.code
    assert again == final


@pytest.mark.slow
def test_the_pdf_prints_what_was_frozen(two_quarters, by):
    determine(two_quarters)
    document = actions.issue_recap(two_quarters, ranking=Ranking.INDEX, by=by)

    data = pdf.recap(content.read_recap(document.inputs), content.stamp_of(document))

    text = " ".join(
        " ".join(p.extract_text() for p in PdfReader(io.BytesIO(data)).pages).split()
    )
    assert "indeks 2 perangkat daerah naik, 1 turun, dan 0 tetap" in text
    assert "1.03 Dinas 3 4,00" in text
    assert document.code in text
    assert "KONSEP" not in text


@pytest.mark.slow
def test_a_draft_is_marked(two_quarters, by):
    document = actions.issue_recap(two_quarters, ranking=Ranking.KIND, by=by)

    data = pdf.recap(content.read_recap(document.inputs), content.stamp_of(document))

    text = PdfReader(io.BytesIO(data)).pages[0].extract_text()
    assert "KONSEP" in text


def test_the_page_issues_the_order_that_was_chosen(two_quarters, client_for, by):
    address = reverse("reports:issue_recap", args=[2026, 2])

    response = client_for(by).post(address, {"ranking": "KIND"})

    document = IssuedDocument.objects.get(kind=Kind.RECAP)
    assert response.url == reverse("reports:document", args=[document.pk])
    assert document.inputs["ranking"] == "KIND"
    page = client_for(by).get(f"{reverse('reports:documents')}?period=2026-2")
    assert "Buat konsep rekap" in page.content.decode()


def test_an_order_that_is_none_makes_nothing(two_quarters, client_for, by):
    address = reverse("reports:issue_recap", args=[2026, 2])

    response = client_for(by).post(address, {"ranking": "LUCK"}, follow=True)

    assert "Pilih urutan rekap" in response.content.decode()
    assert not IssuedDocument.objects.exists()


def test_figures_come_as_a_workbook_of_numbers(two_quarters, client_for, by):
    determine(two_quarters)
    document = actions.issue_recap(two_quarters, ranking=Ranking.INDEX, by=by)

    response = client_for(by).get(
        reverse("reports:document_figures", args=[document.pk])
    )

    page = load_workbook(io.BytesIO(response.content))["Rekap"]
    heads = [cell.value for cell in page[1]]
    first = dict(zip(heads, (cell.value for cell in page[2]), strict=True))
    assert (first["Peringkat"], first["Kode"], first["Indeks"]) == (1, "1.02", 4)
    assert first["Perubahan"] == 1
