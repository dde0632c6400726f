"""Events of the audit trail for what the ledger writes, marked as of the demo."""

from django.db.models import Model

from accounts import audit
from accounts.models import AuditEvent, User


class Trail:
    """Collects events; `write` appends them in the order in which they were added."""

    def __init__(self) -> None:
        self._events: list[AuditEvent] = []

    def add(
        self, verb: str, subject: Model, *, by: User | None, **data: object
    ) -> None:
        self._events.append(audit.event_of(verb, subject, by=by, demo=True, **data))

    def write(self) -> None:
        audit.record_all(self._events)
        self._events.clear()
