"""What the clock does for accounts and their trail."""

import logging

from celery import shared_task
from django.core.management import call_command

from accounts import content

logger = logging.getLogger(__name__)


@shared_task
def verify_audit() -> int:
    """Prove the audit trail every night; each break is an error in the log.

    The trail's page shows the outcome. Gives the number of breaks.
    """
    chain = content.check_chain()
    for sentence in chain.broken:
        logger.critical("The audit trail does not hold: %s", sentence)
    return len(chain.broken)


@shared_task
def clear_sessions() -> None:
    """Sweep the rows of sessions that have ended."""
    call_command("clearsessions")
