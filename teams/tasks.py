"""What the clock does for teams: terms end, certificates are announced."""

from __future__ import annotations

from celery import shared_task

from teams import actions


@shared_task
def close_terms() -> int:
    return actions.close_terms()


@shared_task
def remind_of_certificates() -> int:
    return actions.remind_of_certificates()


@shared_task
def forget_registries() -> int:
    return actions.forget_registries()
