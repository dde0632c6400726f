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
from assessments.actions.corrections import (
    add_corrected_level,
    approve_correction,
    drop_correction,
    mark_of,
    prepare_correction,
    remove_corrected_level,
)
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
    "AnswerConflict",
    "AssessmentError",
    "Assigned",
    "Deadlines",
    "Entry",
    "Minutes",
    "accept_verification",
    "add_corrected_level",
    "add_step",
    "amend_citation",
    "apply_import",
    "approve_correction",
    "assign",
    "attach_format",
    "change_step",
    "cite",
    "close_round",
    "confirm",
    "detach_format",
    "determine",
    "drop_correction",
    "drop_import",
    "extend",
    "finalise",
    "keep_import",
    "mark_of",
    "mark_ready",
    "move_step",
    "note_obstacle",
    "open_period",
    "prepare_correction",
    "raise_objection",
    "record_archive",
    "refuse_closed_import",
    "remove_corrected_level",
    "review",
    "save_answer",
    "set_final",
    "set_targets",
    "submit",
    "withdraw_citation",
]
