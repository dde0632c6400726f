"""Whom the steps of an assessment are told to, in which words, and where they lead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone

from accounts.enums import NoticeKind
from accounts.models import Notice
from accounts.models.placements import working_at
from accounts.notices import notify
from assessments.enums import AnswerStatus, Status
from assessments.owners import unready_of
from assessments.queries.people import mentors_of, people_of
from lib import formats

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from accounts.models import Agency, User
    from assessments.models import Answer, Assessment, Period

NOTICE_MAX = 300  # signs
NAMED_MAX = 12  # indicators that a notice names one by one


def opened(period: Period, agencies: Iterable[Agency], *, by: User | None) -> None:
    """The people of every agency that takes part, in one go."""
    until = formats.moment(period.filling_until)
    notify(
        NoticeKind.OPENED,
        to=working_at([*agencies]),
        text=f"{period} dibuka. Isi dan kirim penilaian sampai {until}.",
        url=reverse("assessments:list"),
        key=f"period.opened:{period.pk}",
        by=by,
    )


def submitted(assessment: Assessment, *, by: User | None) -> None:
    """The mentors of the agency: the review is theirs now."""
    sent_at = assessment.submitted_at.isoformat() if assessment.submitted_at else ""
    again = f", putaran {assessment.round}" if assessment.round > 1 else ""
    notify(
        NoticeKind.SUBMITTED,
        to=mentors_of(assessment.agency_id),
        text=(
            f"Penilaian {assessment.period} dari {assessment.agency_name} menunggu "
            f"telaah{again}."
        ),
        url=reverse("assessments:reviews"),
        key=f"assessment.submitted:{assessment.pk}:{assessment.round}:{sent_at}",
        agency=assessment.agency,
        by=by,
    )


def owner_set(
    assessment: Assessment, owner: Agency, answers: Sequence[Answer], *, by: User
) -> None:
    """The people of a work unit that answers for indicators from now on."""
    notify(
        NoticeKind.ASSIGNED,
        to=people_of(owner.pk),
        text=(
            f"Perangkat daerah Anda menjadi penanggung jawab {_indicators(answers)} "
            f"{assessment.agency_name}, {assessment.period}."
        ),
        url=reverse("assessments:owned"),
        key=f"owner.set:{assessment.pk}:{timezone.now().isoformat()}",
        agency=owner,
        by=by,
    )


def owner_freed(
    assessment: Assessment, owner: Agency, answers: Sequence[Answer], *, by: User
) -> None:
    """The people of the one that answers for them no more."""
    notify(
        NoticeKind.ASSIGNED,
        to=people_of(owner.pk),
        text=(
            f"Perangkat daerah Anda tidak lagi menjadi penanggung jawab "
            f"{_indicators(answers)} {assessment.agency_name}, {assessment.period}."
        ),
        url=reverse("assessments:owned"),
        key=f"owner.freed:{assessment.pk}:{timezone.now().isoformat()}",
        agency=owner,
        by=by,
    )


def owner_reminded(
    assessment: Assessment, owner: Agency, count: int, *, by: User
) -> bool:
    """An owner whose indicators are not ready; whether anybody was told today first."""
    until = f" Batas {formats.moment(assessment.due_at)}." if assessment.due_at else ""
    key = f"owner.reminded:{assessment.pk}:{timezone.localdate().isoformat()}"
    people = people_of(owner.pk)
    if Notice.objects.filter(key=key, user__in=people).exists():
        return False
    notify(
        NoticeKind.REMINDED,
        to=people,
        text=(
            f"{count} indikator {assessment.agency_name} yang menjadi tanggung jawab "
            f"perangkat daerah Anda belum siap, {assessment.period}.{until}"
        ),
        url=reverse("assessments:owned"),
        key=key,
        agency=owner,
        by=by,
    )
    return people.exists()


def owners_reminded(assessment: Assessment, text: str, key: str) -> None:
    """The owners of what is not ready, when a deadline comes near."""
    for owner in unready_of(assessment):
        notify(
            NoticeKind.DEADLINE,
            to=people_of(owner.pk),
            text=f"{text} Berlaku bagi indikator {assessment.agency_name}."[
                :NOTICE_MAX
            ],
            url=reverse("assessments:owned"),
            key=key,
            agency=owner,
        )


def owners_returned(assessment: Assessment, *, by: User | None) -> None:
    """The owners of what a mentor sent back, each of its own."""
    returned: dict[Agency, int] = {}
    answers = assessment.answers.filter(owner__isnull=False).select_related("owner")
    for answer in answers.filter(status=AnswerStatus.RETURNED):
        owner = answer.filled_by
        returned[owner] = returned.get(owner, 0) + 1
    for owner, count in returned.items():
        notify(
            NoticeKind.RETURNED,
            to=people_of(owner.pk),
            text=(
                f"{count} indikator {assessment.agency_name}, {assessment.period}, "
                "dikembalikan. Perbaiki sampai "
                f"{formats.moment(assessment.revision_due_at)}."  # type: ignore[arg-type]
            ),
            url=reverse("assessments:owned"),
            key=f"owner.returned:{assessment.pk}:{assessment.round}",
            agency=owner,
            by=by,
        )


def _indicators(answers: Sequence[Answer]) -> str:
    codes = [answer.indicator.code.removeprefix("I") for answer in answers]
    if len(codes) > NAMED_MAX:
        return f"{len(codes)} indikator"
    return f"indikator {', '.join(codes)}"


def round_closed(assessment: Assessment, returned: int, *, by: User | None) -> None:
    """The agency's people: `returned` answers are to be mended, or all is verified."""
    if assessment.state is Status.RETURNED:
        owners_returned(assessment, by=by)
        kind, until = NoticeKind.RETURNED, assessment.revision_due_at
        text = f"{returned} indikator {assessment.period} dikembalikan. Perbaiki"
    else:
        kind, until = NoticeKind.DECIDED, assessment.objection_due_at
        text = f"Penilaian {assessment.period} terverifikasi. Sanggahan diterima"
    notify(
        kind,
        to=people_of(assessment.acting_agency_id),
        text=f"{text} sampai {formats.moment(until)}.",  # type: ignore[arg-type]
        url=reverse("assessments:detail", args=[assessment.pk]),
        key=f"assessment.round_closed:{assessment.pk}:{assessment.round}",
        agency=assessment.agency,
        by=by,
    )
