"""Carrying a reorganisation out: all of it in one transaction, or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts import audit
from accounts.actions import AccountError
from accounts.enums import NoticeKind
from accounts.models import User
from accounts.notices import notify
from accounts.permissions import Permission, people_with
from reorganisations.actions import steps
from reorganisations.actions.base import (
    ReorganisationError,
    lock,
    refuse_unless_draft,
)
from reorganisations.enums import Kind, State
from reorganisations.plan import plan_of

if TYPE_CHECKING:
    from accounts.models import AuditEvent
    from reorganisations.decisions import Decisions
    from reorganisations.models import Reorganisation
    from reorganisations.plan import Plan

PROBLEM_MAX = 500


@transaction.atomic
def confirm(reorganisation: Reorganisation, *, seen: str, by: User) -> Reorganisation:
    """What was shown is to happen: at once, or on its day when that is still to come.

    `seen` is the hash of the plan that was shown; another plan than that is not
    confirmed. One that its day could not carry out is confirmed again once the problem
    is settled. Raises ReorganisationError.
    """
    reorganisation = lock(reorganisation)
    if reorganisation.is_done or (
        reorganisation.is_planned and not reorganisation.problem
    ):
        return reorganisation  # a second click
    if not reorganisation.problem:
        refuse_unless_draft(reorganisation)
    plan = plan_of(reorganisation, hold=True)
    _refuse_conflicts(plan)
    if plan.sha256 != seen:
        msg = (
            "Keadaan berubah sejak rencana ini ditampilkan. Periksa kembali apa yang "
            "akan terjadi, lalu sahkan."
        )
        raise ReorganisationError(msg)
    reorganisation.confirmed_at, reorganisation.confirmed_by = timezone.now(), by
    if not reorganisation.is_ahead:
        return _execute(reorganisation, plan, by)
    reorganisation.state = State.PLANNED
    reorganisation.save()
    audit.record(
        "reorganisation.planned",
        reorganisation,
        by=by,
        summary=_summary(reorganisation),
    )
    return reorganisation


def carry_out(reorganisation: Reorganisation) -> bool:
    """What the clock does on the day, with the plan as it is then; once, however often
    it is asked. What stands against it is kept, and told to the secretariat."""
    try:
        return _on_its_day(reorganisation)
    except ReorganisationError as error:
        return _note_problem(reorganisation, str(error))


@transaction.atomic
def _on_its_day(reorganisation: Reorganisation) -> bool:
    reorganisation = lock(reorganisation)
    confirmed_by = reorganisation.confirmed_by
    if not reorganisation.is_planned or reorganisation.is_ahead or not confirmed_by:
        return False
    plan = plan_of(reorganisation, hold=True)
    _refuse_conflicts(plan)
    _execute(reorganisation, plan, confirmed_by)
    return True


@transaction.atomic
def _note_problem(reorganisation: Reorganisation, problem: str) -> bool:
    reorganisation = lock(reorganisation)
    if not reorganisation.is_planned or reorganisation.problem:
        return False
    reorganisation.problem = problem[:PROBLEM_MAX]
    reorganisation.save(update_fields=["problem"])
    notify(
        NoticeKind.ASSIGNED,
        to=_secretariat(),
        text=f"{reorganisation} tidak dapat dijalankan otomatis. Periksa kendalanya.",
        url=reverse("reorganisations:detail", args=[reorganisation.pk]),
        key=f"reorganisation.failed:{reorganisation.pk}",
    )
    audit.record(
        "reorganisation.failed",
        reorganisation,
        by=None,
        problem=reorganisation.problem,
    )
    return True


def _refuse_conflicts(plan: Plan) -> None:
    if plan.conflicts:
        raise ReorganisationError(" ".join(plan.conflicts))


def _execute(reorganisation: Reorganisation, plan: Plan, by: User) -> Reorganisation:
    """Every row is held by the plan; the events of the trail come last."""
    try:
        events = _events(plan.decisions, by)
    except (AccountError, ValidationError) as error:
        message = " ".join(getattr(error, "messages", [str(error)]))
        raise ReorganisationError(message) from error
    reorganisation.state, reorganisation.done_at = State.DONE, timezone.now()
    reorganisation.outcome, reorganisation.problem = plan.outcome, ""
    reorganisation.save()
    done = audit.event_of(
        "reorganisation.done",
        reorganisation,
        by=by,
        summary=_summary(reorganisation),
        plan=plan.sha256,
    )
    audit.record_all([*events, done])
    return reorganisation


def _events(decisions: Decisions, by: User) -> list[AuditEvent]:
    if decisions.situation.kind is Kind.RENAME:
        return steps.rename(decisions, by)
    successors = steps.agencies(decisions, by)
    events = [
        *successors.events,
        *steps.assessments(decisions, successors, by),
        *steps.accounts(decisions, successors, by),
        *steps.teams(decisions, successors, by),
        *steps.mentors(decisions, successors, by),
        *steps.plans(decisions, successors, by),
    ]
    steps.tell(decisions, successors, by)
    return events


def _summary(reorganisation: Reorganisation) -> str:
    return f"{reorganisation}, {reorganisation.legal_basis}"


def _secretariat() -> list[User]:
    roles = people_with(Permission.AGENCY_REORGANISE)
    return list(User.objects.filter(role__in=roles, is_active=True))
