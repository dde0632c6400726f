"""Evidence of the last quarter that has to be renewed in this one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

from assessments.enums import AnswerStatus
from assessments.models import Citation
from evidence.enums import DocumentState
from lib import formats

if TYPE_CHECKING:
    from collections.abc import Iterable

    from assessments.models import Answer
    from evidence.models import Document

UNFINISHED = (AnswerStatus.DRAFT, AnswerStatus.RETURNED)


@dataclass(frozen=True, slots=True)
class Renewal:
    """A document that the last quarter rested on, and why it must be looked at."""

    answer: Answer
    document: Document
    reason: str


def renewals_of(answers: Iterable[Answer]) -> list[Renewal]:
    """What the last quarter cited and did not come along, and what came along in a
    newer version, in the order of the indicators: one query, none without a source.

    Only until an answer is ready: who marks it ready has settled its evidence. A
    document that came along and was taken away on purpose is not asked for again.
    """
    by_source = {
        answer.carried_from_id: answer
        for answer in answers
        if answer.carried_from_id and answer.state in UNFINISHED
    }
    if not by_source:
        return []
    came = Citation.objects.filter(carried_from=OuterRef("pk"))
    again = Citation.objects.filter(
        answer__carried_from=OuterRef("answer"),
        document=OuterRef("document"),
        withdrawn_at__isnull=True,
    )
    cited = (
        Citation.objects.filter(answer__in=by_source, withdrawn_at__isnull=True)
        .annotate(
            came=Exists(came),
            is_cited=Exists(again),
            is_newer=Exists(
                came.filter(withdrawn_at__isnull=True).exclude(
                    version=OuterRef("version")
                )
            ),
        )
        .select_related("document")
        .order_by("answer__indicator__position", "cited_at")
    )
    found = []
    for citation in cited:
        answer = by_source[citation.answer_id]
        if reason := _reason(citation, answer):
            found.append(Renewal(answer, citation.document, reason))
    return found


def _reason(citation: Citation, answer: Answer) -> str:
    document: Document = citation.document
    came, is_cited, is_newer = (
        getattr(citation, name) for name in ("came", "is_cited", "is_newer")
    )
    if came and not is_cited:
        return ""  # taken away on purpose
    if document.state is DocumentState.WITHDRAWN:
        return "Sudah ditarik dari pustaka."
    if document.state is DocumentState.EXPIRED and document.valid_until:
        return f"Berlaku sampai {formats.day(document.valid_until)}, perlu diperbarui."
    if not is_cited:
        return "Tidak ikut terbawa. Kutip lagi bila masih berlaku."
    if is_newer and answer.is_unconfirmed:
        return "Ada versi baru sejak dikutip. Periksa isi dan halamannya."
    return ""
