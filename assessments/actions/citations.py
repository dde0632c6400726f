"""What an answer rests on: citing a document, correcting a citation, withdrawing it."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from assessments.actions.answers import known_items, refuse_closed, status_after_save
from assessments.actions.base import (
    AssessmentError,
    lock_answer,
    refuse_other_side,
)
from assessments.enums import AnswerStatus
from assessments.legacy import is_citable
from assessments.models import Answer, Citation
from evidence.models import Document, DocumentVersion


@transaction.atomic
def cite(
    answer: Answer,
    document: Document,
    *,
    page: str = "",
    note: str = "",
    items: Iterable[str] = (),
    by: User,
) -> Citation:
    """Rest the answer on a document of the agency that fills it, in its current version.

    `items` are codes of the checklist that the document supports; unknown ones are
    dropped. Raises AssessmentError when it is not the agency's turn, or the document
    is another's, withdrawn, in quarantine, or cited here already. The document is held
    after the answer, so that it is not withdrawn at the same moment.
    """
    answer = lock_answer(answer)
    refuse_other_side(answer, by)
    refuse_closed(answer)
    document = Document.objects.select_for_update().get(pk=document.pk)
    version = _citable(answer, document)
    citation = Citation.objects.create(
        answer=answer,
        document=document,
        version=version,
        page=page,
        note=note,
        items=known_items(answer, items),
        cited_by=by,
    )
    audit.record(
        "citation.made",
        citation,
        by=by,
        indicator=answer.indicator.code,
        document=str(document.pk),
        version=version.number,
        sha256=version.sha256,
        page=page,
        items=citation.items,
    )
    return citation


@transaction.atomic
def amend_citation(
    citation: Citation, *, page: str, note: str, items: Iterable[str], by: User
) -> Citation:
    """Correct where in the document the proof stands and what it supports.

    The trail keeps page, note and items as they were and as they are.
    """
    answer = lock_answer(citation.answer)
    refuse_other_side(answer, by)
    refuse_closed(answer)
    citation = _lock(citation, answer)
    before = _said(citation)
    citation.page, citation.note = page, note
    citation.items = known_items(answer, items)
    if (after := _said(citation)) == before:
        return citation
    citation.save(update_fields=["page", "note", "items"])
    audit.record(
        "citation.amended",
        citation,
        by=by,
        indicator=answer.indicator.code,
        document=str(citation.document_id),
        before=before,
        after=after,
    )
    return citation


@transaction.atomic
def withdraw_citation(citation: Citation, *, reason: str = "", by: User) -> Citation:
    """The answer rests on the document no more; the document stays in the library.

    Once the answer went to the mentor the withdrawal has a reason, which he reads.
    """
    answer = lock_answer(citation.answer)
    refuse_other_side(answer, by)
    refuse_closed(answer)
    citation = _lock(citation, answer)
    if answer.assessment.round and not reason.strip():
        msg = "Tulis alasan melepas bukti: pendamping sudah pernah menerimanya."
        raise AssessmentError(msg)
    citation.withdrawn_at, citation.withdrawn_by = timezone.now(), by
    citation.withdrawn_reason = reason.strip()
    citation.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    if answer.state is AnswerStatus.READY:
        answer.status = status_after_save(answer)
        answer.save(update_fields=["status"])
    audit.record(
        "citation.withdrawn",
        citation,
        by=by,
        indicator=answer.indicator.code,
        document=str(citation.document_id),
        reason=citation.withdrawn_reason,
    )
    return citation


def _lock(citation: Citation, answer: Answer) -> Citation:
    """The citation as it is now, held; refused when it was withdrawn meanwhile."""
    locked = Citation.objects.select_for_update().get(pk=citation.pk)
    if locked.withdrawn_at:
        msg = "Kutipan ini sudah ditarik."
        raise AssessmentError(msg)
    locked.answer = answer
    return locked


def _said(citation: Citation) -> dict[str, object]:
    return {
        "page": citation.page,
        "note": citation.note,
        "items": list(citation.items),
    }


def _citable(answer: Answer, document: Document) -> DocumentVersion:
    """The version to cite; a refusal says why there is none."""
    if document.is_province:
        msg = "Dokumen provinsi ini belum diambil ke pustaka Anda. Ambil dahulu di pustaka."
        raise AssessmentError(msg)
    if not is_citable(document, answer):
        msg = "Dokumen itu bukan milik perangkat daerah ini."
        raise AssessmentError(msg)
    if document.withdrawn_at or document.current is None:
        msg = "Dokumen itu sudah ditarik dari pustaka."
        raise AssessmentError(msg)
    if reason := document.current.citing_refusal:
        raise AssessmentError(reason)
    standing = answer.citations.filter(document=document, withdrawn_at__isnull=True)
    if standing.exists():
        msg = f"“{document.title}” sudah dikutip untuk indikator ini."
        raise AssessmentError(msg)
    return document.current
