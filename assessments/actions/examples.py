"""Examples of evidence: proposed by a mentor, shown when a lead approves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts import audit
from accounts.enums import NoticeKind
from accounts.models import Agency, User
from accounts.notices import notify
from assessments.actions.base import AssessmentError, refuse_level
from assessments.anonymity import giveaway
from assessments.enums import ExampleState
from assessments.examples import deciders_of
from assessments.models import Answer, Citation, Example
from assessments.models.examples import EXPLANATION_MAX, TITLE_MAX
from instruments.queries import definition_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evidence.models import Document


@transaction.atomic
def propose_example(
    citation: Citation,
    *,
    level: int,
    is_sufficient: bool,
    title: str,
    explanation: str,
    document: Document | None = None,
    by: User,
) -> Example:
    """Offer what was learned from a citation as an example, without saying whose it is.

    Raises AssessmentError when `by` does not mentor the agency, when no mentor has
    decided on the answer or the round is not sent yet, when the same is waiting already,
    when a word gives the agency or a person away, or when `document` is not the
    province's.
    """
    citation = _lock_source(citation)
    answer = citation.answer
    _refuse_stranger(answer, by)
    if not answer.reviews.standing().exists():
        msg = "Putuskan indikator ini dahulu, lalu jadikan buktinya contoh."
        raise AssessmentError(msg)
    if answer.is_in_work:
        msg = (
            "Akhiri putaran ini dahulu: selama keputusannya dapat dibatalkan, buktinya "
            "belum dapat dijadikan contoh."
        )
        raise AssessmentError(msg)
    refuse_level(answer, level)
    waiting = Example.objects.waiting().filter(source=citation, level=level)
    if waiting.exists():
        msg = "Bukti ini sudah diusulkan untuk tingkat itu dan menunggu persetujuan."
        raise AssessmentError(msg)
    example = Example(
        instrument_code=definition_of(answer.assessment.version_id).code,
        indicator_code=answer.indicator.code,
        level=level,
        is_sufficient=is_sufficient,
        title=title.strip(),
        explanation=explanation.strip(),
        document=document,
        source=citation,
        proposed_by=by,
    )
    _refuse_unfit(example)
    example.save(force_insert=True)
    notify(
        NoticeKind.MENTORING,
        to=deciders_of(example),
        text=f"Sebuah contoh bukti {_place(example)} menunggu persetujuan Anda.",
        url=_address(example),
        key=f"example.proposed:{example.pk}",
        by=by,
    )
    _record("example.proposed", example, by=by, citation=str(citation.pk))
    return example


@transaction.atomic
def approve_example(example: Example, *, by: User) -> Example:
    """Show it to every agency. A lead does, never who proposed it."""
    example = _lock(example)
    _refuse_decider(example, by)
    _refuse_unfit(example)
    example.approved_at, example.approved_by = timezone.now(), by
    example.save(update_fields=["approved_at", "approved_by"])
    _tell_proposer(example, "disetujui dan sudah tampil", by=by)
    _record("example.approved", example, by=by)
    return example


@transaction.atomic
def send_back_example(example: Example, *, reason: str, by: User) -> Example:
    """Not so: the proposer reads why, and may propose another one."""
    example = _lock(example)
    _refuse_decider(example, by)
    reason = reason.strip()
    if not reason:
        msg = "Tulis alasan pengembalian."
        raise AssessmentError(msg)
    example.refused_at, example.refused_by = timezone.now(), by
    example.refused_reason = reason
    example.save(update_fields=["refused_at", "refused_by", "refused_reason"])
    _tell_proposer(example, "dikembalikan dengan alasan", by=by)
    _record("example.sent_back", example, by=by, reason=reason)
    return example


@transaction.atomic
def retire_example(example: Example, *, by: User) -> Example:
    """Show it no more; any mentor may, since hiding an example can harm nobody."""
    example = _lock(example)
    if example.state is not ExampleState.SHOWN:
        msg = "Hanya contoh yang sedang tampil yang dapat ditarik."
        raise AssessmentError(msg)
    example.retired_at, example.retired_by = timezone.now(), by
    example.save(update_fields=["retired_at", "retired_by"])
    _tell_proposer(example, "ditarik dan tidak tampil lagi", by=by)
    _record("example.retired", example, by=by)
    return example


# Locks and refusals


def _lock_source(citation: Citation) -> Citation:
    """Held, so that two proposals of one citation come one after the other."""
    citations = Citation.objects.select_for_update(of=("self",)).select_related(
        "answer__indicator", "answer__assessment"
    )
    return citations.get(pk=citation.pk)


def _lock(example: Example) -> Example:
    examples = Example.objects.select_for_update(of=("self",)).select_related(
        "document__current", "proposed_by", "source__answer__assessment"
    )
    return examples.get(pk=example.pk)


def _refuse_stranger(answer: Answer, by: User) -> None:
    mentored = Agency.objects.mentored_by(by).filter(pk=answer.assessment.agency_id)
    if not mentored.exists():
        msg = "Anda tidak bertugas sebagai pendamping perangkat daerah ini."
        raise AssessmentError(msg)


def _refuse_decider(example: Example, by: User) -> None:
    if example.state is not ExampleState.WAITING:
        msg = f"Usulan ini sudah diputus: {example.state.label.lower()}."
        raise AssessmentError(msg)
    if by.pk == example.proposed_by_id:
        msg = "Usulan Anda diputus oleh ketua pendamping lain."
        raise AssessmentError(msg)
    if not deciders_of(example).filter(pk=by.pk).exists():
        msg = "Usulan ini diputus oleh ketua pendamping perangkat daerah asalnya."
        raise AssessmentError(msg)


def _refuse_unfit(example: Example) -> None:
    if not example.title or not example.explanation:
        msg = "Tulis judul dan penjelasan."
        raise AssessmentError(msg)
    if len(example.title) > TITLE_MAX or len(example.explanation) > EXPLANATION_MAX:
        msg = f"Judul paling banyak {TITLE_MAX} huruf, penjelasan {EXPLANATION_MAX}."
        raise AssessmentError(msg)
    if example.document:
        _refuse_document(example.document)
    agencies = list(Agency.objects.values_list("code", "short_name", "name"))
    people = User.objects.filter(agency=example.source.answer.assessment.agency_id)
    names = [name for _, *both in agencies for name in reversed(both)]
    names += people.values_list("name", flat=True)
    found = giveaway(
        "\n".join(_texts(example)), names=names, codes=[code for code, *_ in agencies]
    )
    if found:
        msg = f"Contoh memuat “{found}”, yang menunjuk asalnya. Tulis tanpa nama itu."
        raise AssessmentError(msg)


def _refuse_document(document: Document) -> None:
    if not document.is_province:
        msg = "Salinan contoh harus dokumen provinsi, bukan milik perangkat daerah."
        raise AssessmentError(msg)
    if document.withdrawn_at or document.current is None:
        msg = f"“{document}” sudah ditarik."
        raise AssessmentError(msg)
    if reason := document.current.citing_refusal:
        raise AssessmentError(reason)


def _texts(example: Example) -> Iterable[str]:
    """All that an agency reads of it, the names of the copy too."""
    yield from (example.title, example.explanation)
    if example.document and example.document.current:
        yield from (example.document.title, example.document.number)
        yield example.document.current.original_name


# Who is told, and what the trail keeps


def _place(example: Example) -> str:
    number = example.indicator_code.removeprefix("I")
    return f"indikator {number}, tingkat {example.level},"


def _address(example: Example) -> str:
    return reverse("assessments:example", args=[example.pk])


def _tell_proposer(example: Example, what: str, *, by: User) -> None:
    notify(
        NoticeKind.DECIDED,
        to=[example.proposed_by],
        text=f"Contoh bukti {_place(example)} {what}.",
        url=_address(example),
        key=f"example.{example.state.value.lower()}:{example.pk}",
        by=by,
    )


def _record(verb: str, example: Example, *, by: User, **data: object) -> None:
    audit.record(
        verb,
        example,
        by=by,
        indicator=example.indicator_code,
        level=example.level,
        is_sufficient=example.is_sufficient,
        **data,
    )
