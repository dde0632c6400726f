import hashlib
import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from kombu.exceptions import OperationalError

from accounts.models import AuditEvent
from reports import actions
from reports.actions import ReportError
from reports.enums import JobStatus, Kind, NotFinal
from reports.models import Export, IssuedDocument
from tests.factories import AgencyFactory, AssessmentFactory, PeriodFactory
from tests.reports.builders import (
    determine,
    determined_quarter,
    fill,
    final_assessment,
)

pytestmark = pytest.mark.django_db


def last_event():
    return AuditEvent.objects.order_by("position").last()


# Reports


def test_issue_report_of_a_determined_result(determined, head):
    assessment, determination = determined

    document = actions.issue_report(assessment, by=head)

    assert (document.kind, document.is_draft, document.revision) == (
        Kind.OPD_REPORT,
        False,
        1,
    )
    assert document.determination == determination
    assert document.state is JobStatus.QUEUED
    assert document.inputs["index"]["final"] == "3.20"
    assert re.fullmatch(
        r"([0-9A-HJKMNP-TV-Z]{4}-){6}[0-9A-HJKMNP-TV-Z]{4}", document.code
    )
    event = last_event()
    assert (event.verb, event.agency_code) == ("document.requested", "1.26")


def test_issue_report_before_determination_is_a_draft_without_code(agency, head):
    assessment = AssessmentFactory(agency=agency)
    fill(assessment, "345")

    document = actions.issue_report(assessment, by=head)

    assert (document.is_draft, document.code, document.determination) == (
        True,
        None,
        None,
    )
    assert document.inputs["index"]["self"] == "4.00"
    assert document.inputs["index"]["final"] is None


def test_issue_report_twice_gives_one_report(determined, head):
    assessment, _ = determined

    first = actions.issue_report(assessment, by=head)

    assert actions.issue_report(assessment, by=head) == first
    assert IssuedDocument.objects.count() == 1


def test_issue_report_draft_twice_gives_two_revisions(agency, head):
    assessment = AssessmentFactory(agency=agency)

    revisions = [actions.issue_report(assessment, by=head).revision for _ in range(2)]

    assert revisions == [1, 2]


def test_issue_report_after_a_new_determination_is_a_new_revision(determined, head):
    assessment, _ = determined
    first = actions.issue_report(assessment, by=head)
    final_assessment(assessment.period)
    later = determine(assessment.period, reason="Satu perangkat daerah menyusul.")

    second = actions.issue_report(assessment, by=head)

    assert (first.revision, second.revision) == (1, 2)
    assert second.determination == later


# Berita Acara


def test_issue_minutes_freezes_every_agency(determined, by):
    _, determination = determined

    document = actions.issue_minutes(determination, by=by)

    assert (document.kind, document.assessment) == (Kind.BERITA_ACARA, None)
    assert [line["name"] for line in document.inputs["results"]] == [
        "Dinas Kelautan dan Perikanan"
    ]
    assert document.inputs["determination"]["signatories"][0]["title"] == "Ketua"


def test_issue_minutes_refuses_a_replaced_determination(determined, by):
    assessment, determination = determined
    final_assessment(assessment.period)
    determine(assessment.period, "BA/2", reason="Menyusul.")

    with pytest.raises(ReportError, match="sudah diganti oleh BA/2"):
        actions.issue_minutes(determination, by=by)


# TPP


def export(determination, rule_set, by, months="April sampai Juni 2026"):
    return actions.export_tpp(
        determination, rule_set=rule_set, paid_months=months, by=by
    )


def test_export_freezes_figures_of_the_determination(determined, make_rule_set, by):
    _, determination = determined

    made = export(determination, make_rule_set(), by)

    line = made.lines.get()
    assert (line.agency_code, line.index, line.predicate, line.source) == (
        "1.26",
        Decimal("3.20"),
        "Baik",
        "",
    )
    assert (line.score, line.weighted, line.total) == (
        Decimal(64),
        Decimal("19.20"),
        Decimal("19.20"),
    )
    assert (made.revision, made.document.kind) == (1, Kind.TPP_SHEET)
    event = last_event()
    assert (event.verb, event.data["inputs_sha256"]) == (
        "tpp.exported",
        made.inputs_sha256,
    )


def test_export_repeated_has_the_same_inputs_and_a_new_revision(
    determined, make_rule_set, by
):
    _, determination = determined
    rule_set = make_rule_set()

    first, second = (export(determination, rule_set, by) for _ in range(2))

    assert (first.revision, second.revision) == (1, 2)
    assert first.inputs_sha256 == second.inputs_sha256
    assert first.lines.get().weighted == second.lines.get().weighted
    assert (first.earlier_twin(), second.earlier_twin()) == (None, first)


def test_export_for_other_months_is_no_twin(determined, make_rule_set, by):
    _, determination = determined
    rule_set = make_rule_set()
    export(determination, rule_set, by)

    second = export(determination, rule_set, by, "Juli 2026")

    assert second.earlier_twin() is None


@pytest.mark.parametrize("months", ["", "   "])
def test_export_refuses_empty_months(determined, make_rule_set, by, months):
    with pytest.raises(ReportError, match="bulan pembayaran"):
        export(determined[1], make_rule_set(), by, months)


def test_export_refuses_a_replaced_determination(determined, make_rule_set, by):
    assessment, determination = determined
    final_assessment(assessment.period)
    determine(assessment.period, "BA/2", reason="Menyusul.")

    with pytest.raises(ReportError, match="sudah diganti"):
        export(determination, make_rule_set(), by)


def test_export_refuses_an_index_that_the_rule_does_not_hold(
    determined, make_rule_set, by, monkeypatch
):
    monkeypatch.setattr("reports.tpp.HIGHEST", Decimal("3.00"))

    with pytest.raises(ReportError, match="di luar skala"):
        export(determined[1], make_rule_set(), by)

    assert not Export.objects.exists()


@pytest.fixture
def late(agency):
    """Final in Triwulan I with 3,20, not final in Triwulan II beside a final one."""
    earlier, _ = determined_quarter(agency=agency)
    period = PeriodFactory(year=2026, quarter=2, version=earlier.version)
    AssessmentFactory(period=period, agency=agency)
    final_assessment(period, AgencyFactory(code="1.99", name="Dinas Lain"))
    return earlier, determine(period)


def test_export_leaves_what_is_not_final_empty(late, make_rule_set, by):
    made = export(late[1], make_rule_set(not_final=NotFinal.EMPTY), by)

    assert [*made.lines.values_list("agency_code", "weighted")] == [
        ("1.26", None),
        ("1.99", Decimal("19.20")),
    ]


def test_export_uses_the_last_final_quarter_labelled(late, make_rule_set, by):
    made = export(late[1], make_rule_set(not_final=NotFinal.LAST_FINAL), by)

    assert [*made.lines.values_list("agency_code", "weighted", "source")] == [
        ("1.26", Decimal("19.20"), "Triwulan I 2026"),
        ("1.99", Decimal("19.20"), ""),
    ]


def test_export_with_last_final_leaves_empty_who_never_was_final(
    determined, make_rule_set, by
):
    assessment, _ = determined
    newcomer = AgencyFactory(code="1.30")
    period = PeriodFactory(year=2026, quarter=2, version=assessment.version)
    AssessmentFactory(period=period, agency=newcomer)
    final_assessment(period)

    made = export(determine(period), make_rule_set(not_final=NotFinal.LAST_FINAL), by)

    assert made.lines.get(agency_code="1.30").weighted is None


def test_export_stops_and_names_who_is_not_final(late, make_rule_set, by):
    with pytest.raises(ReportError) as refusal:
        export(late[1], make_rule_set(not_final=NotFinal.STOP), by)

    assert str(refusal.value) == (
        "Ekspor dihentikan menurut aturan: belum final Dinas Kelautan dan Perikanan."
    )
    assert not Export.objects.exists()


def test_export_stop_names_five_and_counts_the_rest(determined, make_rule_set, by):
    assessment, _ = determined
    period = PeriodFactory(year=2026, quarter=3, version=assessment.version)
    for number in range(7):
        AssessmentFactory(period=period, agency=AgencyFactory(name=f"OPD {number}"))
    final_assessment(period)

    with pytest.raises(ReportError, match="OPD 4, dan 2 lainnya"):
        export(determine(period), make_rule_set(not_final=NotFinal.STOP), by)


def test_export_goes_on_under_stop_when_all_are_final(determined, make_rule_set, by):
    made = export(determined[1], make_rule_set(not_final=NotFinal.STOP), by)

    assert made.lines.get().weighted == Decimal("19.20")


# Making


@pytest.fixture
def queued(determined, head):
    return actions.issue_report(determined[0], by=head)


def test_begin_takes_a_document_in_hand(queued):
    assert actions.begin(queued.pk).state is JobStatus.RUNNING


def test_begin_takes_over_what_a_lost_worker_left(queued):
    actions.begin(queued.pk)

    assert actions.begin(queued.pk) == queued


def test_begin_leaves_a_done_document_alone(queued):
    actions.finish(actions.begin(queued.pk), b"%PDF")

    assert actions.begin(queued.pk) is None


def test_advance_says_how_far_it_is(queued):
    actions.begin(queued.pk)

    actions.advance(queued, 50, "Menyusun")

    queued.refresh_from_db()
    assert (queued.progress, queued.step) == (50, "Menyusun")


def test_finish_stores_bytes_with_their_hash(queued):
    done = actions.finish(actions.begin(queued.pk), b"%PDF")

    assert (done.state, done.size, done.progress) == (JobStatus.DONE, 4, 100)
    assert done.sha256 == hashlib.sha256(b"%PDF").hexdigest()
    with done.file.open() as file:
        assert file.read() == b"%PDF"
    assert (last_event().verb, last_event().actor) == ("document.issued", "sistem")


def test_finish_twice_keeps_the_first_file(queued):
    document = actions.begin(queued.pk)
    first = actions.finish(document, b"%PDF")

    second = actions.finish(document, b"other")

    assert second.sha256 == first.sha256


def test_finish_that_fails_leaves_no_file(queued, settings, monkeypatch):
    document = actions.begin(queued.pk)

    def refuse(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("reports.actions.making.audit.record", refuse)

    with pytest.raises(RuntimeError):
        actions.finish(document, b"%PDF")

    assert [p for p in settings.MEDIA_ROOT.rglob("*") if p.is_file()] == []


def test_fail_says_why(queued):
    actions.fail(actions.begin(queued.pk), "Gangguan.")

    queued.refresh_from_db()
    assert (queued.state, queued.error) == (JobStatus.FAILED, "Gangguan.")


def test_fail_leaves_a_done_document_alone(queued):
    done = actions.finish(actions.begin(queued.pk), b"%PDF")

    actions.fail(done, "Gangguan.")

    done.refresh_from_db()
    assert done.state is JobStatus.DONE


# Retry


def test_retry_of_a_failed_document(queued, head):
    actions.fail(actions.begin(queued.pk), "Gangguan.")

    again = actions.retry(queued, by=head)

    assert (again.state, again.error) == (JobStatus.QUEUED, "")
    assert last_event().verb == "document.retried"


def test_retry_of_a_document_that_a_lost_worker_left(queued, head):
    actions.begin(queued.pk)
    IssuedDocument.objects.update(progressed_at=timezone.now() - timedelta(minutes=3))

    assert actions.retry(queued, by=head).state is JobStatus.QUEUED


def test_retry_refuses_while_it_is_being_made(queued, head):
    actions.begin(queued.pk)

    with pytest.raises(ReportError, match="sedang dibuat"):
        actions.retry(queued, by=head)


def test_retry_refuses_a_done_document(queued, head):
    actions.finish(actions.begin(queued.pk), b"%PDF")

    with pytest.raises(ReportError, match="sudah selesai"):
        actions.retry(queued, by=head)


# Starting


def test_the_task_starts_only_after_commit(
    determined, head, django_capture_on_commit_callbacks, monkeypatch
):
    sent = []
    monkeypatch.setattr("reports.actions.base._send", sent.append)

    with django_capture_on_commit_callbacks(execute=True):
        document = actions.issue_report(determined[0], by=head)
        assert sent == []

    assert sent == [str(document.pk)]


def test_without_a_broker_the_document_waits(
    determined, head, django_capture_on_commit_callbacks, monkeypatch, caplog
):
    class Unreachable:
        def apply_async(self):
            raise OperationalError

    monkeypatch.setattr("reports.actions.base.signature", lambda *a, **k: Unreachable())

    with django_capture_on_commit_callbacks(execute=True):
        document = actions.issue_report(determined[0], by=head)

    document.refresh_from_db()
    assert document.state is JobStatus.QUEUED
    assert "waits for a retry" in caplog.text
