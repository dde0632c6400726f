"""Everything that changes an assessment; nothing else writes this app's models."""

from assessments.actions.answers import (
    AnswerConflict,
    confirm,
    mark_ready,
    save_answer,
)
from assessments.actions.archives import record_archive
from assessments.actions.base import AssessmentError, refuse_other_side
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
from assessments.actions.claims import claim, release
from assessments.actions.clock import pass_mark
from assessments.actions.corrections import (
    add_corrected_level,
    approve_correction,
    drop_correction,
    mark_of,
    prepare_correction,
    remove_corrected_level,
)
from assessments.actions.decrees import issue_decree
from assessments.actions.determination import Minutes, determine
from assessments.actions.examples import (
    approve_example,
    propose_example,
    retire_example,
    send_back_example,
)
from assessments.actions.formats import attach_format, detach_format
from assessments.actions.imports import (
    Entry,
    apply_import,
    drop_import,
    keep_import,
    refuse_closed_import,
)
from assessments.actions.mentoring import (
    Minuted,
    Task,
    agree_mentoring,
    change_mentoring,
    keep_mentoring_evidence,
    record_mentoring,
    settle_follow_up,
    withdraw_mentoring,
)
from assessments.actions.objections import (
    accept_verification,
    add_objection_evidence,
    raise_objection,
    withdraw_objection,
    withdraw_objection_evidence,
)
from assessments.actions.owners import accept_proposals, remind_owners, set_owners
from assessments.actions.periods import Deadlines, extend, open_period, submit
from assessments.actions.phrases import add_phrase, change_phrase, retire_phrase
from assessments.actions.plan import add_step, change_step, move_step
from assessments.actions.plenary import (
    Ruling,
    RulingError,
    decide,
    finalise,
    flag,
    set_final,
)
from assessments.actions.reminders import Reminded, remind
from assessments.actions.retract import retract
from assessments.actions.reviews import (
    DoubtError,
    close_round,
    judge_citation,
    review,
    withdraw_review,
)
from assessments.actions.sessions import (
    SessionFacts,
    amend_session,
    close_session,
    open_session,
)
from assessments.actions.targets import set_targets
from assessments.actions.threads import mark_read, send_message, withdraw_message
from assessments.actions.work import KEEP, Assigned, assign, note_obstacle

__all__ = [
    "KEEP",
    "MOVABLE",
    "AnswerConflict",
    "AssessmentError",
    "Assigned",
    "Deadlines",
    "DoubtError",
    "Entry",
    "Minuted",
    "Minutes",
    "Reminded",
    "Ruling",
    "RulingError",
    "SessionFacts",
    "Task",
    "accept_proposals",
    "accept_verification",
    "add_corrected_level",
    "add_objection_evidence",
    "add_phrase",
    "add_step",
    "agree_mentoring",
    "amend_citation",
    "amend_session",
    "apply_import",
    "approve_correction",
    "approve_example",
    "assign",
    "attach_format",
    "cancel_plan",
    "change_mentoring",
    "change_phrase",
    "change_plan",
    "change_step",
    "cite",
    "claim",
    "close_round",
    "close_session",
    "confirm",
    "deadlines_of",
    "decide",
    "detach_format",
    "determine",
    "drop_correction",
    "drop_import",
    "extend",
    "finalise",
    "flag",
    "issue_decree",
    "judge_citation",
    "keep_import",
    "keep_mentoring_evidence",
    "mark_of",
    "mark_read",
    "mark_ready",
    "move_deadlines",
    "move_step",
    "note_obstacle",
    "open_period",
    "open_plan",
    "open_session",
    "pass_mark",
    "plan_period",
    "prepare_correction",
    "propose_example",
    "raise_objection",
    "record_archive",
    "record_mentoring",
    "refuse_closed_import",
    "refuse_other_side",
    "release",
    "remind",
    "remind_owners",
    "remove_corrected_level",
    "retire_example",
    "retire_phrase",
    "retract",
    "review",
    "save_answer",
    "send_back_example",
    "send_message",
    "set_final",
    "set_owners",
    "set_targets",
    "settle_follow_up",
    "submit",
    "withdraw_citation",
    "withdraw_mentoring",
    "withdraw_message",
    "withdraw_objection",
    "withdraw_objection_evidence",
    "withdraw_review",
]
