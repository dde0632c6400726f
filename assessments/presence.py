"""Who is at the page of one answer just now.

A browser says so every 20 seconds while its page is in view; what it said is kept in the
cache for a little more than twice that. Nobody but the agency's people and its mentors is
named: a reader of the whole province is not part of the work. Without the cache nobody
is named, and nothing else goes wrong.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.db.models import Q, QuerySet
from redis.exceptions import RedisError

from accounts.enums import AGENCY_ROLES, Role
from accounts.models import MentorAssignment, User
from assessments.enums import Doing

if TYPE_CHECKING:
    from assessments.models import Answer

logger = logging.getLogger(__name__)

SECONDS_KEPT = 45


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    is_mentor: bool
    doing: Doing

    def __str__(self) -> str:
        doing = self.doing.label
        return f"{self.name} ({f'pendamping, {doing}' if self.is_mentor else doing})"


def others_at(answer: Answer, user: User, doing: Doing) -> list[Person]:
    """Note what the user does here, and name the others, by name; one query."""
    people = {
        _key(answer, pk): (pk, name, role)
        for pk, name, role in _people_of(answer).values_list("pk", "name", "role")
    }
    own = _key(answer, user.pk)
    try:
        if own in people:
            _note(own, doing)
        found = cache.get_many(key for key in people if key != own)
    except RedisError:
        logger.warning("No cache: nobody is seen at an answer.")
        return []
    return [
        Person(people[key][1], people[key][2] == Role.MENTOR, Doing(value))
        for key, value in sorted(found.items(), key=lambda item: people[item[0]][1])
    ]


def _note(key: str, doing: Doing) -> None:
    if doing is Doing.LEFT:
        cache.delete(key)
    else:
        cache.set(key, doing.value, SECONDS_KEPT)


def _people_of(answer: Answer) -> QuerySet[User]:
    assessment = answer.assessment
    mentors = MentorAssignment.objects.current().filter(agency=assessment.agency_id)
    own = Q(agency=assessment.acting_agency_id, role__in=AGENCY_ROLES)
    mentoring = Q(role=Role.MENTOR, pk__in=mentors.values("mentor"))
    return User.objects.filter(own | mentoring, is_active=True)


def _key(answer: Answer, pk: int) -> str:
    return f"presence:{answer.pk}:{pk}"
