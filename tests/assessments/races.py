"""Calls that meet on real PostgreSQL: at the same moment, or one inside the other."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection, transaction

from assessments.actions import AssessmentError

PATIENCE = 10  # seconds
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted"


def at_once(*calls):
    """Run the calls in threads that start together; results or refusals, in order."""
    barrier = Barrier(len(calls))

    def run(call):
        barrier.wait()
        return _told(call)

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def once_done(first, *, then, last=lambda: None):
    """The result or refusal of `then`, which begins before `first` is committed.

    Fails when `then` does not wait for it. `last` goes on with the transaction of
    `first` while `then` waits: both would stand still if it had to wait in turn.
    """
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            first()
            second = pool.submit(_told, then)
            until = time.monotonic() + PATIENCE
            while not _is_waiting():
                assert not second.done(), "nothing was waited for"
                assert time.monotonic() < until, "nothing began"
                time.sleep(0.01)
            last()
        return second.result()


def _told(call):
    try:
        return call()
    except AssessmentError as error:
        return error
    finally:
        connection.close()


def _is_waiting():
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        return cursor.fetchone()[0] > 0
