"""What the trail is asked for: the events about one thing, and their sheet.

An app tells in its `ready` how to find the events about its own things: the trail
stands below them and knows none.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from accounts.content import sentence
from accounts.models import AuditEvent, User
from lib import formats, sheets

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    Finder = Callable[[UUID], tuple[str, Q] | None]

ROWS_AT_MOST = 10_000
COLUMNS = (
    ("No", 10),
    ("Waktu", 26),
    ("Pelaku", 22),
    ("Peran", 18),
    ("Peristiwa", 60),
    ("Kode peristiwa", 26),
    ("Objek", 24),
    ("Kode OPD", 12),
    ("Hash", 20),
)

_finders: dict[str, Finder] = {}


def register(kind: str, finder: Finder) -> None:
    """`finder` gives the name of a thing and the events about it, or None."""
    _finders[kind] = finder


def scope(about: str) -> tuple[str, Q] | None:
    """Of `kind:uuid` the name and the events; None for what nobody knows."""
    kind, _, key = about.partition(":")
    try:
        uuid = UUID(key)
    except ValueError:
        return None
    return _finders[kind](uuid) if kind in _finders else None


def ids(found: QuerySet[Any]) -> QuerySet[Any]:
    """Their keys as the trail writes them, for a subquery."""
    keys: QuerySet[Any, Any] = found.annotate(key=Cast("pk", TextField()))
    return keys.values("key")


def of_person(uuid: UUID) -> tuple[str, Q] | None:
    """What the person did, and what was done to the account."""
    user = User.objects.filter(uuid=uuid).first()
    if user is None:
        return None
    return f"Orang: {user.name}", Q(actor=user.username) | Q(
        subject_type="accounts.User", subject_id=str(user.pk)
    )


register("person", of_person)


def workbook(events: Iterable[AuditEvent]) -> bytes:
    """The events as XLSX; text stays text, whatever it looks like."""
    book = Workbook(write_only=True)
    page = book.create_sheet("Jejak audit")
    page.freeze_panes = "A2"
    for number, (_, width) in enumerate(COLUMNS):
        page.column_dimensions[chr(ord("A") + number)].width = width
    head = [WriteOnlyCell(page, title) for title, _ in COLUMNS]
    for cell in head:
        sheets.heading(cell)
    page.append(head)
    for event in events:
        page.append(_cells(page, event))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _cells(page: Any, event: AuditEvent) -> list[Any]:
    texts = (
        formats.moment(event.happened_at),
        event.actor,
        event.actor_role,
        sentence(event),
        event.verb,
        f"{event.subject_type} {event.subject_id}".strip(),
        event.agency_code,
        event.hash,
    )
    cells = [WriteOnlyCell(page, event.position)]
    for text in texts:
        cell = WriteOnlyCell(page)
        sheets.write_text(cell, text)
        cells.append(cell)
    return cells
