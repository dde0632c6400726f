"""Telling people of what happened; the bell and the mail are made of these rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.models import Notice

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.enums import NoticeKind
    from accounts.models import Agency, User


def notify(
    kind: NoticeKind,
    *,
    to: Iterable[User],
    text: str,
    url: str,
    key: str,
    agency: Agency | None = None,
    by: User | None = None,
) -> None:
    """Tell each of `to` once of the event that `key` names; never `by`, who did it.

    Called inside the transaction of an action, before its event is recorded: what is
    rolled back tells nobody. `url` is a path of the portal, `text` one sentence of at
    most 300 signs without personal data.
    """
    people = {person.pk: person for person in to if person.is_active}
    if by:
        people.pop(by.pk, None)
    Notice.objects.bulk_create(
        (
            Notice(user=person, kind=kind, key=key, text=text, url=url, agency=agency)
            for person in people.values()
        ),
        ignore_conflicts=True,
    )
