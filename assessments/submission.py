"""What stands between an assessment and its submission, said to one user."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from accounts.permissions import Permission, can
from assessments.enums import AnswerStatus
from lib import formats

if TYPE_CHECKING:
    from accounts.models import User
    from assessments.queries import Overview, Row

PARTS = (
    (AnswerStatus.RETURNED, False, "dikembalikan, belum ditandai siap"),
    (AnswerStatus.EMPTY, False, "belum diisi"),
    (AnswerStatus.DRAFT, True, "dari triwulan lalu, belum diperiksa"),
    (AnswerStatus.DRAFT, False, "masih draf"),
)
# Where on the page of an indicator a missing thing is put right
ANCHORS = {
    "tingkat": "answer-ladder",
    "Fakta": "id_facts",
    "Analisis": "id_analysis",
    "bukti dukung": "evidence",
}


@dataclass(frozen=True, slots=True)
class Lack:
    """An indicator that misses something: each thing, and where it is put right."""

    row: Row
    things: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """Indicators that hold the submission up for one cause."""

    state: AnswerStatus
    words: str
    rows: tuple[Row, ...]

    @property
    def is_empty(self) -> bool:
        """Nothing is written yet, so everything is missing."""
        return self.state is AnswerStatus.EMPTY

    @property
    def lacks(self) -> tuple[Lack, ...]:
        return tuple(
            Lack(row, tuple((word, ANCHORS[word]) for word in row.missing))
            for row in self.rows
            if row.missing
        )

    @property
    def whole(self) -> tuple[Row, ...]:
        """Nothing is missing: only someone has to say that they are ready."""
        return tuple(row for row in self.rows if not row.missing)


@dataclass(frozen=True, slots=True)
class Submission:
    """`reason` says why the button is not active; empty when it is."""

    is_shown: bool
    parts: tuple[Part, ...]
    owners: tuple[tuple[str, int], ...]  # who answers for what is not ready
    reason: str

    @property
    def next_row(self) -> Row | None:
        """The indicator to work on next: returned ones first, none of another owner."""
        rows = (row for part in self.parts for row in part.rows)
        return next((row for row in rows if row.answer.owner_id is None), None)


def submission_of(overview: Overview, user: User) -> Submission:
    blockers = overview.blockers
    parts = (
        Part(
            state,
            words,
            tuple(
                row
                for row in blockers
                if row.answer.state is state
                and row.answer.is_unconfirmed is unconfirmed
            ),
        )
        for state, unconfirmed, words in PARTS
    )
    assessment = overview.assessment
    is_shown = assessment.is_open and can(user, Permission.ASSESSMENT_EDIT)
    return Submission(
        is_shown=is_shown,
        parts=tuple(part for part in parts if part.rows),
        owners=overview.owners_behind,
        reason=_reason(overview, user),
    )


def _reason(overview: Overview, user: User) -> str:
    assessment = overview.assessment
    if assessment.due_at and assessment.is_late:
        return (
            f"Batas kirim {formats.moment(assessment.due_at)} sudah lewat. "
            "Mintalah perpanjangan kepada sekretariat."
        )
    if overview.blockers:
        return f"Tombol aktif bila {overview.total} indikator siap ditelaah."
    if not can(user, Permission.ASSESSMENT_SUBMIT):
        return "Yang mengirim adalah kepala perangkat daerah."
    return ""
