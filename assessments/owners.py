"""What is known of the owners of a government's indicators."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

from assessments.disclosure import as_seen_by
from assessments.enums import DONE, Status
from assessments.models import Answer, Assessment
from assessments.queries import missing_of
from assessments.queries.overview import assignment_of
from instruments.queries import definition_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from accounts.models import Agency, User
    from assessments.models import Assignment
    from instruments.definition import Indicator


def proposals_of(assessment: Assessment) -> dict[UUID, Agency]:
    """The owners of the last quarter by the answer of this one: one query.

    Those of the same government and instrument version, while they are still open.
    """
    before = (
        Assessment.objects.filter(
            agency=assessment.agency_id,
            version=assessment.version_id,
            period__in=type(assessment.period).objects.before(assessment.period),
        )
        .filter(Exists(Answer.objects.filter(assessment=OuterRef("pk"), owner__gt=0)))
        .newest_first()
    )
    earlier = Answer.objects.filter(
        assessment__in=before[:1], owner__isnull=False, owner__closed_on__isnull=True
    ).select_related("owner")
    owners = {answer.indicator_id: answer.owner for answer in earlier}
    here = Answer.objects.filter(assessment=assessment, indicator__in=owners)
    return {
        pk: owners[indicator]  # type: ignore[misc]  # the query asks for an owner
        for pk, indicator in here.values_list("pk", "indicator_id")
    }


def unready_of(assessment: Assessment) -> dict[Agency, int]:
    """How many indicators of each owner are not ready yet, by name: one query."""
    counts: dict[Agency, int] = defaultdict(int)
    answers = Answer.objects.filter(assessment=assessment, owner__isnull=False)
    for answer in answers.exclude(status__in=DONE).select_related("owner"):
        counts[answer.filled_by] += 1
    return dict(sorted(counts.items(), key=lambda item: item[0].name))


# What one work unit answers for


@dataclass(frozen=True, slots=True)
class Owned:
    """One indicator that the reader's agency answers for."""

    answer: Answer
    indicator: Indicator
    missing: tuple[str, ...]

    @property
    def duty(self) -> Assignment | None:
        """Who of the agency does it, until when."""
        return assignment_of(self.answer)

    @property
    def is_open(self) -> bool:
        return self.answer.is_open and not self.answer.is_done


@dataclass(frozen=True, slots=True)
class Group:
    """The owned indicators of one assessment of a government."""

    assessment: Assessment
    rows: list[Owned] = field(default_factory=list)

    @property
    def open(self) -> list[Owned]:
        """What is still to be made ready; what was returned first."""
        waiting = [row for row in self.rows if row.is_open]
        return sorted(waiting, key=lambda row: row.answer.status != "RETURNED")

    @property
    def done(self) -> int:
        return sum(row.answer.is_done for row in self.rows)


def owned_by(user: User, *, with_determined: bool = False) -> list[Group]:
    """What the user's agency answers for, newest quarter first: one query.

    Only its own indicators, and no figure of the assessment that they belong to.
    """
    answers = (
        Answer.objects.visible_to(user)
        .owned_by(user)
        .with_context()
        .select_related("assignment__assignee")
        .with_citation_count()
        .order_by(
            "-assessment__period__year",
            "-assessment__period__quarter",
            "assessment__agency_code",
            "indicator__position",
        )
    )
    if not with_determined:
        answers = answers.exclude(assessment__status=Status.DETERMINED)
    return list(_grouped(as_seen_by(user, answer) for answer in answers))


def _grouped(answers: Iterable[Answer]) -> Iterable[Group]:
    groups: dict[UUID, Group] = {}
    for answer in answers:
        group = groups.setdefault(answer.assessment_id, Group(answer.assessment))
        instrument = definition_of(answer.assessment.version_id)
        missing = missing_of(
            answer, citations=answer.citation_count, floor=instrument.scale_min
        )
        indicator = instrument.by_code[answer.indicator.code]
        group.rows.append(Owned(answer, indicator, missing))
    return groups.values()
