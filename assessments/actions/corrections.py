"""Correcting determined levels: the secretariat prepares, an assessor approves."""

from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts import audit
from accounts.enums import NoticeKind, Role
from accounts.models import User
from accounts.notices import notify
from accounts.permissions import ROLE_PERMISSIONS, Permission, can
from assessments.actions.base import (
    AssessmentError,
    refuse_level,
    refuse_own_indicator,
)
from assessments.models import Answer, CorrectedLevel, Correction, Period
from evidence.models import DocumentVersion
from instruments.queries import definition_of
from lib import canonical

DECIDING = [
    role for role in Role if Permission.PLENARY_DECIDE in ROLE_PERMISSIONS[role]
]


@transaction.atomic
def prepare_correction(
    period: Period, *, reason: str, source: str, by: User
) -> Correction:
    """Begin the correction of a determined quarter; one at a time."""
    period = Period.objects.select_for_update(no_key=True).get(pk=period.pk)
    if not period.determinations.exists():
        msg = f"{period} belum ditetapkan, jadi belum ada yang dibetulkan."
        raise AssessmentError(msg)
    if period.corrections.open().exists():
        msg = f"Pembetulan {period} sedang disusun. Lanjutkan atau batalkan yang itu."
        raise AssessmentError(msg)
    correction = Correction.objects.create(
        period=period,
        reason=_given(reason, "Tulis alasan pembetulan."),
        source=_given(source, "Sebut sumber pembetulan."),
        prepared_by=by,
    )
    audit.record(
        "correction.prepared",
        correction,
        by=by,
        quarter=str(period),
        reason=correction.reason,
        source=correction.source,
    )
    return correction


@transaction.atomic
def add_corrected_level(
    correction: Correction,
    answer: Answer,
    *,
    level: int,
    reason: str,
    source: str,
    version: DocumentVersion | None = None,
    by: User,
) -> CorrectedLevel:
    """Name one determined level that was wrong, and what it should have been."""
    correction = _lock(correction)
    _refuse_unless_draft(correction)
    answer = Answer.objects.with_context().with_level_in_force().get(pk=answer.pk)
    old_level = _level_to_correct(correction, answer, level)
    try:
        with transaction.atomic():
            line = CorrectedLevel.objects.create(
                correction=correction,
                answer=answer,
                old_level=old_level,
                level=level,
                reason=_given(reason, "Tulis alasan untuk indikator ini."),
                source=_given(source, "Sebut sumber untuk indikator ini."),
                version=version,
                added_by=by,
            )
    except IntegrityError as error:
        if "once_a_correction" not in str(error):
            raise
        msg = "Indikator ini sudah ada pada pembetulan ini."
        raise AssessmentError(msg) from error
    _tell_assessors(correction, by)
    audit.record(
        "correction.level_added",
        answer,
        by=by,
        correction=str(correction.pk),
        indicator=answer.indicator.code,
        old_level=line.old_level,
        level=level,
        reason=line.reason,
        source=line.source,
        sha256=version.sha256 if version else "",
    )
    return line


@transaction.atomic
def remove_corrected_level(line: CorrectedLevel, *, by: User) -> None:
    """Take an indicator off a correction that is not approved yet."""
    correction = _lock(line.correction)
    _refuse_unless_draft(correction)
    answer, pk = line.answer, line.pk
    gone, _ = CorrectedLevel.objects.filter(pk=pk).delete()
    if not gone:
        msg = "Indikator ini sudah dilepas dari pembetulan."
        raise AssessmentError(msg)
    audit.record(
        "correction.level_removed",
        answer,
        by=by,
        correction=str(correction.pk),
        indicator=answer.indicator.code,
        level=line.level,
    )


@transaction.atomic
def approve_correction(correction: Correction, *, mark: str, by: User) -> Correction:
    """The assessor's decision: these levels hold from the next determination on.

    `mark` is `mark_of` the lines that `by` was shown. Refused to who prepared any of
    it, and to a member of an agency that it touches.
    """
    correction = _lock(correction)
    _refuse_unless_draft(correction)
    lines = list(correction.levels.with_context())
    if not lines:
        msg = "Pembetulan ini belum menyebut satu indikator pun."
        raise AssessmentError(msg)
    if mark_of(lines) != mark:
        msg = "Pembetulan ini berubah sejak halaman dibuka. Periksa kembali isinya."
        raise AssessmentError(msg)
    if by.pk in {correction.prepared_by_id, *(line.added_by_id for line in lines)}:
        msg = "Yang menyusun pembetulan tidak dapat menyetujuinya."
        raise AssessmentError(msg)
    for line in lines:
        refuse_own_indicator(line.answer, by)
    refuse_outdated(lines)
    correction.approved_at, correction.approved_by = timezone.now(), by
    correction.save(update_fields=["approved_at", "approved_by"])
    _tell_preparer(correction, "disetujui dan siap ditetapkan", by)
    audit.record(
        "correction.approved",
        correction,
        by=by,
        quarter=str(correction.period),
        indicators=len(lines),
        mark=mark,
    )
    return correction


@transaction.atomic
def drop_correction(correction: Correction, *, reason: str, by: User) -> Correction:
    """Give it up before it is determined: withdrawn, or refused by an assessor, but
    by none of an agency that it touches."""
    correction = _lock(correction)
    if not correction.is_open:
        msg = f"Pembetulan ini tidak dapat dibatalkan: {correction.state.label}."
        raise AssessmentError(msg)
    if can(by, Permission.PLENARY_DECIDE):
        for line in correction.levels.with_context():
            refuse_own_indicator(line.answer, by)
    correction.dropped_reason = _given(reason, "Tulis alasan pembatalan.")
    correction.dropped_at, correction.dropped_by = timezone.now(), by
    correction.save(update_fields=["dropped_at", "dropped_by", "dropped_reason"])
    _tell_preparer(correction, "dibatalkan", by)
    audit.record(
        "correction.dropped",
        correction,
        by=by,
        quarter=str(correction.period),
        reason=correction.dropped_reason,
    )
    return correction


def mark_of(lines: Iterable[CorrectedLevel]) -> str:
    """Another one whenever a line is added, removed or said otherwise."""
    said = [
        [
            str(line.answer_id),
            line.old_level,
            line.level,
            line.reason,
            line.source,
            str(line.version_id),
        ]
        for line in sorted(lines, key=lambda line: line.pk)
    ]
    return canonical.sha256(said)


def refuse_outdated(lines: Iterable[CorrectedLevel]) -> None:
    """Each line must still correct the level that is in force."""
    old = {line.answer_id: line.old_level for line in lines}
    answers = Answer.objects.filter(pk__in=old).select_related("indicator")
    for answer in answers.with_level_in_force():
        if answer.level_in_force != old[answer.pk]:
            number = answer.indicator.code.removeprefix("I")
            msg = (
                f"Tingkat {number}. {answer.indicator.name} sudah dibetulkan penetapan "
                "lain. Batalkan pembetulan ini, lalu susun kembali."
            )
            raise AssessmentError(msg)


def _lock(correction: Correction) -> Correction:
    """The quarter first, as a determination does; then the correction as it is now."""
    Period.objects.select_for_update(no_key=True).get(pk=correction.period_id)
    return (
        Correction.objects.select_for_update(of=("self",))
        .select_related("period", "prepared_by")
        .get(pk=correction.pk)
    )


def _refuse_unless_draft(correction: Correction) -> None:
    if not correction.is_draft:
        msg = f"Pembetulan ini tidak dapat diubah: {correction.state.label}."
        raise AssessmentError(msg)


def _level_to_correct(correction: Correction, answer: Answer, level: int) -> int:
    """The level in force; refused where there is none, or where it is right already."""
    assessment, old_level = answer.assessment, answer.level_in_force
    is_of_quarter = assessment.period_id == correction.period_id
    if not is_of_quarter or not assessment.is_determined or old_level is None:
        msg = "Hanya tingkat yang sudah ditetapkan pada triwulan ini yang dibetulkan."
        raise AssessmentError(msg)
    refuse_level(answer, level)
    if level == old_level:
        indicator = definition_of(assessment.version_id).by_code[answer.indicator.code]
        msg = f"Tingkat {indicator.number}. {indicator.name} sudah {level}."
        raise AssessmentError(msg)
    return old_level


def _given(text: str, refusal: str) -> str:
    if not text.strip():
        raise AssessmentError(refusal)
    return text.strip()


def _url(correction: Correction) -> str:
    return reverse("assessments:correction", args=[correction.pk])


def _tell_assessors(correction: Correction, by: User) -> None:
    """Once a correction, when it first says something."""
    notify(
        NoticeKind.REMINDED,
        to=User.objects.filter(role__in=DECIDING, is_active=True),
        text=f"Pembetulan hasil {correction.period} menunggu persetujuan tim penilai.",
        url=_url(correction),
        key=f"correction.waiting:{correction.pk}",
        by=by,
    )


def _tell_preparer(correction: Correction, said: str, by: User) -> None:
    notify(
        NoticeKind.DECIDED,
        to=[correction.prepared_by],
        text=f"Pembetulan hasil {correction.period} {said}.",
        url=_url(correction),
        key=f"correction.{correction.state.lower()}:{correction.pk}",
        by=by,
    )
