"""Reads of examples: what agencies see at the ladder, and who may decide on one."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.db.models import Q

from accounts.models import MentorAssignment, User
from assessments.models import Example

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.db.models import QuerySet


def deciders_of(example: Example) -> QuerySet[User]:
    """The leads who may approve it today.

    Those of the agency that it came from; where a lead of that agency proposed it, the
    leads of every agency. Never the proposer, nor anybody of that agency.
    """
    agency = example.source.answer.assessment.agency_id
    leads = MentorAssignment.objects.current().leading()
    own = leads.filter(agency=agency)
    if not own.filter(mentor=example.proposed_by_id).exists():
        leads = own
    return (
        User.objects.filter(pk__in=leads.values("mentor"), is_active=True)
        .exclude(pk=example.proposed_by_id)
        .exclude(Q(agency=agency, agency__isnull=False))
    )


def examples_at(
    instrument_code: str, indicator_code: str
) -> Mapping[int, Sequence[Example]]:
    """What every agency may read, by level, sufficient ones first.

    One query, without who and when, and in no order of time: an agency must not guess
    whose evidence it was.
    """
    found: dict[int, list[Example]] = defaultdict(list)
    rows = (
        Example.objects.shown()
        .filter(instrument_code=instrument_code, indicator_code=indicator_code)
        .select_related("document__current__inspection")
        .defer("document__search", "document__current__inspection__text")
        .order_by("-is_sufficient", "title", "pk")
    )
    for row in rows:
        found[row.level].append(row)
    return found
