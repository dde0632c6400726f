"""The minutes of a mentoring session: issued when agreed to, kept as evidence."""

import io
from datetime import date, time

import pypdf
import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.enums import Role
from assessments.actions import Task
from assessments.models import Mentoring
from evidence.models import Document
from reports import actions, tasks
from reports.actions import ReportError
from reports.content import mentoring_inputs, read_mentoring
from reports.enums import Kind
from reports.models import IssuedDocument
from tests.assessments.conftest import Quarter
from tests.assessments.test_mentoring import agreed, record
from tests.factories import AgencyFactory, AssessmentFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def quarter():
    return Quarter(AssessmentFactory(agency=AgencyFactory(code="1.02", name="Dinas A")))


@pytest.fixture
def made(quarter):
    return agreed(
        quarter,
        starts_at=time(9),
        ends_at=time(11, 30),
        outcome="SOP disusun.",
        indicators=list(quarter.assessment.version.indicators.order_by("position"))[:1],
        tasks=[Task("Susun SOP.", quarter.member, date(2026, 12, 1))],
    )


@pytest.fixture
def issued(quarter, made):
    document = actions.issue_mentoring(made, by=quarter.mentor)
    tasks.render(str(document.pk))
    document.refresh_from_db()
    return document


def url_of(name, thing):
    return reverse(f"reports:{name}", args=[thing.pk])


def test_read_mentoring_gives_back_what_was_frozen(made):
    minutes = read_mentoring(mentoring_inputs(made))

    assert (minutes.agency, minutes.hours) == ("Dinas A", "09.00 sampai 11.30 Wita")
    assert minutes.attendance == (("Tim pendamping", 1), ("Koordinator teknis", 2))
    assert minutes.present == 3
    assert minutes.indicators == (("1", "Arsitektur"),)
    assert [(f.text, f.owner) for f in minutes.follow_ups] == [
        ("Susun SOP.", "Anggota tim pengelola")
    ]


def test_frozen_minutes_name_nobody(quarter, made):
    assert quarter.member.name not in str(mentoring_inputs(made))


def test_issue_mentoring_makes_a_pdf_that_says_it(issued):
    with issued.file.open() as stored:
        pages = pypdf.PdfReader(stored).pages
        text = " ".join(page.extract_text() for page in pages)

    assert issued.kind == Kind.MENTORING
    for words in ("RISALAH PENDAMPINGAN", "DINAS A", "Susun SOP.", "Arsitektur"):
        assert words in text
    assert "Kode verifikasi data" in text
    assert issued.file_name.startswith("Risalah_pendampingan")


def test_issue_mentoring_twice_gives_the_same(quarter, made, issued):
    assert actions.issue_mentoring(made, by=quarter.mentor) == issued


def test_issue_mentoring_needs_both_sides(quarter):
    with pytest.raises(ReportError, match="disetujui kedua pihak"):
        actions.issue_mentoring(record(quarter), by=quarter.mentor)


def test_minutes_name_their_session(issued):
    with pytest.raises(IntegrityError), transaction.atomic():
        IssuedDocument.objects.create(
            kind=Kind.MENTORING,
            period=issued.period,
            assessment=issued.assessment,
            code="X",
            inputs_sha256="0" * 64,
            requested_by=issued.requested_by,
        )


def test_minutes_of_two_sessions_are_two_series(quarter, issued):
    other = agreed(quarter, place="Daring")

    assert actions.issue_mentoring(other, by=quarter.mentor).revision == 1


def test_keep_mentoring_puts_the_pdf_into_the_library_once(quarter, made, issued):
    document = actions.keep_mentoring(made, by=quarter.head)
    again = actions.keep_mentoring(Mentoring.objects.get(), by=quarter.head)

    assert document == again
    assert document.agency == quarter.assessment.agency
    assert document.kind == "MINUTES"
    assert document.current.sha256 == issued.sha256
    assert Document.objects.filter(title__startswith="Risalah").count() == 1


def test_keep_mentoring_waits_for_the_pdf(quarter, made):
    with pytest.raises(ReportError, match="belum selesai"):
        actions.keep_mentoring(made, by=quarter.head)


def test_the_page_leads_from_issuing_to_the_library(client_for, quarter, made, issued):
    head = client_for(quarter.head)

    page = head.get(url_of("mentoring_minutes", made)).content.decode()
    assert url_of("document", issued) in page
    response = head.post(url_of("keep_mentoring", made), follow=True)
    assert "Risalah pendampingan 2 November 2026" in response.content.decode()


def test_the_page_of_an_open_record_offers_nothing(client_for, quarter):
    page = client_for(quarter.head).get(url_of("mentoring_minutes", record(quarter)))

    assert "setelah catatan disetujui kedua pihak" in page.content.decode()
    assert "/issue/" not in page.content.decode()


def test_another_agency_gets_neither_page_nor_file(client_for, made, issued):
    stranger = client_for(UserFactory(role=Role.OPD_HEAD))

    for url in (url_of("mentoring_minutes", made), url_of("download", issued)):
        assert stranger.get(url).status_code == 404


def test_the_file_is_a_pdf(client_for, quarter, issued):
    response = client_for(quarter.mentor).get(url_of("download", issued))

    data = b"".join(response.streaming_content)
    assert pypdf.PdfReader(io.BytesIO(data)).metadata.title.startswith("Risalah")
