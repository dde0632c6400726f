"""What a report says of an indicator in people's own words: the mentor's, the agency's."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from assessments.models import FollowUp, Review

if TYPE_CHECKING:
    from assessments.models import Assessment
    from reports.content.shared import JSON


def advice_of(assessment: Assessment) -> dict[str, str]:
    """The words of the last decision that was sent, by indicator: one query.

    A mentor who accepted without a word said nothing: an older remark is settled.
    """
    said = (
        Review.objects.sent()
        .filter(answer__assessment=assessment)
        .order_by("round", "decided_at")
        .values_list("answer__indicator__code", "reason")
    )
    last = {code: reason.strip() for code, reason in said}
    return {code: reason for code, reason in last.items() if reason}


def plan_of(assessment: Assessment) -> dict[str, list[JSON]]:
    """The open steps of the agency's plan, by indicator: one query. People by role."""
    steps = (
        FollowUp.objects.open()
        .filter(answer__assessment=assessment)
        .select_related("answer__indicator", "person")
        .order_by("due_on", "added_at")
    )
    found: dict[str, list[JSON]] = defaultdict(list)
    for step in steps:
        found[step.answer.indicator.code].append(
            {
                "step": step.step,
                "owner": step.person.get_role_display() if step.person else "",
                "due_on": step.due_on.isoformat() if step.due_on else None,
            }
        )
    return dict(found)
