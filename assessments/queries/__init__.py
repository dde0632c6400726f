"""Reads over several models of the assessment."""

from assessments.queries.mentors import assessments_of_mentor
from assessments.queries.overview import Group, Overview, Row, missing_of, overview_of
from assessments.queries.people import (
    assessors_for,
    leads_in,
    mentors_of,
    people_around,
    people_of,
)
from assessments.queries.quarter import Standing, standings_of, standings_of_all
from assessments.queries.review import (
    Workspace,
    answers_with_decisions,
    before_plenary,
    is_decided,
    queue_of,
    workspace_of,
)
from assessments.queries.scores import (
    Levels,
    Scores,
    levels_by_assessment,
    scores_of,
    scores_of_all,
)
from assessments.queries.threads import (
    Talk,
    count_unread,
    talk_of,
    unread_threads,
)

__all__ = [
    "Group",
    "Levels",
    "Overview",
    "Row",
    "Scores",
    "Standing",
    "Talk",
    "Workspace",
    "answers_with_decisions",
    "assessments_of_mentor",
    "assessors_for",
    "before_plenary",
    "count_unread",
    "is_decided",
    "leads_in",
    "levels_by_assessment",
    "mentors_of",
    "missing_of",
    "overview_of",
    "people_around",
    "people_of",
    "queue_of",
    "scores_of",
    "scores_of_all",
    "standings_of",
    "standings_of_all",
    "talk_of",
    "unread_threads",
    "workspace_of",
]
