"""Sittings of the plenary: opening, correcting what was entered, closing."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from assessments.actions.base import AssessmentError
from assessments.actions.plenary import lock_session, refuse_closed_session
from assessments.models import Period, PlenarySession


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """What is entered of a sitting; the number is not made up, so it may be empty.

    `participants` have role, name and, for who abstains on the own agency, its
    agency_code; `signatories` are signature blocks: title, name, rank, nip.
    """

    held_on: date
    place: str
    chair: str
    number: str = ""
    participants: Sequence[dict[str, str]] = ()
    signatories: Sequence[dict[str, str]] = ()


def open_session(period: Period, *, facts: SessionFacts, by: User) -> PlenarySession:
    """Begin a sitting for one quarter; one at a time is open.

    Raises AssessmentError when one is open already, or the number is taken.
    """
    return _written(facts, lambda: _open(period, facts, by))


def amend_session(
    session: PlenarySession, *, facts: SessionFacts, by: User
) -> PlenarySession:
    """Correct what was entered, as long as the sitting is open."""
    return _written(facts, lambda: _amend(session, facts, by))


@transaction.atomic
def close_session(session: PlenarySession, *, by: User) -> PlenarySession:
    """End a sitting: its decisions and its participants stay as they are.

    What it did not decide waits for the next one.
    """
    session = lock_session(session)
    refuse_closed_session(session)
    session.closed_at, session.closed_by = timezone.now(), by
    session.save(update_fields=["closed_at", "closed_by"])
    audit.record(
        "plenary.closed",
        session,
        by=by,
        number=session.number,
        decided=session.items.count(),
    )
    return session


def _open(period: Period, facts: SessionFacts, by: User) -> PlenarySession:
    period = Period.objects.select_for_update(no_key=True).get(pk=period.pk)
    if period.plenary_sessions.open().exists():
        msg = f"Sidang pleno {period} masih terbuka. Tutup sidang itu dahulu."
        raise AssessmentError(msg)
    session = PlenarySession.objects.create(
        period=period, opened_by=by, **_fields(facts)
    )
    audit.record("plenary.opened", session, by=by, **told(session))
    return session


def _amend(session: PlenarySession, facts: SessionFacts, by: User) -> PlenarySession:
    session = lock_session(session)
    refuse_closed_session(session)
    before = told(session)
    for name, value in _fields(facts).items():
        setattr(session, name, value)
    session.save(update_fields=list(_fields(facts)))
    audit.record("plenary.amended", session, by=by, before=before, **told(session))
    return session


def _written(
    facts: SessionFacts, write: Callable[[], PlenarySession]
) -> PlenarySession:
    try:
        with transaction.atomic():
            return write()
    except IntegrityError as error:
        if "number" not in str(error):
            raise
        msg = f"Nomor risalah {facts.number} sudah dipakai."
        raise AssessmentError(msg) from error


def _fields(facts: SessionFacts) -> dict[str, Any]:
    return asdict(facts) | {
        "participants": list(facts.participants),
        "signatories": list(facts.signatories),
    }


def told(session: PlenarySession) -> dict[str, Any]:
    """For the trail: no names, no NIP."""
    return {
        "number": session.number,
        "held_on": session.held_on.isoformat(),
        "place": session.place,
        "participants": len(session.participants),
        "abstaining": sorted(
            {p["agency_code"] for p in session.participants if p.get("agency_code")}
        ),
    }
