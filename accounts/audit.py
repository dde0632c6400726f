"""Writing the audit trail, and proving that it was not touched."""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from django.db import models

from accounts.models import AuditEvent, User

GENESIS = "0" * 64
SEPARATOR = "\x1f"


def record(
    verb: str, subject: models.Model, *, by: User | None, **data: object
) -> None:
    """Append one event about `subject`; called by actions, as their last write.

    A trigger gives the event its position, its time and its hash, under a lock that
    is held until the transaction ends: so the call stands last in an action.
    `by` is None for what the system does by itself (a worker, the clock).
    `data` holds values that JSON has; never a password, a token or a NIP.
    """
    event_of(verb, subject, by=by, **data).save(force_insert=True)


def record_all(events: Iterable[AuditEvent]) -> None:
    """Append many events in their order, quicker than one by one."""
    AuditEvent.objects.bulk_create(events, batch_size=1000)


def event_of(
    verb: str, subject: models.Model, *, by: User | None, **data: object
) -> AuditEvent:
    """An event that is not written yet; of who has several placements, in which one."""
    if by and by.placement_id is not None:
        data["acting_for"] = by.audit_agency_code or "-"
    return AuditEvent(
        verb=verb,
        subject_type=subject._meta.label,
        subject_id=str(subject.pk or ""),
        agency_code=getattr(subject, "audit_agency_code", ""),
        actor=by.get_username() if by else "sistem",
        actor_role=by.role if by else "",
        data=data,
    )


def digest(previous: str, event: AuditEvent, data: str) -> str:
    """What the hash of `event` must be; `data` is its JSON as PostgreSQL prints it.

    The same fields in the same order as the trigger of accounts/migrations.
    """
    happened = event.happened_at.astimezone(UTC)
    parts = (
        previous,
        str(event.position),
        happened.strftime("%Y-%m-%dT%H:%M:%S.%f"),
        event.verb,
        event.subject_type,
        event.subject_id,
        event.agency_code,
        event.actor,
        event.actor_role,
        data,
    )
    return hashlib.sha256(SEPARATOR.join(parts).encode()).hexdigest()


def broken_links() -> Iterator[str]:
    """Say of each event what does not hold: its place in the chain or its hash."""
    previous, position = GENESIS, 0
    events = AuditEvent.objects.order_by("position").with_printed_data()
    for event in events.iterator(chunk_size=2000):
        position += 1
        if event.position != position:
            yield f"Event {position} is missing: {event.position} comes next."
            position = event.position
        if event.previous_hash != previous:
            yield f"Event {event.position} does not carry the hash of the one before."
        expected = digest(event.previous_hash, event, event.data_text)
        if event.hash != expected:
            yield f"Event {event.position} was changed: its hash does not match."
        previous = event.hash


def head() -> tuple[int, str, datetime | None]:
    """Position, hash and time of the newest event; note it outside to detect a cut."""
    last = AuditEvent.objects.order_by("-position").first()
    return (last.position, last.hash, last.happened_at) if last else (0, GENESIS, None)


def holds(digest: str) -> bool:
    """Whether an event with this hash stands in the trail."""
    return AuditEvent.objects.filter(hash=digest).exists()
