"""Whom the steps of an assessment are told to, in which words, and where they lead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from accounts.enums import NoticeKind
from accounts.models.placements import working_at
from accounts.notices import notify
from assessments.enums import Status
from assessments.queries.people import mentors_of, people_of
from lib import formats

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.models import Agency, User
    from assessments.models import Assessment, Period


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


def round_closed(assessment: Assessment, returned: int, *, by: User | None) -> None:
    """The agency's people: `returned` answers are to be mended, or all is verified."""
    if assessment.state is Status.RETURNED:
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
