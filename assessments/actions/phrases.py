"""The sentences that a mentor keeps for reasons."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from assessments.actions.base import AssessmentError
from assessments.enums import Decision
from assessments.models import ReasonPhrase

TWICE = "Kalimat itu sudah ada untuk keputusan dan indikator yang sama."


@transaction.atomic
def add_phrase(
    *, text: str, decision: Decision | None, indicator_code: str = "", by: User
) -> ReasonPhrase:
    """A sentence of the mentor's own; none twice for the same use."""
    phrase = _make(text, decision, indicator_code, by)
    audit.record("phrase.added", phrase, by=by, text=phrase.text)
    return phrase


@transaction.atomic
def change_phrase(
    phrase: ReasonPhrase,
    *,
    text: str,
    decision: Decision | None,
    indicator_code: str = "",
    by: User,
) -> ReasonPhrase:
    """The old sentence is retired and a new one takes its place, so that both stay."""
    standing = _lock(phrase, by)
    said = (standing.text, standing.decision, standing.indicator_code)
    if said == (text.strip(), decision or "", indicator_code):
        return standing
    _retire(standing)
    made = _make(text, decision, indicator_code, by)
    audit.record("phrase.changed", made, by=by, before=standing.text, after=made.text)
    return made


@transaction.atomic
def retire_phrase(phrase: ReasonPhrase, *, by: User) -> ReasonPhrase:
    """It is offered no more; what was written with it stays."""
    standing = _lock(phrase, by)
    _retire(standing)
    audit.record("phrase.retired", standing, by=by, text=standing.text)
    return standing


def _retire(phrase: ReasonPhrase) -> None:
    phrase.retired_at = timezone.now()
    phrase.save(update_fields=["retired_at"])


def _lock(phrase: ReasonPhrase, by: User) -> ReasonPhrase:
    locked = ReasonPhrase.objects.select_for_update().get(pk=phrase.pk)
    if locked.owner_id != by.pk:
        msg = "Kalimat ini milik bersama atau milik pendamping lain."
        raise AssessmentError(msg)
    if locked.retired_at:
        msg = "Kalimat ini sudah tidak dipakai."
        raise AssessmentError(msg)
    return locked


def _make(
    text: str, decision: Decision | None, indicator_code: str, by: User
) -> ReasonPhrase:
    said = {
        "text": text.strip(),
        "decision": decision or "",
        "indicator_code": indicator_code,
    }
    if ReasonPhrase.objects.usable_by(by).filter(**said).exists():
        raise AssessmentError(TWICE)
    try:
        with transaction.atomic():
            return ReasonPhrase.objects.create(owner=by, **said)
    except IntegrityError as error:
        if "_once" not in str(error):
            raise
        raise AssessmentError(TWICE) from error
