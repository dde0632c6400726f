"""The steps of a reorganisation, in their order, on rows that are held.

Each gives the events of the trail, which are written together at the end.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.urls import reverse

from accounts.actions import succession
from accounts.enums import NoticeKind, Succeeding
from accounts.models import Agency
from accounts.notices import notify
from assessments.actions import takeover
from reorganisations.enums import Kind, Rule
from teams.actions import closing as team_closing

if TYPE_CHECKING:
    from accounts.models import AuditEvent, User
    from reorganisations.decisions import Decisions


@dataclass
class Successors:
    """The agencies that follow, by their key, and what happened so far."""

    by_key: dict[str, Agency]
    heir_key: str
    events: list[AuditEvent] = field(default_factory=list)

    @property
    def heir(self) -> Agency | None:
        return self.by_key.get(self.heir_key)


def rename(decisions: Decisions, by: User) -> list[AuditEvent]:
    situation = decisions.situation
    (agency,) = situation.closing
    event = succession.rename(
        agency,
        name=situation.choices.name,
        short_name=situation.choices.short_name,
        on=situation.reorganisation.effective_on,
        legal_basis=situation.reorganisation.legal_basis,
        by=by,
    )
    return [event]


def agencies(decisions: Decisions, by: User) -> Successors:
    """Close before founding: a successor may bear the name of one that ends."""
    situation = decisions.situation
    on = situation.reorganisation.effective_on
    successors = Successors(dict(situation.standing), decisions.heir)
    events = successors.events
    for agency in situation.closing:
        events.append(succession.close(agency, on=on, by=by))
    for key in decisions.founded:
        new = situation.choices.new[int(key[1:])]
        made = Agency(
            code=new.code,
            name=new.name,
            short_name=new.short_name,
            kind=new.kind,
            parent=_parent(decisions),
            opened_on=on,
        )
        events.append(succession.found(made, by=by))
        successors.by_key[key] = made
    if successors.heir:
        succession.bring_children(situation.children, successors.heir)
    _write_successions(decisions, successors)
    return successors


def _parent(decisions: Decisions) -> Agency | None:
    """That of the leading predecessor, unless it ends too."""
    situation = decisions.situation
    leads = next(a for a in situation.closing if a.pk == decisions.leading)
    ending = {agency.pk for agency in situation.closing}
    return None if leads.parent_id in ending else leads.parent


def _write_successions(decisions: Decisions, successors: Successors) -> None:
    situation = decisions.situation
    kind = Succeeding.SPLIT if situation.kind is Kind.SPLIT else Succeeding.MERGE
    for agency in situation.closing:
        for key, successor in successors.by_key.items():
            succession.follow(
                agency,
                successor,
                kind=kind,
                on=situation.reorganisation.effective_on,
                legal_basis=situation.reorganisation.legal_basis,
                leads=key in decisions.founded and agency.pk == decisions.leading,
            )


def assessments(
    decisions: Decisions, successors: Successors, by: User
) -> list[AuditEvent]:
    """What goes on is copied before it ends: an ended one cannot be read to be copied
    twice, but stays readable."""
    events: list[AuditEvent] = []
    for joining in decisions.joinings:
        agency = successors.by_key[joining.key]
        events += takeover.join(joining.period, agency, source=joining.source, by=by)
    for decision in decisions.assessments:
        assessment, heir = decision.assessment, successors.heir
        if decision.rule is not Rule.FINISH:
            reason = _why_ended(decisions, decision.rule, heir)
            events.append(
                takeover.end_assessment(assessment, reason=reason, heir=heir, by=by)
            )
        elif heir:
            events.append(takeover.hand_on(assessment, heir, by=by))
    return events


def _why_ended(decisions: Decisions, rule: Rule, heir: Agency | None) -> str:
    made = decisions.situation.reorganisation
    if rule is Rule.CARRY and heir:
        return f"Dilanjutkan {heir.name} sejak {made}."
    after = f" Diteruskan {heir.name}." if heir else ""
    return f"Perangkat daerah ditutup: {made}.{after}"


def accounts(
    decisions: Decisions, successors: Successors, by: User
) -> list[AuditEvent]:
    situation = decisions.situation
    revoked = succession.revoke_all(situation.invitations, by=by)
    if not successors.heir:
        return [*succession.switch_off(decisions.switched_off, by=by), *revoked]
    homes = {
        user.pk: successors.by_key[decisions.home_of(user)] for user in situation.users
    }
    moved = succession.move_users(
        situation.users, to=homes, demoted=decisions.demoted, by=by
    )
    return [*moved, *revoked]


def teams(decisions: Decisions, successors: Successors, by: User) -> list[AuditEvent]:
    situation, heir = decisions.situation, successors.heir
    events = [
        *team_closing.end_terms(
            situation.memberships, on=situation.reorganisation.effective_on, by=by
        ),
        *team_closing.drop_nominations(situation.nominations, by=by),
    ]
    if heir is None:
        return events
    homes = {
        user.pk: successors.by_key[decisions.home_of(user)] for user in situation.users
    }
    to = {
        person.pk: homes.get(person.user_id or 0, heir) for person in situation.people
    }
    return [*events, *team_closing.move_people(situation.people, to=to, by=by)]


def mentors(decisions: Decisions, successors: Successors, by: User) -> list[AuditEvent]:
    brought = decisions.brought
    events = succession.release_mentors(decisions.released, by=by)
    for key in decisions.founded:
        agency = successors.by_key[key]
        events += succession.go_on_mentoring(brought, agency, by=by)
    return events


def plans(decisions: Decisions, successors: Successors, by: User) -> list[AuditEvent]:
    situation = decisions.situation
    return [
        takeover.regroup_plan(
            plan,
            leaving=situation.closing,
            coming=successors.by_key.values(),
            by=by,
        )
        for plan in situation.plans
    ]


def tell(decisions: Decisions, successors: Successors, by: User) -> None:
    """Who changes the house is told where the account is now."""
    made = decisions.situation.reorganisation
    for key, agency in successors.by_key.items():
        notify(
            NoticeKind.ASSIGNED,
            to=[u for u in decisions.situation.users if decisions.home_of(u) == key],
            text=f"{made}: akun Anda sekarang di {agency.name}."[:300],
            url=reverse("accounts:agency", args=[agency.pk]),
            key=f"reorganisation.done:{made.pk}",
            by=by,
        )
