"""Opening a quarter, moving a deadline, submitting."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts import audit
from accounts.actions import copy_assignments
from accounts.enums import NoticeKind
from accounts.models import Agency, MentorAssignment, User
from accounts.notices import notify
from assessments import tidings
from assessments.actions.base import AssessmentError, lock, move, refuse_unless
from assessments.carrying import Carrying, Key, sources_of
from assessments.enums import Status, Window
from assessments.models import Answer, Assessment, Extension, Period, PlannedPeriod
from assessments.queries import Overview, overview_of
from assessments.queries.people import people_of
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
    grace_minutes: int = 0


@dataclass(frozen=True, slots=True)
class Instruments:
    """The versions of a quarter: of work units, and of a government as a whole."""

    units: Version
    governments: Version | None = None


def open_period(
    year: int,
    quarter: int,
    *,
    version: Version,
    government_version: Version | None = None,
    agencies: Iterable[Agency],
    deadlines: Deadlines,
    carry: bool = True,
    by: User,
    plan: PlannedPeriod | None = None,
    by_clock: bool = False,
) -> Period:
    """Open a quarter for the agencies that take part, each with its answers.

    With `carry` an answer begins as the agency's last determined quarter ended, as a
    draft to be looked at; else, and where there is nothing to carry, it is empty.
    `version` is the work units' instrument, `government_version` that of a government.
    `plan` is the one that is carried out, `by_clock` says that its time had come: `by`
    is then who planned it. Raises AssessmentError when the quarter stands already or is
    planned otherwise, nobody takes part, a version may not be used or is missing, or a
    window ends before it begins.
    """
    agencies = list(agencies)
    instruments = Instruments(version, government_version)
    refuse_opening(instruments, agencies, deadlines, opens_at=timezone.now())
    planned = PlannedPeriod.objects.waiting().filter(year=year, quarter=quarter)
    if plan is None and planned.exists():
        msg = (
            f"{formats.quarter(quarter, year)} sudah dijadwalkan. Buka dari jadwalnya."
        )
        raise AssessmentError(msg)
    try:
        with transaction.atomic():
            period = _period(year, quarter, instruments, deadlines, by)
            _fill(period, agencies, carry=carry, by=by, by_clock=by_clock)
            _bring_mentors(period, by)
    except IntegrityError as error:
        if "one_a_quarter" not in str(error):
            raise
        msg = f"{formats.quarter(quarter, year)} sudah dibuka."
        raise AssessmentError(msg) from error
    return period


def _bring_mentors(period: Period, by: User) -> None:
    """The mentors of the quarter before go on, where somebody was assigned for it."""
    last = Period.objects.before(period).newest_first().first()
    if last is None:
        return
    source = last.year, last.quarter
    standing = MentorAssignment.objects.filter(
        year=last.year, quarter=last.quarter, ends_on__isnull=True
    )
    if standing.exists():
        copy_assignments(source, (period.year, period.quarter), by=by)


def refuse_opening(
    instruments: Instruments,
    agencies: list[Agency],
    deadlines: Deadlines,
    *,
    opens_at: datetime,
) -> None:
    """What a quarter must have, whether it opens now or at the time it is planned for."""
    if not agencies:
        msg = "Pilih sekurangnya satu perangkat daerah."
        raise AssessmentError(msg)
    if not instruments.governments and any(a.is_government for a in agencies):
        msg = "Pilih instrumen untuk pemerintah daerah yang ikut."
        raise AssessmentError(msg)
    _refuse_version(instruments.units)
    if instruments.governments:
        _refuse_version(instruments.governments)
    windows = (
        opens_at,
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


def _refuse_version(version: Version) -> None:
    if version.published_at is None or version.retired_at is not None:
        msg = f"Instrumen {version.code} tidak dapat dipakai untuk periode baru."
        raise AssessmentError(msg)
    if version.is_fractional:
        msg = (
            f"Instrumen {version.code} memakai tingkat pecahan, yang belum dapat diisi "
            "di sini."
        )
        raise AssessmentError(msg)


def _period(
    year: int, quarter: int, instruments: Instruments, deadlines: Deadlines, by: User
) -> Period:
    return Period.objects.create(
        year=year,
        quarter=quarter,
        version=instruments.units,
        government_version=instruments.governments,
        filling_until=deadlines.filling_until,
        review_until=deadlines.review_until,
        plenary_until=deadlines.plenary_until,
        revision_days=deadlines.revision_days,
        objection_days=deadlines.objection_days,
        objections_max=deadlines.objections_max,
        objection_evidence=deadlines.objection_evidence,
        grace_minutes=deadlines.grace_minutes,
        opened_by=by,
    )


def begin(
    period: Period,
    agencies: list[Agency],
    sources: Callable[[Period], dict[Key, Answer]],
    *,
    by: User,
    with_open: bool = False,
) -> Carrying:
    """Assessments, answers, and what they begin with: the same number of queries for
    any number of agencies. `sources` is asked once the assessments stand; `with_open`
    brings texts along that have no level yet."""
    assessments = Assessment.objects.bulk_create(
        Assessment(
            period=period,
            agency=agency,
            version=period.version_of(agency),
            agency_code=agency.code,
            agency_name=agency.name,
        )
        for agency in agencies
    )
    indicators = {
        version: list(version.indicators.order_by("position"))
        for version in {assessment.version for assessment in assessments}
    }
    answers = [
        Answer(assessment=assessment, indicator=indicator)
        for assessment in assessments
        for indicator in indicators[assessment.version]
    ]
    carrying = Carrying(
        sources(period),
        at=timezone.now(),
        by=by,
        assessments=assessments,
        with_open=with_open,
    )
    carrying.fill(answers)
    Answer.objects.bulk_create(answers, batch_size=2000)
    carrying.write()
    return carrying


def _fill(
    period: Period, agencies: list[Agency], *, carry: bool, by: User, by_clock: bool
) -> None:
    sources = sources_of if carry else _nothing
    carrying = begin(period, agencies, sources, by=by)
    tidings.opened(period, agencies, by=by)
    doer = None if by_clock else by
    opened = audit.event_of(
        "period.opened",
        period,
        by=doer,
        year=period.year,
        quarter=period.quarter,
        instrument=period.version.code,
        **(
            {"government_instrument": period.government_version.code}
            if period.government_version
            else {}
        ),
        agencies=[agency.code for agency in agencies],
        carry=carry,
    )
    carried = [
        audit.event_of("assessment.carried", assessment, by=doer, **data)
        for assessment, data in carrying.told()
    ]
    audit.record_all([opened, *carried])


def _nothing(_period: Period) -> dict[Key, Answer]:
    return {}


@transaction.atomic
def extend(
    assessment: Assessment, *, until: datetime, reason: str, by: User
) -> Assessment:
    """Give one agency a later deadline for its present window, with a reason.

    The window is that of filling, mending or objecting; the last one only until the
    plenary has set a level.
    """
    assessment = lock(assessment)
    refuse_unless(
        assessment,
        Status.FILLING,
        Status.RETURNED,
        Status.VERIFIED,
        doing="diperpanjang",
    )
    reason = reason.strip()
    window, was = assessment.window, assessment.window_until
    if not reason:
        msg = "Tulis alasan perpanjangan."
        raise AssessmentError(msg)
    if until <= timezone.now() or (was and until <= was):
        msg = "Batas baru harus sesudah sekarang dan sesudah batas yang berlaku."
        raise AssessmentError(msg)
    if window is Window.OBJECTION:
        _refuse_after_plenary(assessment)
        assessment.objection_due_at = until
    else:
        assessment.extended_until = until
    assessment.save(update_fields=["extended_until", "objection_due_at"])
    Extension.objects.create(
        assessment=assessment,
        window=window or "",
        was=was,
        until=until,
        reason=reason,
        granted_by=by,
    )
    notify(
        NoticeKind.DEADLINE,
        to=people_of(assessment.acting_agency_id),
        text=_extended(assessment, until),
        url=reverse("assessments:detail", args=[assessment.pk]),
        key=f"extended:{assessment.pk}:{until.isoformat()}",
        agency=assessment.agency,
        by=by,
    )
    audit.record(
        "assessment.extended",
        assessment,
        by=by,
        window=window,
        was=was.isoformat() if was else None,
        until=until.isoformat(),
        reason=reason,
    )
    return assessment


def _refuse_after_plenary(assessment: Assessment) -> None:
    if assessment.answers.filter(final_level__isnull=False).exists():
        msg = "Pleno sudah memutus penilaian ini, jadi masa sanggah tidak dapat diperpanjang."
        raise AssessmentError(msg)


def _extended(assessment: Assessment, until: datetime) -> str:
    window = (assessment.window or Window.FILLING).label.lower()
    return (
        f"Batas {window} {assessment.period} diperpanjang sampai "
        f"{formats.moment(until)}."
    )


def _refuse_unready(overview: Overview) -> None:
    if not overview.blockers:
        return
    numbers = ", ".join(row.indicator.number for row in overview.blockers)
    msg = f"Belum dapat dikirim. Indikator yang belum siap: {numbers}."
    if owners := overview.owners_behind:
        said = "; ".join(f"{name}: {count} indikator" for name, count in owners)
        msg += f" Penanggung jawab yang belum siap: {said}."
    raise AssessmentError(msg)


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
    _refuse_unready(overview_of(assessment))
    assessment.round += 1
    move(assessment, Status.SUBMITTED, by=by)
    assessment.submitted_at, assessment.submitted_by = timezone.now(), by
    assessment.save(update_fields=["round", "status", "submitted_at", "submitted_by"])
    tidings.submitted(assessment, by=by)
    audit.record("assessment.submitted", assessment, by=by, round=assessment.round)
    return assessment
