"""Freezing a quarter: one transaction, every input, its hash."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from assessments.actions.base import AssessmentError, move
from assessments.enums import Side, Status
from assessments.models import Answer, Assessment, Determination, Period, Result
from assessments.queries import Scores, scores_of_all
from assessments.scoring import Score, exact_text
from instruments.definition import Instrument
from instruments.queries import definition_of
from lib import canonical


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
    period: Period, *, minutes: Minutes, reason: str = "", by: User
) -> Determination:
    """Fix the results of every final assessment of the quarter.

    An agency that is not final is named in the results without figures. A second
    determination of the quarter replaces the first, needs a reason, keeps its results
    and adds what became final since. Raises AssessmentError when nothing is final,
    nothing is new, or the number is taken.
    """
    try:
        with transaction.atomic():
            return _determine(period, minutes, reason.strip(), by)
    except IntegrityError as error:
        if "number" not in str(error):
            raise
        raise _number_taken(minutes) from error


def _determine(
    period: Period, minutes: Minutes, reason: str, by: User
) -> Determination:
    period = Period.objects.select_for_update().get(pk=period.pk)
    standing = period.determinations.in_force().first()
    assessments = _lock_all(period)
    fresh = [a for a in assessments if a.state is Status.FINAL]
    _refuse_determination(standing, fresh, minutes, reason)
    now = timezone.now()
    for assessment in fresh:
        move(assessment, Status.DETERMINED, by=by)
        assessment.determined_at = now
        assessment.save(update_fields=["status", "determined_at"])
    results = _results(assessments)
    determination = Determination.objects.create(
        period=period,
        revision=standing.revision + 1 if standing else 1,
        replaces=standing,
        reason=reason if standing else "",
        number=minutes.number,
        decided_on=minutes.decided_on,
        place=minutes.place,
        attended_by=minutes.attended_by,
        signatories=list(minutes.signatories),
        instrument_code=period.version.code,
        instrument_sha256=period.version.file_sha256,
        inputs_sha256=_hash(period, results),
        determined_at=now,
        determined_by=by,
    )
    for result in results:
        result.determination = determination
    Result.objects.bulk_create(results)
    _record(determination, results, by)
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


def _record(determination: Determination, results: list[Result], by: User) -> None:
    audit.record(
        "period.determined",
        determination.period,
        by=by,
        determination=str(determination.pk),
        number=determination.number,
        revision=determination.revision,
        inputs_sha256=determination.inputs_sha256,
        final=[r.agency_code for r in results if r.is_final],
        not_final=[r.agency_code for r in results if not r.is_final],
    )


def _refuse_determination(
    standing: Determination | None,
    fresh: list[Assessment],
    minutes: Minutes,
    reason: str,
) -> None:
    if not fresh:
        msg = (
            "Belum ada perangkat daerah yang final dan belum ditetapkan. Selesaikan pleno "
            "sekurangnya untuk satu perangkat daerah."
        )
        raise AssessmentError(msg)
    if standing and not reason:
        msg = f"Tulis alasan penetapan ini menggantikan {standing.number}."
        raise AssessmentError(msg)
    if Determination.objects.filter(number=minutes.number).exists():
        raise _number_taken(minutes)


def _number_taken(minutes: Minutes) -> AssessmentError:
    return AssessmentError(f"Nomor Berita Acara {minutes.number} sudah dipakai.")


def _hash(period: Period, results: Sequence[Result]) -> str:
    return canonical.sha256(
        {
            "year": period.year,
            "quarter": period.quarter,
            "instrument": period.version.code,
            "instrument_sha256": period.version.file_sha256,
            "results": [result.inputs_sha256 for result in results],
        }
    )


def _results(assessments: list[Assessment]) -> list[Result]:
    scores = scores_of_all(assessments)
    answers: dict[object, list[Answer]] = {a.pk: [] for a in assessments}
    for answer in (
        Answer.objects.filter(assessment__in=assessments)
        .select_related("indicator")
        .order_by("indicator__position")
    ):
        answers[answer.assessment_id].append(answer)
    return [_result(a, scores[a.pk], answers[a.pk]) for a in assessments]


def _result(assessment: Assessment, scores: Scores, answers: list[Answer]) -> Result:
    instrument = definition_of(assessment.version_id)
    is_final = assessment.state is Status.DETERMINED
    final = scores.final if is_final else None
    inputs: dict[str, Any] = {
        "agency": {"code": assessment.agency_code, "name": assessment.agency_name},
        "instrument": instrument.code,
        "status": assessment.status,
        "levels": [_level(a, instrument) for a in answers] if is_final else [],
        "nodes": _nodes(instrument, scores) if is_final else [],
    }
    return Result(
        assessment=assessment,
        agency_code=assessment.agency_code,
        agency_name=assessment.agency_name,
        is_final=is_final,
        self_index=scores.self.index if is_final else None,
        verified_index=scores.verified.index if is_final else None,
        index=final.index if final else None,
        exact=exact_text(final.exact) if final and final.exact is not None else "",
        predicate=(final.predicate if final else "") or "",
        rank=final.rank if final else None,
        inputs=inputs,
        inputs_sha256=canonical.sha256(inputs),
    )


def _level(answer: Answer, instrument: Instrument) -> dict[str, Any]:
    indicator = instrument.by_code[answer.indicator.code]
    return {
        "code": indicator.code,
        "name": indicator.name,
        "weight": str(indicator.weight),
        **{side.name.lower(): getattr(answer, side.value) for side in Side},
        "verified_reason": answer.verified_reason,
        "reason": answer.final_reason,
    }


def _nodes(instrument: Instrument, scores: Scores) -> list[dict[str, Any]]:
    sides: dict[str, Score] = {
        "self": scores.self,
        "verified": scores.verified,
        "final": scores.final,
    }
    return [
        {
            "code": node.code,
            "name": node.name,
            "kind": node.kind,
            "weight": str(node.weight),
            "predicate": scores.final.nodes[node.code].predicate,
            **{
                name: str(score.nodes[node.code].index) for name, score in sides.items()
            },
        }
        for node in instrument.all_nodes
    ]
