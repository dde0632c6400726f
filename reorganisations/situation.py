"""What stands today of the agencies that a reorganisation concerns: a constant number of
queries, or with `hold` the same rows held until the transaction ends."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q

from accounts.models import Agency, Invitation, MentorAssignment, User
from assessments.models import Answer, Assessment, Objection, Period, PlannedPeriod
from assessments.models import Result as DeterminedResult
from evidence.models import Document
from reorganisations.enums import Kind, State
from reorganisations.models import Reorganisation
from teams.enums import OPEN as OPEN_NOMINATIONS
from teams.enums import NominationStatus
from teams.models import Membership, Nomination, Person

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

    from django.db.models import QuerySet

    from reorganisations.choices import Choices

CURRENT_NOMINATIONS = (*OPEN_NOMINATIONS, NominationStatus.DECIDED)


@dataclass(frozen=True)
class Situation:
    """`closing` are the agencies that end, in the order chosen, or the one renamed;
    `standing` the successors that exist, by their key."""

    reorganisation: Reorganisation
    choices: Choices
    closing: tuple[Agency, ...]
    standing: dict[str, Agency]
    assessments: tuple[Assessment, ...] = ()
    objections: dict[UUID, int] = field(default_factory=dict)
    taking_part: frozenset[tuple[int, int]] = frozenset()  # period, agency
    users: tuple[User, ...] = ()
    people: tuple[Person, ...] = ()
    memberships: tuple[Membership, ...] = ()
    nominations: tuple[Nomination, ...] = ()
    assignments: tuple[MentorAssignment, ...] = ()
    invitations: tuple[Invitation, ...] = ()
    plans: tuple[PlannedPeriod, ...] = ()
    determined: dict[int, int] = field(default_factory=dict)
    documents: dict[int, int] = field(default_factory=dict)
    children: tuple[Agency, ...] = ()
    newest: Period | None = None
    rivals: tuple[Reorganisation, ...] = ()
    taken_codes: frozenset[str] = frozenset()
    taken_names: frozenset[str] = frozenset()

    @property
    def kind(self) -> Kind:
        return self.reorganisation.sort

    def name_of(self, key: str) -> str:
        """The name of a successor by its key."""
        if key in self.standing:
            return self.standing[key].name
        return self.choices.new[int(key[1:])].name

    def takes_part(self, period_id: int, key: str) -> bool:
        agency = self.standing.get(key)
        return agency is not None and (period_id, agency.pk) in self.taking_part


def situation_of(
    reorganisation: Reorganisation,
    *,
    hold: bool = False,
    choices: Choices | None = None,
) -> Situation:
    """`choices` stand in for those of the row, for a form that was not saved yet."""
    choices = choices or reorganisation.chosen
    keys = [*choices.predecessors, *choices.successors]
    by_pk = {a.pk: a for a in _read(Agency.objects.filter(pk__in=keys), hold=hold)}
    closing = tuple(by_pk[pk] for pk in choices.predecessors if pk in by_pk)
    standing = {f"a{pk}": by_pk[pk] for pk in choices.successors if pk in by_pk}
    found: dict[str, Any] = _names(choices, closing)
    if reorganisation.sort is not Kind.RENAME:
        found |= _work(closing, standing, hold=hold) | _staff(closing, hold=hold)
    return Situation(
        reorganisation=reorganisation,
        choices=choices,
        closing=closing,
        standing=standing,
        determined=_count(
            DeterminedResult.objects.in_force().filter(is_final=True),
            "assessment__agency",
            closing,
        ),
        newest=Period.objects.filter(determinations__isnull=False)
        .newest_first()
        .first(),
        rivals=_rivals(reorganisation, keys),
        **found,
    )


def _read(rows: QuerySet[Any], *, hold: bool) -> list[Any]:
    """In the order of their keys, so that two who hold them wait for one another."""
    ordered = rows.order_by("pk")
    return list(ordered.select_for_update(of=("self",)) if hold else ordered)


def _names(choices: Choices, closing: tuple[Agency, ...]) -> dict[str, Any]:
    """Codes and names that others have, of those that are to be new."""
    codes = [new.code for new in choices.new]
    names = [*(new.name for new in choices.new), choices.name]
    taken = Q(code__in=codes) | Q(name__in=names, closed_on__isnull=True)
    known = list(Agency.objects.filter(taken))
    ending = {agency.pk for agency in closing}
    return {
        "taken_codes": frozenset(a.code for a in known if a.code in codes),
        "taken_names": frozenset(
            a.name for a in known if a.name in names and a.pk not in ending
        ),
    }


def _work(
    closing: tuple[Agency, ...], standing: dict[str, Agency], *, hold: bool
) -> dict[str, Any]:
    unsettled = Assessment.objects.unsettled().filter(
        Q(agency__in=closing) | Q(carried_on_by__in=closing)
    )
    rows = unsettled.select_related("period__version", "version", "agency")
    assessments = tuple(_read(rows, hold=hold))
    if hold:
        answers = Answer.objects.filter(assessment__in=assessments).order_by("pk")
        list(answers.select_for_update(of=("self",)).values_list("pk"))
    periods = {a.period_id for a in assessments}
    taking = Assessment.objects.filter(period__in=periods, agency__in=standing.values())
    plans = PlannedPeriod.objects.waiting().filter(agencies__in=closing).distinct()
    waiting = PlannedPeriod.objects.filter(pk__in=plans.values("pk"))
    objections = (
        Objection.objects.open()
        .filter(answer__assessment__in=assessments)
        .values_list("answer__assessment")
        .annotate(Count("pk"))
    )
    return {
        "assessments": tuple(sorted(assessments, key=_place)),
        "objections": dict(objections),
        "taking_part": frozenset(taking.values_list("period", "agency")),
        "plans": tuple(_read(waiting, hold=hold)),
        "documents": _count(Document.objects.in_use(), "agency", closing),
        "children": tuple(
            Agency.objects.filter(parent__in=closing, closed_on__isnull=True)
            .exclude(pk__in=[agency.pk for agency in closing])
            .order_by("code")
        ),
    }


def _place(assessment: Assessment) -> tuple[int, int, str]:
    period = assessment.period
    return period.year, period.quarter, assessment.agency_code


def _staff(closing: tuple[Agency, ...], *, hold: bool) -> dict[str, Any]:
    of_closing = {"agency__in": closing}
    users = User.objects.filter(is_active=True, **of_closing).select_related("agency")
    people = Person.objects.filter(**of_closing).select_related("agency")
    memberships = Membership.objects.filter(
        team__agency__in=closing, ends_on__isnull=True
    ).select_related("team__agency", "seat")
    nominations = Nomination.objects.filter(
        status__in=CURRENT_NOMINATIONS, **of_closing
    ).select_related("agency")
    assignments = MentorAssignment.objects.standing().filter(**of_closing)
    invitations = Invitation.objects.standing().filter(**of_closing)
    return {
        "users": tuple(_read(users, hold=hold)),
        "people": tuple(_read(people, hold=hold)),
        "memberships": tuple(_read(memberships, hold=hold)),
        "nominations": tuple(_read(nominations, hold=hold)),
        "assignments": tuple(
            _read(assignments.select_related("mentor", "agency"), hold=hold)
        ),
        "invitations": tuple(_read(invitations.select_related("agency"), hold=hold)),
    }


def _count(
    rows: QuerySet[Any], path: str, agencies: tuple[Agency, ...]
) -> dict[int, int]:
    found = rows.filter(**{f"{path}__in": agencies}).values_list(path)
    return dict(found.annotate(Count("pk")))


def _rivals(
    reorganisation: Reorganisation, agencies: Collection[int]
) -> tuple[Reorganisation, ...]:
    """Others that wait for their day and concern one of the same agencies."""
    others = Reorganisation.objects.filter(state=State.PLANNED).exclude(
        pk=reorganisation.pk
    )
    wanted = set(agencies)
    return tuple(
        other
        for other in others.order_by("effective_on", "pk")
        if wanted & {*other.chosen.predecessors, *other.chosen.successors}
    )
