"""What the clock does for quarters; it may run twice, at once, or late."""

from __future__ import annotations

import logging

from celery import shared_task
from django.utils import timezone

from assessments import actions
from assessments.clock import marks_due
from assessments.recomputation import recompute_all

logger = logging.getLogger(__name__)


@shared_task
def tick() -> int:
    """Every minute: pass what has come, oldest first; gives how much.

    A mark that fails is logged, does not stop the others, and is tried again.
    """
    done = 0
    for mark in marks_due(timezone.now()):
        try:
            done += actions.pass_mark(mark)
        except Exception:
            logger.exception("The clock could not pass %s", mark)
    return done


@shared_task
def verify_results() -> int:
    """Prove every determination each night; each fault is an error in the log.

    The page of the determination shows the outcome. Gives the number of faults.
    """
    count = 0
    for found in recompute_all():
        for fault in found.faults:
            logger.critical("Results do not hold: %s: %s", found.number, fault)
        count += len(found.faults)
    return count
