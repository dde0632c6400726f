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
from assessments.actions.formats import attach_format, detach_format
from assessments.actions.imports import (
    Entry,
    apply_import,
    drop_import,
    keep_import,
    refuse_closed_import,
)
from assessments.actions.objections import (
    accept_verification,
    add_objection_evidence,
    raise_objection,
    withdraw_objection,
    withdraw_objection_evidence,
)
from assessments.actions.periods import Deadlines, extend, open_period, submit
from assessments.actions.plan import add_step, change_step, move_step
from assessments.actions.plenary import (
    Ruling,
    RulingError,
    decide,
    finalise,
    flag,
    set_final,
)
from assessments.actions.retract import retract
from assessments.actions.reviews import close_round, review
from assessments.actions.sessions import (
    SessionFacts,
    amend_session,
    close_session,
    open_session,
)
from assessments.actions.targets import set_targets
from assessments.actions.work import KEEP, Assigned, assign, note_obstacle

__all__ = [
    "KEEP",
    "AnswerConflict",
    "AssessmentError",
    "Assigned",
    "Deadlines",
    "Entry",
    "Minutes",
    "Ruling",
    "RulingError",
    "SessionFacts",
    "accept_verification",
    "add_objection_evidence",
    "add_step",
    "amend_citation",
    "amend_session",
    "apply_import",
    "assign",
    "attach_format",
    "change_step",
    "cite",
    "close_round",
    "close_session",
    "confirm",
    "decide",
    "detach_format",
    "determine",
    "drop_import",
    "extend",
    "finalise",
    "flag",
    "keep_import",
    "mark_ready",
    "move_step",
    "note_obstacle",
    "open_period",
    "open_session",
    "raise_objection",
    "record_archive",
    "refuse_closed_import",
    "retract",
    "review",
    "save_answer",
    "set_final",
    "set_targets",
    "submit",
    "withdraw_citation",
    "withdraw_objection",
    "withdraw_objection_evidence",
]
