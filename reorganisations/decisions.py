"""What the rules make of a situation: one decision for each open assessment, the
quarters that successors join, where each account goes. Reads nothing, writes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from accounts.enums import AGENCY_ROLES, Role
from assessments.enums import Status
from reorganisations.enums import Kind, Rule

if TYPE_CHECKING:
    from accounts.models import MentorAssignment, User
    from assessments.models import Assessment, Period
    from reorganisations.situation import Situation

DECIDED = frozenset({Status.VERIFIED, Status.FINAL})  # what is left is the plenary's
LEADING = frozenset({Role.OPD_HEAD, Role.OPD_COORDINATOR})


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of one open assessment, and what else could."""

    assessment: Assessment
    rule: Rule
    offered: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Joining:
    """A successor, by its key, takes part in an opened quarter from now on; it begins
    as `source` stands, without one as the last determined quarter ended."""

    period: Period
    key: str
    source: Assessment | None


@dataclass(frozen=True)
class Decisions:
    situation: Situation

    @property
    def heir(self) -> str:
        """The key of who takes over what is open; empty when nobody follows."""
        return self.situation.choices.heir_key

    @property
    def leading(self) -> int | None:
        """The predecessor whose work a founded successor goes on with."""
        chosen = self.situation.choices
        if chosen.leading in chosen.predecessors:
            return chosen.leading
        return chosen.predecessors[0] if chosen.predecessors else None

    # Assessments

    def offered(self, assessment: Assessment) -> tuple[Rule, ...]:
        """A verified one is always finished: its levels and objections wait for the
        plenary. A draft of an agency without successor has nobody to finish it."""
        if assessment.state in DECIDED:
            return (Rule.FINISH,)
        if not self.heir:
            only_draft = assessment.state is Status.FILLING
            return (Rule.END,) if only_draft else (Rule.FINISH, Rule.END)
        if self.situation.takes_part(assessment.period_id, self.heir):
            return (Rule.FINISH, Rule.END)
        return (Rule.FINISH, Rule.CARRY, Rule.END)

    @cached_property
    def assessments(self) -> tuple[Decision, ...]:
        found = self.situation.assessments
        return tuple(Decision(a, self._rule(a), self.offered(a)) for a in found)

    def _rule(self, assessment: Assessment) -> Rule:
        chosen = self.situation.choices.rules.get(str(assessment.pk), "")
        offered = self.offered(assessment)
        return Rule(chosen) if chosen in offered else self._usual(assessment, offered)

    def _usual(self, assessment: Assessment, offered: tuple[Rule, ...]) -> Rule:
        """A draft of the leading agency goes on; another's is merged into it, so it
        ends; what reviewers have in hand is finished."""
        if assessment.state is not Status.FILLING:
            return Rule.FINISH
        leads = assessment.agency_id == self.leading
        if Rule.CARRY in offered and leads:
            return Rule.CARRY
        part = self.situation.takes_part(assessment.period_id, self.heir)
        drafts = any(
            other.agency_id == self.leading
            and other.period_id == assessment.period_id
            and other.state is Status.FILLING
            for other in self.situation.assessments
        )
        return Rule.END if part or drafts or not self.heir else Rule.FINISH

    def of_period(self, period_id: int) -> list[Decision]:
        return [d for d in self.assessments if d.assessment.period_id == period_id]

    @cached_property
    def joinings(self) -> tuple[Joining, ...]:
        """Where something is finished under an old name, its quarter is covered: a
        successor joins only what it goes on with, or where everything ended."""
        found = []
        periods = {
            d.assessment.period_id: d.assessment.period for d in self.assessments
        }
        for pk, period in periods.items():
            decided = self.of_period(pk)
            carried = next((d for d in decided if d.rule is Rule.CARRY), None)
            covered = any(d.rule is Rule.FINISH for d in decided)
            for key in self.situation.choices.keys:
                source = carried.assessment if carried and key == self.heir else None
                is_founded = key not in self.situation.standing
                if source or (is_founded and not covered):
                    found.append(Joining(period, key, source))
        return tuple(found)

    # People

    def home_of(self, user: User) -> str:
        """The key of the successor that an account goes to; empty when nobody follows."""
        chosen = self.situation.choices.homes.get(str(user.pk), "")
        if self.situation.kind is Kind.SPLIT and chosen in self.situation.choices.keys:
            return chosen
        return self.heir

    @cached_property
    def demoted(self) -> frozenset[int]:
        """Heads and coordinators who come to an agency that has its own."""
        return frozenset(
            user.pk
            for user in self.situation.users
            if user.role in LEADING and self._comes_second(user)
        )

    def _comes_second(self, user: User) -> bool:
        if self.home_of(user) in self.situation.standing:
            return True
        return self.situation.kind is Kind.MERGE and user.agency_id != self.leading

    @property
    def switched_off(self) -> list[User]:
        """Accounts that have nowhere to go."""
        if self.heir:
            return []
        return [user for user in self.situation.users if user.role in AGENCY_ROLES]

    # Mentors

    @cached_property
    def finishing(self) -> frozenset[int]:
        """Agencies of which something is finished under the old name."""
        return frozenset(
            d.assessment.agency_id
            for d in self.assessments
            if d.rule is Rule.FINISH and d.assessment.state not in DECIDED
        )

    @property
    def released(self) -> list[MentorAssignment]:
        """Assignments that end: nothing of the agency is left to review."""
        return [
            a for a in self.situation.assignments if a.agency_id not in self.finishing
        ]

    @property
    def brought(self) -> list[MentorAssignment]:
        """Those that go on at founded successors: of the leading agency, undated."""
        return [
            a
            for a in self.situation.assignments
            if a.agency_id == self.leading and a.ends_on is None
        ]

    @property
    def founded(self) -> list[str]:
        keys = self.situation.choices.keys
        return [key for key in keys if key not in self.situation.standing]
