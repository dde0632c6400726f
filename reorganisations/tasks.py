"""What the clock does for reorganisations; it may run twice, at once, or late."""

from __future__ import annotations

import logging

from celery import shared_task
from django.utils import timezone

from reorganisations import actions
from reorganisations.enums import State
from reorganisations.models import Reorganisation

logger = logging.getLogger(__name__)


@shared_task
def carry_out_due() -> int:
    """Those whose day has come in the time zone of the portal, in the order of their
    days; gives how many were carried out or could not be.

    One that fails unforeseen is logged, does not stop the others, and is tried again.
    """
    done = 0
    waiting = Reorganisation.objects.filter(
        state=State.PLANNED, effective_on__lte=timezone.localdate(), problem=""
    )
    for reorganisation in waiting.order_by("effective_on", "confirmed_at", "pk"):
        try:
            done += actions.carry_out(reorganisation)
        except Exception:
            logger.exception("Could not carry out %s", reorganisation.pk)
    return done
