"""What an agency knows of its review: nothing of a round before it is sent.

Until then the mentor may take a decision back, so nobody of the agency, and no document
made for it, may rest on one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.permissions import Permission, can
from assessments.enums import AnswerStatus

if TYPE_CHECKING:
    from accounts.models import User
    from assessments.models import Answer, Assessment


def sees_work(user: User, assessment: Assessment) -> bool:
    """Whether the decisions of a round in work are shown: to no one of the agency."""
    return not assessment.is_of(user) and not can(user, Permission.ASSESSMENT_EDIT)


def conceal(answer: Answer) -> Answer:
    """The answer, in memory, as the agency knows it: what is in work waits as before."""
    if answer.is_in_work:
        answer.status = AnswerStatus.READY
        answer.verified_level, answer.verified_reason = None, ""
        answer.verified_at, answer.verified_by = None, None
    return answer


def as_seen_by(user: User, answer: Answer) -> Answer:
    return answer if sees_work(user, answer.assessment) else conceal(answer)
