"""Making a document: once, however often the message comes."""

import io
from datetime import timedelta

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from reports import actions, tasks
from reports.enums import JobStatus
from reports.models import IssuedDocument
from tests.factories import AssessmentFactory
from tests.reports.builders import fill

pytestmark = pytest.mark.django_db


@pytest.fixture
def export(determined, make_rule_set, by):
    return actions.export_tpp(
        determined[1], rule_set=make_rule_set(), paid_months="April 2026", by=by
    )


def made(document):
    tasks.render(str(document.pk))
    return IssuedDocument.objects.get(pk=document.pk)


def data_of(document):
    with document.file.open() as file:
        return file.read()


def test_render_makes_the_workbook(export):
    document = made(export.document)

    assert document.state is JobStatus.DONE
    assert load_workbook(io.BytesIO(data_of(document))).sheetnames[0] == "Input_TPP"


@pytest.mark.slow
def test_render_makes_a_report_and_a_draft(determined, agency, head):
    from tests.factories import PeriodFactory

    period = PeriodFactory(year=2026, quarter=2, version=determined[0].version)
    draft = fill(AssessmentFactory(period=period, agency=agency), "345")

    for assessment in (determined[0], draft):
        document = made(actions.issue_report(assessment, by=head))

        assert data_of(document).startswith(b"%PDF-")


@pytest.mark.slow
def test_render_makes_the_minutes(determined, by):
    document = made(actions.issue_minutes(determined[1], by=by))

    assert data_of(document).startswith(b"%PDF-")


def test_render_twice_makes_one_file(export, settings):
    first, second = made(export.document), made(export.document)

    assert first.sha256 == second.sha256 != ""
    assert len([p for p in settings.MEDIA_ROOT.rglob("*") if p.is_file()]) == 1


def test_render_after_a_lost_worker_goes_on(export):
    actions.begin(export.pk)

    assert made(export.document).state is JobStatus.DONE


def test_render_that_fails_says_so_and_can_be_retried(export, by, monkeypatch, caplog):
    with monkeypatch.context() as broken:
        broken.setattr("reports.xlsx.write", lambda *args: 1 / 0)
        document = made(export.document)

    assert (document.state, document.error) == (JobStatus.FAILED, tasks.FAILURE)
    assert "ZeroDivisionError" in caplog.text

    actions.retry(document, by=by)
    assert made(document).state is JobStatus.DONE


def test_commit_starts_the_task(
    determined, make_rule_set, by, django_capture_on_commit_callbacks
):
    rule_set = make_rule_set()

    with django_capture_on_commit_callbacks(execute=True):
        export = actions.export_tpp(
            determined[1], rule_set=rule_set, paid_months="April 2026", by=by
        )

    export.document.refresh_from_db()
    assert export.document.state is JobStatus.DONE


def test_resume_makes_what_a_lost_worker_left_behind(export):
    waiting = IssuedDocument.objects.filter(pk=export.document_id)
    waiting.update(status=JobStatus.RUNNING, progress=50)

    assert tasks.resume() == 0
    waiting.update(progressed_at=timezone.now() - timedelta(minutes=3))
    with_eager_worker = tasks.resume()

    assert with_eager_worker == 1
    assert waiting.get().state is JobStatus.DONE
    assert tasks.resume() == 0
