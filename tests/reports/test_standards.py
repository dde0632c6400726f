"""Every document is PDF/A-3b and PDF/UA-1, and bears its figures for machines."""

import io
import json
from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone
from openpyxl import load_workbook
from pypdf import PdfReader
from weasyprint import HTML

from assessments.models import Mentoring
from reports import actions, content, pdf
from reports.content import setting_desk, teams
from reports.enums import Ranking
from reports.models import IssuedDocument
from tests.factories import AgencyFactory, PlenarySessionFactory
from tests.reports.standards import breaches

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

BROKEN = """<html><h2>Judul</h2><dl><div><dt>a</dt></div></dl><table><tr><th>a<td>b</table>
<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/>
</svg><a href="https://example.invalid">k</a>
<style>@page{@bottom-left{content:'kaki'}}</style>"""


@pytest.fixture(autouse=True)
def _nothing_runs(monkeypatch):
    monkeypatch.setattr("reports.actions.base._send", lambda pk: None)


def report_of(determined, by):
    document = actions.issue_report(determined[0], by=by)
    return pdf.report(content.read_report(document.inputs), content.stamp_of(document))


def draft_of(determined, by):
    said = content.report_inputs(determined[0]) | {"determination": None}
    stamp = teams.made_now(timezone.now(), is_draft=True)
    return pdf.report(content.read_report(said), stamp)


def minutes_of(determined, by):
    document = actions.issue_minutes(determined[1], by=by)
    said = content.read_minutes(document.inputs)
    return pdf.minutes(said, content.stamp_of(document))


def recap_of(determined, by):
    document = actions.issue_recap(determined[1].period, ranking=Ranking.INDEX, by=by)
    return pdf.recap(content.read_recap(document.inputs), content.stamp_of(document))


def plenary_of(determined, by):
    session = PlenarySessionFactory(period=determined[1].period)
    document = actions.issue_plenary(session, by=by)
    said = content.read_plenary(document.inputs)
    return pdf.plenary(said, content.stamp_of(document))


def mentoring_of(determined, by):
    row = Mentoring.objects.create(
        assessment=determined[0],
        held_on=date(2026, 1, 12),
        place="Ruang rapat",
        subjects="Bukti.",
        recorded_by=by,
    )
    said = content.read_mentoring(content.mentoring_inputs(row))
    return pdf.mentoring(said, teams.made_now(timezone.now(), is_draft=False))


def roster_of(determined, by):
    said = teams.roster(AgencyFactory(), on=date(2026, 1, 12))
    return pdf.roster(said, teams.made_now(timezone.now(), is_draft=False))


def letterhead_of(determined, by):
    sample = setting_desk.sample_of(date(2026, 1, 12))
    return pdf.letterhead(sample, setting_desk.stamp_of(sample))


ALL = (
    report_of,
    draft_of,
    minutes_of,
    recap_of,
    plenary_of,
    mentoring_of,
    roster_of,
    letterhead_of,
)


@pytest.mark.parametrize("make", ALL, ids=lambda make: make.__name__)
def test_documents_hold_to_pdf_a_and_pdf_ua(determined, by, make):
    assert breaches(make(determined, by)) == []


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ({}, {"6.2.3 output intent with a colour profile", "7.1 tagged"}),
        (
            {"pdf_variant": "pdf/a-3b", "pdf_tags": True},
            {
                "7.1 content that is neither in the structure nor an artifact",
                "7.2 language",
                "7.3 a figure has no alternative",
                "7.4.2 the first heading is H1",
                "7.5 a heading cell has no scope",
                "7.6 /Div in a list",
                "ISO 14289-1 5: identification as PDF/UA-1",
            },
        ),
    ],
)
def test_the_check_finds_what_is_broken(options, found, caplog):
    assert found <= set(breaches(HTML(string=BROKEN).write_pdf(**options)))


def test_figures_are_attached_twice(determined, by):
    attached = PdfReader(io.BytesIO(report_of(determined, by))).attachments

    said = json.loads(attached["angka.json"][0])
    book = load_workbook(io.BytesIO(attached["angka.xlsx"][0]))
    table = said["tabel"][0]
    row = dict(zip(table["kolom"], table["baris"][0], strict=True))
    assert (row["akhir"], row["predikat"], said["konsep"]) == ("3.20", "Baik", False)
    heads = [cell.value for cell in book["Indeks"][1]]
    cells = dict(zip(heads, (cell.value for cell in book["Indeks"][2]), strict=True))
    assert Decimal(str(cells["Akhir"])) == Decimal("3.2")
    assert said["sha256_masukan"] == IssuedDocument.objects.get().inputs_sha256


def test_a_sheet_for_a_meeting_has_no_figures(determined):
    said = content.worksheet_inputs(determined[0], (), printed_by="Koordinator")
    stamp = teams.made_now(timezone.now(), is_draft=True)

    reader = PdfReader(io.BytesIO(pdf.worksheet(content.read_worksheet(said), stamp)))

    assert not reader.attachments
