"""What the clock does for accounts and their trail."""

import logging

from celery import shared_task
from django.core.management import call_command

from accounts import audit

logger = logging.getLogger(__name__)


@shared_task
def verify_audit() -> int:
    """Prove the audit trail every night; each break is an error in the log.

    Gives the number of breaks.
    """
    broken = list(audit.broken_links())
    for sentence in broken:
        logger.critical("The audit trail does not hold: %s", sentence)
    return len(broken)


@shared_task
def clear_sessions() -> None:
    """Sweep the rows of sessions that have ended."""
    call_command("clearsessions")
