"""The page on which a government shares its indicators out among work units."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.core.paginator import Page, Paginator

from accounts.permissions import Permission, can
from assessments.disclosure import as_seen_by
from assessments.enums import Status
from assessments.forms.owners import OwnerFilter, SetOwnersForm
from assessments.models import Answer, IndicatorOwner
from assessments.owners import proposals_of
from instruments.queries import definition_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from accounts.models import Agency, User
    from assessments.models import Assessment
    from instruments.definition import Indicator, Instrument, Node

HISTORY = 10
CHANGING = frozenset({Status.FILLING, Status.RETURNED})


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator, whose it is, and whose it was in the last quarter."""

    answer: Answer
    indicator: Indicator
    domain: Node
    proposed: Agency | None

    @property
    def is_proposed(self) -> bool:
        """Nobody answers for it now, and somebody did."""
        return self.answer.owner_id is None and self.proposed is not None


@dataclass(frozen=True, slots=True)
class Load:
    """What one work unit answers for; without an agency, the government itself."""

    agency: Agency | None
    total: int
    done: int

    @property
    def left(self) -> int:
        return self.total - self.done


class OwnerDesk:
    """The indicators of one assessment to one reader: four queries at most."""

    def __init__(
        self,
        assessment: Assessment,
        user: User,
        asked: Mapping[str, str],
        form: SetOwnersForm | None = None,
    ) -> None:
        self.assessment = assessment
        self.user = user
        self._asked = asked
        self.form = form or SetOwnersForm(assessment=assessment)

    @cached_property
    def instrument(self) -> Instrument:
        return definition_of(self.assessment.version_id)

    @property
    def can_set(self) -> bool:
        may = can(self.user, Permission.OWNER_SET)
        return may and self.assessment.state in CHANGING

    @cached_property
    def lines(self) -> list[Line]:
        """Every indicator in the order of the instrument."""
        domains = {leaf.code: d for d in self.instrument.nodes for leaf in d.leaves}
        proposed = proposals_of(self.assessment)
        answers = Answer.objects.filter(assessment=self.assessment)
        found = []
        for answer in answers.select_related("indicator", "owner").in_order():
            answer.assessment = self.assessment
            as_seen_by(self.user, answer)
            code = answer.indicator.code
            indicator = self.instrument.by_code[code]
            found.append(
                Line(answer, indicator, domains[code], proposed.get(answer.pk))
            )
        return found

    @cached_property
    def wanted(self) -> OwnerFilter:
        owners = [load.agency for load in self.loads if load.agency]
        return OwnerFilter(self._asked, domains=self.instrument.nodes, owners=owners)

    @cached_property
    def shown(self) -> list[Line]:
        return [line for line in self.lines if self.wanted.fits(line)]

    @property
    def groups(self) -> list[tuple[Node, list[Line]]]:
        """What is shown, by domain."""
        found = (
            (domain, [line for line in self.shown if line.domain is domain])
            for domain in self.instrument.nodes
        )
        return [(domain, lines) for domain, lines in found if lines]

    @property
    def free(self) -> int:
        """Indicators that no work unit answers for."""
        return sum(line.answer.owner_id is None for line in self.lines)

    @property
    def proposed(self) -> int:
        return sum(line.is_proposed for line in self.lines)

    @cached_property
    def loads(self) -> list[Load]:
        """By name; the government's own last."""
        owners: dict[Agency | None, list[Answer]] = {}
        for line in self.lines:
            owners.setdefault(line.answer.owner, []).append(line.answer)
        named = sorted((o for o in owners if o), key=lambda owner: owner.name)
        order = [*named, *([None] if None in owners else [])]
        return [
            Load(owner, len(owners[owner]), sum(a.is_done for a in owners[owner]))
            for owner in order
        ]

    @property
    def late(self) -> list[Load]:
        """Owners that have something left."""
        return [load for load in self.loads if load.agency and load.left]

    @cached_property
    def history(self) -> Page[IndicatorOwner]:
        changes = IndicatorOwner.objects.filter(answer__assessment=self.assessment)
        pages = Paginator(changes.newest_first(), HISTORY)
        return pages.get_page(self._asked.get("history"))
