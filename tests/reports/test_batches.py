"""All reports of a quarter as one job: each once, paused, ended, tried again."""

import csv
import hashlib
import io
import zipfile
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.models import AuditEvent
from assessments.enums import Status
from assessments.models import Assessment
from reports import actions, tasks
from reports.enums import BatchStatus, ItemStatus, JobStatus
from reports.models import Batch, BatchItem, IssuedDocument
from tests.factories import AssessmentFactory, PeriodFactory
from tests.reports.builders import determine, fill, final_assessment

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _quick_pages(monkeypatch):
    """A page takes a second to draw; here it is its agency's name."""
    monkeypatch.setattr(
        "reports.pdf.report",
        lambda report, stamp: b"%PDF-1.7 " + str(stamp.code).encode(),
    )


@pytest.fixture
def sent(monkeypatch):
    """What would go to the broker; nothing runs by itself."""
    found = []
    monkeypatch.setattr(
        "reports.actions.batches.send", lambda pk, lanes=4: found.append(pk)
    )
    monkeypatch.setattr(actions, "send", lambda pk, lanes=4: found.append(pk))
    return found


@pytest.fixture
def quarter(by):
    """Three agencies with a determined result."""
    period = PeriodFactory(year=2026, quarter=1)
    for _ in range(3):
        final_assessment(period)
    determine(period)
    return period


@pytest.fixture
def batch(quarter, by, sent):
    return actions.start_batch(quarter, by=by)


@pytest.fixture
def office(client_for, by):
    return client_for(by)


def states(batch):
    return sorted(batch.items.values_list("status", flat=True))


def work_all(batch):
    while actions.is_waiting(batch.pk):
        tasks.work(str(batch.pk))
    batch.refresh_from_db()
    return batch


def shown(response):
    return " ".join(response.content.decode().split())


# Starting and working


def test_start_batch_has_every_agency_once(batch, quarter, by):
    assert batch.items.count() == 3
    assert states(batch) == ["WAITING"] * 3
    event = AuditEvent.objects.order_by("-position").first()
    assert (event.verb, event.data) == ("batch.started", {"agencies": 3})


def test_start_batch_leaves_out_what_was_ended(by, sent):
    period = PeriodFactory(year=2026, quarter=1)
    goes_on = AssessmentFactory(period=period)
    ended = AssessmentFactory(period=period)
    Assessment.objects.filter(pk=ended.pk).update(
        status=Status.ENDED,
        ended_at=timezone.now(),
        ended_by=by,
        ended_reason="Ditutup.",
    )

    batch = actions.start_batch(period, by=by)

    assert [item.assessment for item in batch.items.all()] == [goes_on]


def test_start_batch_twice_is_refused(batch, quarter, by):
    with pytest.raises(actions.ReportError, match="sedang dibuat"):
        actions.start_batch(quarter, by=by)


def test_start_batch_of_an_empty_quarter_is_refused(by):
    with pytest.raises(actions.ReportError, match="belum memiliki"):
        actions.start_batch(PeriodFactory(), by=by)


def test_work_makes_each_report_once(batch):
    work_all(batch)

    assert batch.state is BatchStatus.DONE
    assert states(batch) == ["DONE"] * 3
    documents = IssuedDocument.objects.all()
    assert {row.state for row in documents} == {JobStatus.DONE}
    assert len({row.assessment_id for row in documents}) == len(documents) == 3


def test_one_message_goes_on_to_the_last(quarter, by):
    """Without a broker in between: each message sends the next one."""
    batch = Batch.objects.create(period=quarter, started_by=by)
    for assessment in quarter.assessments.all():
        BatchItem.objects.create(batch=batch, assessment=assessment)

    tasks.work(str(batch.pk))

    batch.refresh_from_db()
    assert batch.state is BatchStatus.DONE


def test_a_second_batch_gives_the_same_official_reports(batch, quarter, by):
    work_all(batch)
    second = work_all(actions.start_batch(quarter, by=by))

    made = [
        set(row.items.values_list("document", flat=True)) for row in (batch, second)
    ]
    assert made[0] == made[1]
    assert IssuedDocument.objects.count() == 3


def test_drafts_of_a_second_batch_are_new_revisions(by, sent):
    period = PeriodFactory(year=2026, quarter=2)
    fill(AssessmentFactory(period=period), "345")
    for _ in range(2):
        work_all(actions.start_batch(period, by=by))

    found = IssuedDocument.objects.order_by("revision")
    assert [(row.revision, row.is_draft) for row in found] == [(1, True), (2, True)]


def test_a_report_is_issued_once_though_two_workers_hold_it(batch):
    item = actions.take(batch.pk)

    first, second = actions.document_of(item), actions.document_of(item)

    assert first == second
    assert IssuedDocument.objects.count() == 1


def test_take_gives_each_item_to_one(batch):
    taken = [actions.take(batch.pk) for _ in range(4)]

    assert len({item.pk for item in taken[:3]}) == 3
    assert taken[3] is None


def test_settle_leaves_a_report_that_another_worker_is_making(batch):
    item = actions.take(batch.pk)
    actions.begin(actions.document_of(item).pk)

    actions.settle(item)

    item.refresh_from_db()
    assert item.state is ItemStatus.TAKEN


# Failing, and trying again


@pytest.fixture
def broken(batch, monkeypatch):
    """The batch after one of its reports failed."""
    with monkeypatch.context() as patched:
        patched.setattr("reports.pdf.report", lambda *args: 1 / 0)
        tasks.work(str(batch.pk))
    return work_all(batch)


def test_a_failure_does_not_stop_the_others(broken):
    assert broken.state is BatchStatus.DONE
    assert states(broken) == ["DONE", "DONE", "FAILED"]
    assert broken.items.get(status=ItemStatus.FAILED).error == tasks.FAILURE


def test_retry_batch_makes_what_failed_and_nothing_else(broken, by):
    before = set(IssuedDocument.objects.values_list("pk", flat=True))

    batch = work_all(actions.retry_batch(broken, by=by))

    assert batch.state is BatchStatus.DONE
    assert states(batch) == ["DONE"] * 3
    assert set(IssuedDocument.objects.values_list("pk", flat=True)) == before


def test_retry_batch_without_a_failure_is_refused(batch, by):
    with pytest.raises(actions.ReportError, match="Tidak ada laporan gagal"):
        actions.retry_batch(work_all(batch), by=by)


def test_retry_batch_beside_a_newer_one_is_refused(broken, quarter, by):
    actions.start_batch(quarter, by=by)

    with pytest.raises(actions.ReportError, match="lebih baru"):
        actions.retry_batch(broken, by=by)
    assert states(broken) == ["DONE", "DONE", "FAILED"]


def test_a_report_that_cannot_be_issued_fails_with_its_reason(batch, monkeypatch):
    monkeypatch.setattr(actions, "document_of", lambda item: 1 / 0)

    tasks.work(str(batch.pk))

    failed = batch.items.get(status=ItemStatus.FAILED)
    assert failed.error == tasks.FAILURE


# Pausing and ending


def test_pause_batch_finishes_what_is_in_hand_and_takes_no_more(batch, by):
    item = actions.take(batch.pk)
    actions.pause_batch(batch, by=by)

    assert actions.take(batch.pk) is None
    tasks.make(str(actions.document_of(item).pk))
    actions.settle(item)

    assert states(batch) == ["DONE", "WAITING", "WAITING"]


def test_continue_batch_goes_on(batch, by, sent, django_capture_on_commit_callbacks):
    paused = actions.pause_batch(batch, by=by)
    with django_capture_on_commit_callbacks(execute=True):
        actions.continue_batch(paused, by=by)

    assert sent == [batch.pk]
    assert work_all(batch).state is BatchStatus.DONE


def test_continue_batch_that_is_not_paused_is_refused(batch, by):
    with pytest.raises(actions.ReportError, match="tidak sedang dijeda"):
        actions.continue_batch(batch, by=by)


def test_cancel_batch_drops_what_waits_and_keeps_what_was_made(batch, by):
    tasks.work(str(batch.pk))

    cancelled = actions.cancel_batch(batch, by=by)

    assert cancelled.state is BatchStatus.CANCELLED
    assert states(batch) == ["CANCELLED", "CANCELLED", "DONE"]
    assert IssuedDocument.objects.get().state is JobStatus.DONE


def test_an_ended_batch_takes_no_more_commands(batch, by):
    actions.cancel_batch(batch, by=by)

    for action in (actions.pause_batch, actions.cancel_batch, actions.continue_batch):
        with pytest.raises(actions.ReportError):
            action(batch, by=by)


# Lost workers


def long_ago(batch):
    batch.items.exclude(status=ItemStatus.DONE).update(
        moved_at=timezone.now() - timedelta(minutes=3)
    )


def test_resume_batches_gives_back_what_a_lost_worker_held(batch, sent):
    item = actions.take(batch.pk)
    actions.begin(actions.document_of(item).pk)
    assert tasks.resume_batches() == 0

    long_ago(batch)

    assert tasks.resume_batches() == 1
    assert sent == [batch.pk]
    assert states(batch) == ["WAITING"] * 3
    assert work_all(batch).state is BatchStatus.DONE
    assert IssuedDocument.objects.count() == 3


def test_resume_batches_sends_what_a_lost_broker_forgot(batch, sent):
    long_ago(batch)

    assert tasks.resume_batches() == 1
    assert sent == [batch.pk]


def test_resume_batches_leaves_a_paused_batch_alone(batch, by, sent):
    actions.take(batch.pk)
    actions.pause_batch(batch, by=by)
    long_ago(batch)

    assert tasks.resume_batches() == 0
    assert states(batch) == ["WAITING"] * 3


def test_resume_batches_drops_what_was_held_of_a_cancelled_batch(batch, by):
    actions.take(batch.pk)
    actions.cancel_batch(batch, by=by)
    long_ago(batch)

    tasks.resume_batches()

    assert states(batch) == ["CANCELLED"] * 3


# What the database keeps


def test_an_agency_is_in_a_batch_once(batch):
    item = batch.items.first()

    with pytest.raises(IntegrityError), transaction.atomic():
        BatchItem.objects.create(batch=batch, assessment=item.assessment)


def test_a_quarter_has_one_open_batch(batch, by):
    with pytest.raises(IntegrityError), transaction.atomic():
        Batch.objects.create(period=batch.period, started_by=by)


def test_what_was_made_stays_with_its_batch(batch):
    work_all(batch)

    with pytest.raises(IntegrityError), transaction.atomic():
        batch.items.update(document=None, status=ItemStatus.WAITING)
    with pytest.raises(IntegrityError), transaction.atomic():
        batch.items.all()._raw_delete("default")


# Pages


def test_batch_start_goes_to_its_progress(office, quarter, sent):
    response = office.post(reverse("reports:batch_start", args=[2026, 1]))

    batch = Batch.objects.get()
    assert response.url == reverse("reports:batch", args=[batch.pk])
    page = shown(office.get(response.url))
    assert "0 selesai, 0 gagal, 0 dikerjakan, 3 menunggu" in page
    assert 'hx-trigger="every 3s"' in page


def test_batch_start_refusal_is_a_message(office, batch):
    response = office.post(reverse("reports:batch_start", args=[2026, 1]), follow=True)

    assert "sedang dibuat" in shown(response)


def test_batch_stops_asking_when_it_is_done(office, batch):
    work_all(batch)
    address = reverse("reports:batch", args=[batch.pk])

    fragment = office.get(address, headers={"HX-Request": "true"})

    assert fragment.status_code == 286
    assert "every 3s" not in shown(fragment)
    assert "Unduh ZIP, 3 berkas" in shown(fragment)


def test_batch_says_why_a_report_failed(office, broken):
    page = shown(office.get(reverse("reports:batch", args=[broken.pk])))

    assert "gangguan pada sistem" in page
    assert "Coba lagi yang gagal" in page


def test_buttons_do_what_they_say(office, batch):
    for name, status in (
        ("batch_pause", "PAUSED"),
        ("batch_continue", "RUNNING"),
        ("batch_cancel", "CANCELLED"),
    ):
        office.post(reverse(f"reports:{name}", args=[batch.pk]))
        batch.refresh_from_db()
        assert batch.status == status

    again = office.post(reverse("reports:batch_retry", args=[batch.pk]), follow=True)
    assert "Tidak ada laporan gagal" in shown(again)


def test_auditor_sees_progress_without_buttons(client_for, batch):
    page = shown(
        client_for(Role.AUDITOR).get(reverse("reports:batch", args=[batch.pk]))
    )

    assert "3 menunggu" in page
    assert "Batalkan" not in page


def test_pages_take_the_same_queries_whatever_the_agencies(
    office, batch, django_assert_max_num_queries
):
    work_all(batch)
    for name, arguments in (("batch", [batch.pk]), ("batches", [])):
        with django_assert_max_num_queries(12):
            office.get(reverse(f"reports:{name}", args=arguments))


def test_batches_empty(office, db):
    assert "Belum ada pembuatan" in shown(office.get(reverse("reports:batches")))


# The ZIP


def unpacked(response):
    return zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))


def test_batch_zip_holds_the_stored_bytes_and_their_hashes(office, batch):
    work_all(batch)

    response = office.get(reverse("reports:batch_zip", args=[batch.pk]))

    archive = unpacked(response)
    assert archive.testzip() is None
    sums = dict(
        line.split("  ")[::-1]
        for line in archive.read("SHA256SUMS").decode().split("\n")[:-1]
    )
    documents = IssuedDocument.objects.select_related("period", "assessment")
    assert sums == {row.file_name: row.sha256 for row in documents}
    for name, digest in sums.items():
        assert hashlib.sha256(archive.read(name)).hexdigest() == digest
    assert 'filename="laporan-spbe-2026-tw1.zip"' in response["Content-Disposition"]


def test_batch_zip_names_what_is_missing(office, broken):
    response = office.get(reverse("reports:batch_zip", args=[broken.pk]))

    text = unpacked(response).read("MANIFES.csv").decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert [bool(row["SHA-256"]) for row in rows].count(False) == 1
    assert any("gangguan pada sistem" in row["Keterangan"] for row in rows)
    event = AuditEvent.objects.order_by("-position").first()
    assert (event.verb, event.data) == ("batch.downloaded", {"files": 2})


def test_batch_zip_of_nothing_is_not_found(office, batch):
    assert office.get(reverse("reports:batch_zip", args=[batch.pk])).status_code == 404
