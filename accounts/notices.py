"""Telling people of what happened; the bell and the mail are made of these rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from accounts import audit, mailing
from accounts.enums import Channel, NoticeKind, usual_channel
from accounts.models import Notice, NoticePreference, User

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from accounts.models import Agency


def notify(
    kind: NoticeKind,
    *,
    to: Iterable[User],
    text: str,
    url: str,
    key: str,
    agency: Agency | None = None,
    by: User | None = None,
    address: str = "",
) -> None:
    """Tell each of `to` once of the event that `key` names; never `by`, who did it.

    Called inside the transaction of an action, before its event is recorded: what is
    rolled back tells nobody. `url` is a path of the portal, `text` one sentence of at
    most 300 signs without personal data. Who wants the kind at once gets a mail after
    the commit, at `address` if one is given. The number of queries does not depend on the
    number of people.
    """
    people = {person.pk: person for person in to if person.is_active}
    if by:
        people.pop(by.pk, None)
    if not people:
        return
    notices = Notice.objects.bulk_create(
        (
            Notice(user=person, kind=kind, key=key, text=text, url=url, agency=agency)
            for person in people.values()
        ),
        ignore_conflicts=True,
    )
    mailing.queue(notices, of=kind, address=address)


@transaction.atomic
def mark_read(notice: Notice) -> Notice:
    """Note that its person has seen it. No event: it says nothing of the work."""
    notice = Notice.objects.select_for_update(of=("self",)).get(pk=notice.pk)
    if notice.read_at is None:
        notice.read_at = timezone.now()
        notice.save(update_fields=["read_at"])
    return notice


@transaction.atomic
def mark_all_read(*, by: User) -> int:
    """All that the person sees now; gives how many were unread."""
    unread = Notice.objects.visible_to(by).unread()
    return unread.update(read_at=timezone.now())


def channels_of(user: User) -> dict[NoticeKind, Channel]:
    """The channel of every kind: as the person chose, else the usual one."""
    chosen = dict(
        NoticePreference.objects.filter(user=user).values_list("kind", "channel")
    )
    return {kind: Channel(chosen.get(kind, usual_channel(kind))) for kind in NoticeKind}


@transaction.atomic
def prefer(channels: Mapping[NoticeKind, Channel], *, by: User) -> None:
    """From now on each kind reaches the person by the channel named."""
    User.objects.select_for_update().get(pk=by.pk)
    before = channels_of(by)
    changed = {kind: way for kind, way in channels.items() if before[kind] is not way}
    if not changed:
        return
    NoticePreference.objects.bulk_create(
        (
            NoticePreference(user=by, kind=kind, channel=way)
            for kind, way in changed.items()
        ),
        update_conflicts=True,
        unique_fields=["user", "kind"],
        update_fields=["channel"],
    )
    audit.record(
        "notices.preferred",
        by,
        by=by,
        changes={kind.label: way.label for kind, way in changed.items()},
    )
