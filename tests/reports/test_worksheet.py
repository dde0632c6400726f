"""The sheet for a meeting: what stands on it, for whom, and that it is no result."""

import io
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from accounts.enums import Role
from assessments.models import Answer, Assignment, Citation
from reports import actions, content
from reports.enums import JobStatus, Kind
from reports.models import IssuedDocument
from reports.tasks import render
from tests.factories import AssessmentFactory, DocumentFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def assessment(agency):
    return AssessmentFactory(agency=agency)


@pytest.fixture
def member(agency):
    return UserFactory(role=Role.OPD_MEMBER, agency=agency, name="Anggota Satu")


@pytest.fixture
def filled(assessment, member):
    """I1 with everything that a sheet shows."""
    answer = assessment.answers.get(indicator__code="I1")
    Answer.objects.filter(pk=answer.pk).update(
        self_level=2,
        facts="SK nomor 12 tahun 2026.",
        status="DRAFT",
        checked=["1.0", "2.0", "2.1"],
    )
    document = DocumentFactory(agency=assessment.agency, title="Arsitektur SPBE")
    Citation.objects.create(
        answer=answer,
        document=document,
        version=document.current,
        page="4-7",
        cited_by=member,
    )
    Assignment.objects.create(
        answer=answer,
        assignee=member,
        due_on=timezone.localdate() - timedelta(days=1),
        assigned_at=timezone.now(),
        assigned_by=member,
        obstacle="Pejabat cuti",
        noted_at=timezone.now(),
        noted_by=member,
    )
    return assessment


def sheet(assessment, codes=()):
    inputs = content.worksheet_inputs(assessment, codes, printed_by="Anggota Satu")
    return content.read_worksheet(inputs)


def text_of(document):
    document.refresh_from_db()
    assert document.status == JobStatus.DONE, document.error
    with document.file.open("rb") as file:
        reader = PdfReader(io.BytesIO(file.read()))
    return reader, [" ".join(page.extract_text().split()) for page in reader.pages]


def test_page_holds_everything_about_an_indicator(filled):
    page = sheet(filled).pages[0]

    assert (page.number, page.name, page.level) == ("1", "Arsitektur", 2)
    assert page.path == "Domain 1: Tata Kelola, Aspek 1: Perencanaan"
    assert (page.person, page.due_on) == (
        "Anggota Satu",
        timezone.localdate() - timedelta(days=1),
    )
    assert [(step.level, step.text, step.is_met) for step in page.steps] == [
        (1, "Kriteria 1", True),
        (2, "Kriteria 2", True),
        (3, "Kriteria 3", False),
        (4, "Kriteria 4", False),
        (5, "Kriteria 5", False),
    ]
    assert page.steps[1].documents == ((True, "Dokumen arsitektur"),)
    assert page.evidence == ({"title": "Arsitektur SPBE", "number": "", "page": "4-7"},)


def test_warnings_say_what_the_meeting_looks_at(filled):
    first, second, _ = sheet(filled).pages

    assert [warning.split(" ")[0:2] for warning in first.warnings] == [
        ["Belum", "ada:"],
        ["Lewat", "batas"],
        ["Kendala:", "Pejabat"],
    ]
    assert second.warnings == ("Belum ada: tingkat, Fakta, Analisis",)


def test_chosen_indicators_alone_are_printed(assessment):
    found = sheet(assessment, ["I3"])

    assert [page.number for page in found.pages] == ["3"]
    assert (found.total, found.is_partial) == (3, True)
    assert not sheet(assessment).is_partial


def test_inputs_take_a_constant_number_of_queries(
    filled, django_assert_max_num_queries
):
    sheet(filled)

    with django_assert_max_num_queries(7):
        sheet(filled)


@pytest.mark.slow
def test_pdf_says_on_each_page_what_it_is(filled, member):
    document = actions.issue_worksheet(filled, by=member)
    render(str(document.pk))
    reader, pages = text_of(document)

    assert len(pages) == 3
    for number, text in enumerate(pages, 1):
        assert "Lembar kerja, bukan hasil penilaian" in text
        assert f"Halaman {number} dari 3" in text
        assert "oleh Anggota Satu" in text
        assert filled.agency_name in text
    whole = " ".join(pages)
    assert "Instrumen rujukan, belum ditetapkan" in whole
    assert "KONSEP" not in whole
    assert "erkiraan" not in whole
    assert reader.trailer["/Root"]["/Lang"] == "id"


def test_worksheet_has_no_code_and_no_determination(assessment, member):
    document = actions.issue_worksheet(assessment, by=member)

    assert (document.kind, document.is_draft, document.code) == (
        Kind.WORKSHEET,
        True,
        None,
    )
    assert not document.is_provisional
    assert document.file_name.startswith("Lembar_kerja_pengisian_")
    with pytest.raises(IntegrityError), transaction.atomic():
        IssuedDocument.objects.filter(pk=document.pk).update(
            is_draft=False, code="A", kind=Kind.WORKSHEET
        )


def test_worksheet_does_not_take_the_place_of_the_report(
    assessment, member, client_for
):
    actions.issue_worksheet(assessment, by=member)

    period = assessment.period
    address = reverse("reports:documents")
    response = client_for(member).get(
        address, {"period": f"{period.year}-{period.quarter}"}
    )

    library = response.context["library"]
    assert [shelf.document for shelf in library.shelves] == [None]
    assert [document.kind for document in library.recent] == [Kind.WORKSHEET]


def test_page_prints_what_is_chosen(
    assessment, member, client_for, django_capture_on_commit_callbacks
):
    client = client_for(member)
    address = reverse("reports:worksheet", args=[assessment.pk])

    assert "Arsitektur" in client.get(address).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(address, {"indicators": ["I1", "I3"]})

    document = IssuedDocument.objects.get()
    assert response.url == reverse("reports:document", args=[document.pk])
    assert [s["code"] for s in document.inputs["sheets"]] == ["I1", "I3"]
    assert document.is_done


@pytest.mark.parametrize("code", ["I99", "\x00", "x" * 5000])
def test_unknown_indicators_are_refused(assessment, member, client_for, code):
    address = reverse("reports:worksheet", args=[assessment.pk])

    response = client_for(member).post(address, {"indicators": [code]})

    assert response.status_code == 422
    assert "Ada indikator yang tidak dikenal." in response.content.decode()


def test_last_determined_level_stands_beside(determined):
    assessment = determined[0]
    period = assessment.period
    later = AssessmentFactory(agency=assessment.agency, period__year=period.year + 1)

    assert [page.earlier for page in sheet(later).pages] != [None, None, None]
    assert sheet(later).quarter.starts_on > date(period.year, 1, 1)
