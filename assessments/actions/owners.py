"""Who answers for which indicator of a government's assessment."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import Agency
from assessments import tidings
from assessments.actions.base import AssessmentError, lock, refuse_unless
from assessments.enums import Status
from assessments.models import Answer, Assessment, Assignment, IndicatorOwner
from assessments.models.owners import REASON_MAX
from assessments.owners import proposals_of, unready_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID

    from accounts.models import User

CHANGING = (Status.FILLING, Status.RETURNED)


@transaction.atomic
def set_owners(
    assessment: Assessment,
    answers: Iterable[Answer],
    *,
    owner: Agency | None,
    reason: str = "",
    by: User,
) -> int:
    """Give indicators to one work unit; None gives them back to the government.

    Returns how many changed. The unit before loses sight of them at once and its people
    their assignments there; what it wrote and cited stays. Raises AssessmentError when
    it is not a government's assessment, it is not being filled or mended, nothing is
    chosen, the unit is closed or a government, or an owner is replaced without a reason.
    """
    assessment = lock(assessment)
    _refuse_setting(assessment, owner)
    wanted = {answer.pk for answer in answers}
    found = _answers_of(assessment, wanted)
    if not found:
        msg = "Centang paling sedikit satu indikator."
        raise AssessmentError(msg)
    changed = [answer for answer in found if answer.owner_id != _key(owner)]
    reason = _checked(reason, changed)
    return _write(assessment, dict.fromkeys(changed, owner), reason, by)


@transaction.atomic
def accept_proposals(assessment: Assessment, *, by: User) -> int:
    """Take the owners of the last quarter for the indicators that have none now.

    Returns how many changed; raises AssessmentError when there is nothing to take.
    """
    assessment = lock(assessment)
    _refuse_setting(assessment, None)
    proposed = proposals_of(assessment)
    free = _answers_of(assessment, set(proposed))
    owners = {answer: proposed[answer.pk] for answer in free if not answer.owner_id}
    if not owners:
        msg = "Tidak ada usulan dari triwulan lalu yang belum dipakai."
        raise AssessmentError(msg)
    return _write(assessment, owners, "Dibawa dari triwulan lalu.", by)


@transaction.atomic
def remind_owners(
    assessment: Assessment, owners: Iterable[Agency], *, by: User
) -> list[Agency]:
    """Tell the people of owners whose indicators are not ready; returns whom.

    An owner is reminded once a day. Raises AssessmentError when the agency's side is
    locked, or nobody is left to be reminded.
    """
    assessment = lock(assessment)
    _refuse_other_kind(assessment)
    refuse_unless(assessment, *CHANGING, doing="diingatkan penanggung jawabnya")
    unready = unready_of(assessment)
    told = [
        owner
        for owner in owners
        if owner in unready
        and tidings.owner_reminded(assessment, owner, unready[owner], by=by)
    ]
    if not told:
        msg = (
            "Tidak ada yang diingatkan: indikatornya sudah siap, sudah diingatkan hari "
            "ini, atau belum ada akunnya."
        )
        raise AssessmentError(msg)
    audit.record(
        "owners.reminded",
        assessment,
        by=by,
        agencies=[owner.code for owner in told],
    )
    return told


def _refuse_setting(assessment: Assessment, owner: Agency | None) -> None:
    _refuse_other_kind(assessment)
    refuse_unless(assessment, *CHANGING, doing="diubah penanggung jawabnya")
    if owner is None:
        return
    today = timezone.localdate()
    if owner.is_government or not Agency.objects.open_on(today).filter(pk=owner.pk):
        msg = f"{owner} tidak dapat menjadi penanggung jawab indikator."
        raise AssessmentError(msg)


def _refuse_other_kind(assessment: Assessment) -> None:
    if not assessment.agency.is_government:
        msg = "Penanggung jawab indikator hanya ada pada pemerintah daerah."
        raise AssessmentError(msg)


def _answers_of(assessment: Assessment, keys: set[UUID]) -> list[Answer]:
    """Those of the assessment that is held, in order."""
    answers = Answer.objects.filter(assessment=assessment, pk__in=keys)
    found = list(answers.select_related("indicator", "owner").in_order())
    for answer in found:
        answer.assessment = assessment
    return found


def _checked(reason: str, changed: Iterable[Answer]) -> str:
    reason = reason.strip()
    if len(reason) > REASON_MAX:
        msg = f"Alasan paling banyak {REASON_MAX} huruf."
        raise AssessmentError(msg)
    if not reason and any(answer.owner_id for answer in changed):
        msg = "Tulis alasan mengganti penanggung jawab."
        raise AssessmentError(msg)
    return reason


def _key(owner: Agency | None) -> int | None:
    return owner.pk if owner else None


def _write(
    assessment: Assessment,
    owners: Mapping[Answer, Agency | None],
    reason: str,
    by: User,
) -> int:
    """Rows, assignments, notices, and last the events."""
    if not owners:
        return 0
    now = timezone.now()
    gained: dict[Agency, list[Answer]] = defaultdict(list)
    lost: dict[Agency, list[Answer]] = defaultdict(list)
    events = []
    for answer, owner in owners.items():
        if answer.owner:
            lost[answer.owner].append(answer)
        if owner:
            gained[owner].append(answer)
        events.append(
            audit.event_of(
                "answer.owner_set",
                answer,
                by=by,
                indicator=answer.indicator.code,
                was=answer.owner.code if answer.owner else None,
                owner=owner.code if owner else None,
                reason=reason,
            )
        )
        answer.owner = owner
    Answer.objects.bulk_update(owners, ["owner"])
    IndicatorOwner.objects.bulk_create(
        IndicatorOwner(
            answer=answer, agency=owner, reason=reason, set_at=now, set_by=by
        )
        for answer, owner in owners.items()
    )
    given = Assignment.objects.filter(answer__in=owners, assignee__isnull=False)
    given.update(assignee=None, assigned_at=now, assigned_by=by)
    for agency, answers in gained.items():
        tidings.owner_set(assessment, agency, answers, by=by)
    for agency, answers in lost.items():
        tidings.owner_freed(assessment, agency, answers, by=by)
    audit.record_all(events)
    return len(owners)
