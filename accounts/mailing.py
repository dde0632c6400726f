"""Mail of notices: queued with the notice, taken in hand, sent, settled on record.

A row waits in PostgreSQL, so that a lost broker or worker loses no mail: the clock
sends what is due. Each mail is sent once, but for one gap that SMTP leaves open: the
server accepted the mail, and the worker died, or the connection broke, before that was
noted. The note is the very next statement, before the connection is closed. A mail that
is sent again after such a break bears the same Message-ID.
"""

from __future__ import annotations

import logging
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from celery import current_app, signature
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from accounts.enums import DIGEST, Channel, MailState, NoticeKind, usual_channel
from accounts.models import Mailing, Notice, NoticePreference, User

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from uuid import UUID

    from accounts.models.mail import MailingQuerySet
    from accounts.models.notices import NoticeQuerySet

logger = logging.getLogger(__name__)

SEND = "accounts.tasks.send_mail"
ATTEMPTS = 12
FIRST_PAUSE = timedelta(minutes=1)  # doubled by each attempt: a day and a half in all
PATIENCE = timedelta(minutes=5)  # in which a mail that was taken in hand is settled
GRACE = timedelta(minutes=2)  # in which the message of a new mail comes by itself
AT_ONCE = 200  # sent to the queue by one tick of the clock
DIGEST_AT = time(7)  # Wita
DIGEST_REACH = timedelta(days=14)  # older notices are news no more


def queue(notices: Iterable[Notice], *, of: NoticeKind, address: str = "") -> None:
    """A mail for each notice of this kind whose person wants it at once.

    A notice that was not written, because its person was told before, gets none.
    `address` is for mail that must not follow the person to a new one.
    """
    wanting = _wanting(of, [notice.user_id for notice in notices])
    made = [notice.pk for notice in notices if notice.user_id in wanting]
    if not made:
        return
    mailings = Mailing.objects.bulk_create(
        Mailing(user_id=user, notice_id=pk, kind=of, address=address)
        for pk, user in Notice.objects.filter(pk__in=made).values_list("pk", "user")
    )
    transaction.on_commit(lambda: send(mailing.pk for mailing in mailings))


def _wanting(kind: NoticeKind, users: list[int]) -> set[int]:
    """Those of `users` who want the kind at once; of security everybody is told."""
    if kind is NoticeKind.SECURITY:
        return set(users)
    chosen = dict(
        NoticePreference.objects.filter(kind=kind, user__in=users).values_list(
            "user", "channel"
        )
    )
    usual = usual_channel(kind)
    return {user for user in users if chosen.get(user, usual) == Channel.IMMEDIATE}


def send(pks: Iterable[UUID]) -> None:
    """To the queue, by name: tasks stand above. Without a broker the rows wait."""
    try:
        for pk in pks:
            signature(SEND, args=[str(pk)], app=current_app).apply_async()
    except OperationalError:
        logger.exception("No broker for mail: the clock sends it later")


def due() -> list[UUID]:
    """Mail that no worker took in hand, or whose worker was lost, or that failed."""
    overdue = Mailing.objects.due().filter(next_at__lte=timezone.now() - GRACE)
    return list(overdue.order_by("next_at").values_list("pk", flat=True)[:AT_ONCE])


@transaction.atomic
def begin(pk: UUID | str) -> Mailing | None:
    """Take a mail in hand for `PATIENCE`; None when it is settled or in other hands.

    What was tried too often without an outcome is given up.
    """
    found = Mailing.objects.due().filter(pk=pk)
    mailing = found.select_for_update(skip_locked=True).first()
    if mailing is None:
        return None
    if mailing.attempts >= ATTEMPTS:
        _give_up(mailing, mailing.reason or "Pengiriman tidak selesai")
        return None
    mailing.attempts += 1
    mailing.next_at = timezone.now() + PATIENCE
    mailing.save(update_fields=["attempts", "next_at"])
    return mailing


def notices_of(mailing: Mailing) -> NoticeQuerySet:
    """What the mail may still tell: to an active person, what that person sees now.

    What was done to an account is told in any case, also that it was switched off.
    """
    if mailing.kind == NoticeKind.SECURITY:
        return Notice.objects.filter(mailing=mailing).select_related("agency")
    user = User.objects.filter(pk=mailing.user_id, is_active=True).first()
    if user is None:
        return Notice.objects.none()
    seen = Notice.objects.visible_to(user).select_related("agency")
    if mailing.is_digest:
        return seen.unread().filter(digest=mailing).order_by("-created_at", "-pk")
    return seen.filter(mailing=mailing).of_channel(Channel.IMMEDIATE)


def sent(mailing: Mailing, *, address: str, subject: str) -> None:
    """Note that the server took it; called at once after it did."""
    now = timezone.now()
    _settle(
        mailing,
        MailState.SENT,
        sent_at=now,
        address=address,
        subject=subject,
        reason="",
    )


def drop(mailing: Mailing, reason: str) -> None:
    """There is nothing to tell the person any more."""
    _settle(mailing, MailState.DROPPED, reason=reason)


def fail(mailing: Mailing, reason: str, *, for_good: bool = False) -> None:
    """Try again later, each time twice as late; after the last time, give up."""
    if for_good or mailing.attempts >= ATTEMPTS:
        _give_up(mailing, reason)
        return
    pause = FIRST_PAUSE * 2 ** (mailing.attempts - 1)
    _waiting(mailing).update(next_at=timezone.now() + pause, reason=reason[:200])


def _give_up(mailing: Mailing, reason: str) -> None:
    logger.error("Mail %s is given up: %s", mailing.pk, reason)
    _settle(mailing, MailState.FAILED, reason=reason[:200])


def _settle(mailing: Mailing, state: MailState, **fields: object) -> None:
    _waiting(mailing).update(state=state, **fields)


def _waiting(mailing: Mailing) -> MailingQuerySet:
    """The row, unless another worker settled it meanwhile."""
    return Mailing.objects.filter(pk=mailing.pk, state=MailState.QUEUED)


# The digest


def write_digests(now: datetime) -> int:
    """A digest for each person with unread notices from before 07.00 of the day of `now`.

    Gives how many. May run at any hour and any number of times: one a day is made, and
    what came after 07.00 waits for tomorrow.
    """
    today = timezone.localdate(now)
    until = timezone.make_aware(datetime.combine(today, DIGEST_AT))
    if now < until:
        return 0
    written = Mailing.objects.filter(day=today)
    people = User.objects.filter(
        is_active=True, pk__in=_undigested(until).values("user")
    ).exclude(pk__in=written.values("user"))
    return sum(_write_digest(user, today, until) for user in people.order_by("pk"))


def _undigested(until: datetime) -> NoticeQuerySet:
    return (
        Notice.objects.unread()
        .of_channel(Channel.DIGEST)
        .filter(
            digest__isnull=True,
            mailing__isnull=True,
            created_at__lt=until,
            created_at__gte=until - DIGEST_REACH,
        )
    )


@transaction.atomic
def _write_digest(user: User, day: date, until: datetime) -> bool:
    own = _undigested(until).visible_to(user)
    if not own.exists():
        return False
    mailing, is_new = Mailing.objects.get_or_create(
        user=user, day=day, defaults={"kind": DIGEST}
    )
    if is_new:
        chosen = list(own.values_list("pk", flat=True))
        Notice.objects.filter(pk__in=chosen).update(digest=mailing)
        transaction.on_commit(lambda: send([mailing.pk]))
    return is_new
