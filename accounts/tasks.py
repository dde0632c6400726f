"""What the clock does for accounts and their trail, and the sending of mail."""

import logging
from contextlib import suppress
from smtplib import SMTPRecipientsRefused
from typing import TYPE_CHECKING

from celery import shared_task
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.management import call_command
from django.utils import timezone

from accounts import alarm, content, emails, invitations, mailing, placements

if TYPE_CHECKING:
    from accounts.models import Mailing

logger = logging.getLogger(__name__)

PERMANENT = 500  # codes of SMTP from here on are final


@shared_task
def verify_audit() -> int:
    """Prove the audit trail every night; each break is an error in the log.

    Auditors and administrators are told; the trail's page shows the
    outcome. Gives the number of breaks.
    """
    chain = content.check_chain()
    for sentence in chain.broken:
        logger.critical("The audit trail does not hold: %s", sentence)
    if chain.broken:
        alarm.chain_broken()
    return len(chain.broken)


@shared_task
def clear_sessions() -> None:
    """Sweep the rows of sessions that have ended."""
    call_command("clearsessions")


@shared_task
def end_placements() -> int:
    """Whose placement ended at midnight goes on in the main one; requests do not wait."""
    return placements.fall_back_all()


@shared_task(name=mailing.SEND)
def send_mail(pk: str) -> None:
    """Send one mail: an id in, however often it comes."""
    taken = mailing.begin(pk)
    if taken is None:
        return
    notices = list(mailing.notices_of(taken))
    if not notices or not taken.user.email:
        mailing.drop(taken, _why_not(taken))
        return
    try:
        _deliver(taken, emails.compose(taken, notices))
    except Exception as error:
        logger.exception("Mail %s could not be sent, attempt %s", pk, taken.attempts)
        mailing.fail(taken, type(error).__name__, for_good=_is_refusal(error))


@shared_task
def send_due_mail() -> int:
    """What a lost worker or broker left behind, and what failed, goes on."""
    found = mailing.due()
    mailing.send(found)
    for pk in invitations.unsent():
        send_invitation(pk)
    return len(found)


@shared_task(name=invitations.SEND)
def send_invitation(pk: int) -> None:
    """Send the link of an invitation; the clock tries again what failed."""
    taken = invitations.with_link(pk)
    if taken is None:
        return
    try:
        emails.invitation(*taken).send()
    except OSError:
        logger.exception("Invitation %s could not be sent", pk)
        return
    invitations.sent(taken[0])


@shared_task
def write_digests() -> int:
    """The daily digests, from 07.00 Wita on; gives how many were written."""
    return mailing.write_digests(timezone.now())


def _deliver(taken: "Mailing", message: EmailMultiAlternatives) -> None:
    """The outcome is noted before the connection is closed, which may fail too."""
    connection = get_connection()
    connection.open()
    try:
        connection.send_messages([message])
        mailing.sent(taken, address=message.to[0], subject=str(message.subject))
    finally:
        with suppress(OSError):  # the mail is on its way all the same
            connection.close()


def _why_not(taken: "Mailing") -> str:
    if not taken.user.is_active:
        return "Akun nonaktif"
    if not taken.user.email:
        return "Akun tanpa alamat surel"
    if taken.is_digest:
        return "Tidak ada lagi yang belum dibaca"
    return "Penerima tidak lagi berhak atau tidak lagi memintanya"


def _is_refusal(error: Exception) -> bool:
    """Whether the server said of every address that it will never take it."""
    return isinstance(error, SMTPRecipientsRefused) and all(
        code >= PERMANENT for code, _ in error.recipients.values()
    )
