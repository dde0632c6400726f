"""Everything that changes an assessment; nothing else writes this app's models."""

from assessments.actions.answers import (
    AnswerConflict,
    confirm,
    mark_ready,
    save_answer,
)
from assessments.actions.archives import record_archive
from assessments.actions.base import AssessmentError
from assessments.actions.calendar import (
    MOVABLE,
    cancel_plan,
    change_plan,
    deadlines_of,
    move_deadlines,
    open_plan,
    plan_period,
)
from assessments.actions.citations import amend_citation, cite, withdraw_citation
from assessments.actions.clock import pass_mark
from assessments.actions.determination import Minutes, determine
from assessments.actions.formats import attach_format, detach_format
from assessments.actions.imports import (
    Entry,
    apply_import,
    drop_import,
    keep_import,
    refuse_closed_import,
)
from assessments.actions.periods import Deadlines, extend, open_period, submit
from assessments.actions.plan import add_step, change_step, move_step
from assessments.actions.plenary import (
    accept_verification,
    finalise,
    raise_objection,
    set_final,
)
from assessments.actions.reviews import close_round, review
from assessments.actions.targets import set_targets
from assessments.actions.work import KEEP, Assigned, assign, note_obstacle

__all__ = [
    "KEEP",
    "MOVABLE",
    "AnswerConflict",
    "AssessmentError",
    "Assigned",
    "Deadlines",
    "Entry",
    "Minutes",
    "accept_verification",
    "add_step",
    "amend_citation",
    "apply_import",
    "assign",
    "attach_format",
    "cancel_plan",
    "change_plan",
    "change_step",
    "cite",
    "close_round",
    "confirm",
    "deadlines_of",
    "detach_format",
    "determine",
    "drop_import",
    "extend",
    "finalise",
    "keep_import",
    "mark_ready",
    "move_deadlines",
    "move_step",
    "note_obstacle",
    "open_period",
    "open_plan",
    "pass_mark",
    "plan_period",
    "raise_objection",
    "record_archive",
    "refuse_closed_import",
    "review",
    "save_answer",
    "set_final",
    "set_targets",
    "submit",
    "withdraw_citation",
]
