"""Opening a quarter, moving a deadline, submitting."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import audit
from accounts.models import Agency, User
from assessments import tidings
from assessments.actions.base import AssessmentError, lock, move, refuse_unless
from assessments.carrying import Carrying, sources_of
from assessments.enums import Status
from assessments.models import Answer, Assessment, Extension, Period
from assessments.queries import overview_of
from instruments.models import Version
from lib import formats


@dataclass(frozen=True, slots=True)
class Deadlines:
    """The windows of a quarter: moments with a time zone, lengths in whole days."""

    filling_until: datetime
    review_until: datetime
    plenary_until: datetime
    revision_days: int = 3
    objection_days: int = 3
    objections_max: int = 5
    objection_evidence: bool = False


def open_period(
    year: int,
    quarter: int,
    *,
    version: Version,
    agencies: Iterable[Agency],
    deadlines: Deadlines,
    carry: bool = True,
    by: User,
) -> Period:
    """Open a quarter for the agencies that take part, each with its answers.

    With `carry` an answer begins as the agency's last determined quarter ended, as a
    draft to be looked at; else, and where there is nothing to carry, it is empty.
    Raises AssessmentError when the quarter stands already, nobody takes part, the
    version may not be used, or a window ends before it begins.
    """
    agencies = list(agencies)
    _refuse_opening(version, agencies, deadlines)
    try:
        with transaction.atomic():
            period = _period(year, quarter, version, deadlines, by)
            _fill(period, agencies, carry=carry, by=by)
    except IntegrityError as error:
        if "one_a_quarter" not in str(error):
            raise
        msg = f"{formats.quarter(quarter, year)} sudah dibuka."
        raise AssessmentError(msg) from error
    return period


def _refuse_opening(
    version: Version, agencies: list[Agency], deadlines: Deadlines
) -> None:
    if not agencies:
        msg = "Pilih sekurangnya satu perangkat daerah."
        raise AssessmentError(msg)
    if version.published_at is None or version.retired_at is not None:
        msg = f"Instrumen {version.code} tidak dapat dipakai untuk periode baru."
        raise AssessmentError(msg)
    if version.is_fractional:
        msg = (
            f"Instrumen {version.code} memakai tingkat pecahan, yang belum dapat diisi "
            "di sini."
        )
        raise AssessmentError(msg)
    windows = (
        timezone.now(),
        deadlines.filling_until,
        deadlines.review_until,
        deadlines.plenary_until,
    )
    if list(windows) != sorted(windows):
        msg = (
            "Batas waktu harus berurutan dan belum lewat: pengisian, verifikasi, "
            "lalu pleno."
        )
        raise AssessmentError(msg)


def _period(
    year: int, quarter: int, version: Version, deadlines: Deadlines, by: User
) -> Period:
    return Period.objects.create(
        year=year,
        quarter=quarter,
        version=version,
        filling_until=deadlines.filling_until,
        review_until=deadlines.review_until,
        plenary_until=deadlines.plenary_until,
        revision_days=deadlines.revision_days,
        objection_days=deadlines.objection_days,
        objections_max=deadlines.objections_max,
        objection_evidence=deadlines.objection_evidence,
        opened_by=by,
    )


def _fill(period: Period, agencies: list[Agency], *, carry: bool, by: User) -> None:
    """Assessments, answers, and what they begin with: the same number of queries for
    any number of agencies."""
    assessments = Assessment.objects.bulk_create(
        Assessment(
            period=period,
            agency=agency,
            version=period.version,
            agency_code=agency.code,
            agency_name=agency.name,
        )
        for agency in agencies
    )
    indicators = list(period.version.indicators.order_by("position"))
    answers = [
        Answer(assessment=assessment, indicator=indicator)
        for assessment in assessments
        for indicator in indicators
    ]
    sources = sources_of(period) if carry else {}
    carrying = Carrying(sources, at=timezone.now(), by=by)
    carrying.fill(answers)
    Answer.objects.bulk_create(answers, batch_size=2000)
    carrying.write()
    tidings.opened(period, agencies, by=by)
    opened = audit.event_of(
        "period.opened",
        period,
        by=by,
        year=period.year,
        quarter=period.quarter,
        instrument=period.version.code,
        agencies=[agency.code for agency in agencies],
        carry=carry,
    )
    carried = [
        audit.event_of("assessment.carried", assessment, by=by, **data)
        for assessment, data in carrying.told()
    ]
    audit.record_all([opened, *carried])


@transaction.atomic
def extend(
    assessment: Assessment, *, until: datetime, reason: str, by: User
) -> Assessment:
    """Give one agency a later deadline for filling or mending, with a reason."""
    assessment = lock(assessment)
    refuse_unless(assessment, Status.FILLING, Status.RETURNED, doing="diperpanjang")
    if not reason.strip():
        msg = "Tulis alasan perpanjangan."
        raise AssessmentError(msg)
    if until <= timezone.now() or (assessment.due_at and until <= assessment.due_at):
        msg = "Batas baru harus sesudah sekarang dan sesudah batas yang berlaku."
        raise AssessmentError(msg)
    assessment.extended_until = until
    assessment.save(update_fields=["extended_until"])
    Extension.objects.create(
        assessment=assessment, until=until, reason=reason.strip(), granted_by=by
    )
    audit.record(
        "assessment.extended",
        assessment,
        by=by,
        until=until.isoformat(),
        reason=reason.strip(),
    )
    return assessment


@transaction.atomic
def submit(assessment: Assessment, *, by: User) -> Assessment:
    """The head sends the answers to the mentors; the agency's side is locked after.

    Raises AssessmentError when it is not the agency's turn, the deadline has passed,
    or an answer is not ready: the message names the indicators.
    """
    assessment = lock(assessment)
    if not assessment.is_open:
        msg = f"Penilaian ini sudah dikirim dan berstatus {assessment.state.label}."
        raise AssessmentError(msg)
    if assessment.is_late:
        msg = (
            f"Batas kirim {formats.moment(assessment.due_at)} sudah lewat. "  # type: ignore[arg-type]
            "Mintalah perpanjangan kepada sekretariat."
        )
        raise AssessmentError(msg)
    if blockers := overview_of(assessment).blockers:
        numbers = ", ".join(row.indicator.number for row in blockers)
        msg = f"Belum dapat dikirim. Indikator yang belum siap: {numbers}."
        raise AssessmentError(msg)
    assessment.round += 1
    move(assessment, Status.SUBMITTED, by=by)
    assessment.submitted_at, assessment.submitted_by = timezone.now(), by
    assessment.save(update_fields=["round", "status", "submitted_at", "submitted_by"])
    tidings.submitted(assessment, by=by)
    audit.record("assessment.submitted", assessment, by=by, round=assessment.round)
    return assessment
