"""Asking for a document, for one again, and reading it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from accounts import audit
from assessments.actions import keep_mentoring_evidence
from assessments.models import (
    Assessment,
    Determination,
    Mentoring,
    Period,
    PlenarySession,
)
from evidence import actions as library
from evidence.enums import DocumentKind
from lib import formats
from reports import content
from reports.actions.base import (
    ReportError,
    issue,
    lock,
    lock_period,
    refuse_replaced,
    start,
)
from reports.content.frozen import determined_result
from reports.enums import JobStatus, Kind, Ranking
from reports.models import IssuedDocument

if TYPE_CHECKING:
    from collections.abc import Collection

    from accounts.models import User
    from evidence.models import Document


@transaction.atomic
def issue_report(
    assessment: Assessment, *, by: User, starts: bool = True
) -> IssuedDocument:
    """The report of one agency: of its determined result, else a draft (KONSEP).

    A report of the same inputs that stands or is being made is given back: pressing
    twice makes one. A draft is always made anew: what it reads may have changed.
    Without `starts` whoever asks makes its file.
    """
    assessment = (
        Assessment.objects.select_for_update(of=("self",))
        .with_context()
        .get(pk=assessment.pk)
    )
    result = determined_result(assessment)
    return issue(
        Kind.OPD_REPORT,
        assessment.period,
        content.report_inputs(assessment),
        assessment=assessment,
        determination=result.determination if result else None,
        starts=starts,
        by=by,
    )


@transaction.atomic
def issue_worksheet(
    assessment: Assessment, *, codes: Collection[str] = (), by: User
) -> IssuedDocument:
    """The sheet for a meeting, of the indicators named, or of all; no result."""
    assessment = (
        Assessment.objects.select_for_update(of=("self",))
        .with_context()
        .get(pk=assessment.pk)
    )
    return issue(
        Kind.WORKSHEET,
        assessment.period,
        content.worksheet_inputs(assessment, codes, printed_by=by.name),
        assessment=assessment,
        by=by,
    )


@transaction.atomic
def issue_minutes(determination: Determination, *, by: User) -> IssuedDocument:
    """The Berita Acara as a letter with its annexes.

    Raises ReportError for a determination that a later one replaced.
    """
    lock_period(determination.period_id)
    refuse_replaced(determination)
    return issue(
        Kind.BERITA_ACARA,
        determination.period,
        content.minutes_inputs(determination),
        determination=determination,
        by=by,
    )


@transaction.atomic
def issue_recap(period: Period, *, ranking: Ranking, by: User) -> IssuedDocument:
    """All agencies of a quarter: a draft (KONSEP) while nothing is determined."""
    lock_period(period.pk)
    determination = period.determinations.in_force().first()
    return issue(
        Kind.RECAP,
        period,
        content.recap_inputs(period, determination, ranking),
        determination=determination,
        by=by,
    )


@transaction.atomic
def issue_plenary(session: PlenarySession, *, by: User) -> IssuedDocument:
    """The minutes of a sitting: a draft (KONSEP) while it is open."""
    lock_period(session.period_id)
    session = PlenarySession.objects.select_related("period").get(pk=session.pk)
    return issue(
        Kind.PLENARY,
        session.period,
        content.plenary_inputs(session),
        session=session,
        is_draft=session.is_open,
        by=by,
    )


@transaction.atomic
def issue_mentoring(mentoring: Mentoring, *, by: User) -> IssuedDocument:
    """The minutes of a session that both sides agreed to."""
    lock_period(mentoring.assessment.period_id)
    mentoring = Mentoring.objects.select_related("assessment__period").get(
        pk=mentoring.pk
    )
    if not mentoring.is_agreed:
        msg = "Risalah terbit setelah catatan disetujui kedua pihak."
        raise ReportError(msg)
    return issue(
        Kind.MENTORING,
        mentoring.assessment.period,
        content.mentoring_inputs(mentoring),
        assessment=mentoring.assessment,
        mentoring=mentoring,
        is_draft=False,
        by=by,
    )


def keep_mentoring(mentoring: Mentoring, *, by: User) -> Document:
    """Put the newest minutes of a session into the agency's library, once.

    Raises ReportError while there are none, UploadError over the quota.
    """
    if mentoring.evidence:
        return mentoring.evidence
    issued = (
        IssuedDocument.objects.filter(mentoring=mentoring, status=JobStatus.DONE)
        .order_by("-revision")
        .first()
    )
    if issued is None:
        msg = "Risalah belum selesai dibuat. Terbitkan dahulu, lalu simpan ke pustaka."
        raise ReportError(msg)
    with issued.served().open("rb") as stored:
        document = library.upload(
            File(stored, name=issued.file_name),
            agency=mentoring.assessment.agency,
            by=by,
            title=f"Risalah pendampingan {formats.day(mentoring.held_on)}",
            kind=DocumentKind.MINUTES,
            issued_on=mentoring.held_on,
        )
    keep_mentoring_evidence(mentoring, document, by=by)
    return document


@transaction.atomic
def retry(document: IssuedDocument, *, by: User) -> IssuedDocument:
    """Make a document that failed, or whose worker was lost, once more.

    Raises ReportError while it is being made, and when it is done.
    """
    document = lock(document.pk)
    if not document.can_retry:
        msg = (
            "Dokumen ini sudah selesai."
            if document.is_done
            else "Dokumen ini sedang dibuat. Tunggu dua menit sebelum mencoba lagi."
        )
        raise ReportError(msg)
    document.status, document.error = JobStatus.QUEUED, ""
    document.progress, document.step = 0, ""
    document.progressed_at = timezone.now()
    document.save(
        update_fields=["status", "error", "progress", "step", "progressed_at"]
    )
    start(document)
    audit.record("document.retried", document, by=by)
    return document


@transaction.atomic
def record_download(document: IssuedDocument, *, by: User) -> None:
    """Who took which document away is on record."""
    audit.record(
        "report.downloaded",
        document,
        by=by,
        kind=document.kind,
        revision=document.revision,
    )
