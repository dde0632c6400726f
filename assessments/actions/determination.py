"""Freezing a quarter: one transaction, every input, its hash."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts import audit
from accounts.enums import NoticeKind
from accounts.models import User
from accounts.notices import notify
from assessments.actions.base import AssessmentError, move
from assessments.actions.corrections import refuse_outdated
from assessments.determination_checks import Quarter, blocks_of, quarter_of
from assessments.enums import Status
from assessments.freezing import Draft, draft_of
from assessments.models import (
    Answer,
    Assessment,
    CorrectedLevel,
    Correction,
    Determination,
    Period,
    Result,
)
from assessments.queries import mentors_of, people_of
from lib import formats


@dataclass(frozen=True, slots=True)
class Minutes:
    """What a Berita Acara says besides figures, as entered, never generated.

    `signatories` are the signature blocks: title, name, rank, nip.
    """

    number: str
    decided_on: date
    place: str
    signatories: Sequence[dict[str, str]] = ()
    attended_by: str = ""


def determine(
    period: Period,
    *,
    minutes: Minutes,
    reason: str = "",
    correction: Correction | None = None,
    seen: str = "",
    by: User,
) -> Determination:
    """Fix the results of every final assessment of the quarter.

    An agency that is not final is named in the results without figures. A second
    determination of the quarter replaces the first, needs a reason, keeps its results
    and adds what became final since. With `correction`, which an assessor approved, it
    replaces the first for the reason and by the source that the correction names, and
    gives the corrected agencies new results. `seen` is the hash of the results that
    `by` was shown; other results than those are not frozen. Raises AssessmentError.
    """
    try:
        with transaction.atomic():
            return _determine(period, minutes, reason.strip(), correction, seen, by)
    except IntegrityError as error:
        if "number" not in str(error):
            raise
        raise _number_taken(minutes) from error


def _determine(
    period: Period,
    minutes: Minutes,
    reason: str,
    correction: Correction | None,
    seen: str,
    by: User,
) -> Determination:
    period = Period.objects.select_for_update(no_key=True).get(pk=period.pk)
    standing = period.determinations.in_force().first()
    assessments = _lock_all(period)
    if correction:
        correction = _approved(correction)
        reason = correction.reason
    quarter = quarter_of(period, assessments, correction)
    _refuse_determination(standing, quarter, minutes, reason)
    draft = draft_of(period, correction)
    if seen and seen != draft.sha256:
        msg = (
            "Hasil berubah sejak halaman ini dibuka. Periksa kembali daftar dan sidik "
            "datanya, lalu tetapkan."
        )
        raise AssessmentError(msg)
    fresh = quarter.fresh
    determination = _write(standing, quarter, draft, minutes, reason, by)
    _tell(determination, draft, assessments, fresh)
    _record(determination, draft, by)
    return determination


def _approved(correction: Correction) -> Correction:
    """The correction as it is now, held; its levels must still correct what holds."""
    correction = Correction.objects.select_for_update().get(pk=correction.pk)
    if not correction.is_approved:
        msg = f"Pembetulan ini tidak dapat ditetapkan: {correction.state.label}."
        raise AssessmentError(msg)
    refuse_outdated(correction.levels.all())
    return correction


def _write(
    standing: Determination | None,
    quarter: Quarter,
    draft: Draft,
    minutes: Minutes,
    reason: str,
    by: User,
) -> Determination:
    period, correction, now = quarter.period, quarter.correction, timezone.now()
    for assessment in quarter.fresh:
        move(assessment, Status.DETERMINED, by=by)
        assessment.determined_at = now
        assessment.save(update_fields=["status", "determined_at"])
    determination = Determination.objects.create(
        period=period,
        revision=standing.revision + 1 if standing else 1,
        replaces=standing,
        reason=reason if standing else "",
        source=correction.source if correction else "",
        number=minutes.number,
        decided_on=minutes.decided_on,
        place=minutes.place,
        attended_by=minutes.attended_by,
        signatories=list(minutes.signatories),
        instrument_code=period.version.code,
        instrument_sha256=period.version.file_sha256,
        inputs_sha256=draft.sha256,
        determined_at=now,
        determined_by=by,
    )
    for result in draft.results:
        result.determination = determination
    Result.objects.bulk_create(draft.results)
    if correction:
        correction.determination = determination
        correction.save(update_fields=["determination"])
    return determination


def _lock_all(period: Period) -> list[Assessment]:
    """With their answers: who has begun with one, to give it to a person, is waited
    for, and who begins later finds the new state."""
    assessments = list(
        Assessment.objects.select_for_update(of=("self",))
        .filter(period=period)
        .select_related("version", "agency", "period")
        .order_by("agency_code")
    )
    answers = Answer.objects.select_for_update(of=("self",))
    list(answers.filter(assessment__in=assessments).order_by("pk").values_list("pk"))
    return assessments


def _refuse_determination(
    standing: Determination | None, quarter: Quarter, minutes: Minutes, reason: str
) -> None:
    if blocks := blocks_of(quarter):
        raise AssessmentError(" ".join(blocks))
    if standing and not reason:
        msg = f"Tulis alasan penetapan ini menggantikan {standing.number}."
        raise AssessmentError(msg)
    if Determination.objects.filter(number=minutes.number).exists():
        raise _number_taken(minutes)


def _number_taken(minutes: Minutes) -> AssessmentError:
    return AssessmentError(f"Nomor Berita Acara {minutes.number} sudah dipakai.")


def _record(determination: Determination, draft: Draft, by: User) -> None:
    correction = getattr(determination, "correction", None)
    audit.record(
        "period.determined",
        determination.period,
        by=by,
        determination=str(determination.pk),
        number=determination.number,
        revision=determination.revision,
        inputs_sha256=determination.inputs_sha256,
        final=[r.agency_code for r in draft.results if r.is_final],
        not_final=[r.agency_code for r in draft.results if not r.is_final],
        correction=str(correction.pk) if correction else None,
        source=determination.source,
    )


# Telling the agencies, each of its own result


def _tell(
    determination: Determination,
    draft: Draft,
    assessments: Iterable[Assessment],
    fresh: Iterable[Assessment],
) -> None:
    """The agencies whose result is new or another than before, and their mentors."""
    corrected = set(
        CorrectedLevel.objects.filter(
            correction__determination=determination
        ).values_list("answer__assessment_id", flat=True)
    )
    told = corrected | {assessment.pk for assessment in fresh}
    before = _indices_before(determination, corrected)
    for assessment in assessments:
        if assessment.pk not in told:
            continue
        result = draft.of(assessment)
        text = _sentence(determination, result, before.get(assessment.pk))
        notify(
            NoticeKind.DETERMINED,
            to=[
                *people_of(assessment.acting_agency_id),
                *mentors_of(assessment.agency_id),
            ],
            text=text,
            url=reverse("assessments:results", args=[assessment.pk]),
            key=f"determined:{determination.pk}:{assessment.pk}",
            agency=assessment.agency,
            by=determination.determined_by,
        )


def _indices_before(
    determination: Determination, corrected: Iterable[UUID]
) -> dict[UUID, Decimal | None]:
    results = Result.objects.filter(
        determination=determination.replaces_id, assessment__in=corrected
    )
    return dict(results.values_list("assessment_id", "index"))


def _sentence(
    determination: Determination, result: Result, before: Decimal | None
) -> str:
    number = determination.number
    index = formats.DASH if result.index is None else formats.decimal(result.index)
    if before is None:
        return (
            f"Hasil {determination.period} ditetapkan: indeks {index}, "
            f"{result.predicate}. Berita Acara Nomor {number}."
        )
    return (
        f"Hasil {determination.period} dibetulkan: indeks {formats.decimal(before)} "
        f"menjadi {index}, {result.predicate}. "
        f"Berita Acara Nomor {number}."
    )
