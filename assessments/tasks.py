"""What the clock does for assessments."""

import logging

from celery import shared_task

from assessments.recomputation import recompute_all

logger = logging.getLogger(__name__)


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
