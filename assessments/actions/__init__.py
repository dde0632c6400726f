"""Everything that changes an assessment; nothing else writes this app's models."""

from assessments.actions.answers import (
    AnswerConflict,
    confirm,
    mark_ready,
    save_answer,
)
from assessments.actions.archives import record_archive
from assessments.actions.base import AssessmentError
from assessments.actions.citations import amend_citation, cite, withdraw_citation
from assessments.actions.determination import Minutes, determine
from assessments.actions.periods import Deadlines, extend, open_period, submit
from assessments.actions.plenary import (
    accept_verification,
    finalise,
    raise_objection,
    set_final,
)
from assessments.actions.reviews import close_round, review

__all__ = [
    "AnswerConflict",
    "AssessmentError",
    "Deadlines",
    "Minutes",
    "accept_verification",
    "amend_citation",
    "cite",
    "close_round",
    "confirm",
    "determine",
    "extend",
    "finalise",
    "mark_ready",
    "open_period",
    "raise_objection",
    "record_archive",
    "review",
    "save_answer",
    "set_final",
    "submit",
    "withdraw_citation",
]
