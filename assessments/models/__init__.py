"""A quarter, the assessments in it, and what is decided about them."""

from assessments.models.answers import Answer, AnswerRevision, Citation
from assessments.models.calendar import DeadlineChange, Passage, PlannedPeriod
from assessments.models.claims import ReviewClaim
from assessments.models.corrections import CorrectedLevel, Correction
from assessments.models.decisions import Determination, Objection, Result, Review
from assessments.models.examples import Example
from assessments.models.formats import IndicatorFormat
from assessments.models.mentoring import (
    Mentoring,
    MentoringAttendance,
    MentoringFollowUp,
)
from assessments.models.objections import ObjectionEvidence
from assessments.models.owners import IndicatorOwner
from assessments.models.periods import Assessment, Extension, Period, Transition
from assessments.models.phrases import ReasonPhrase
from assessments.models.plenary import PlenaryItem, PlenarySession
from assessments.models.reminders import Reminder
from assessments.models.retractions import Retraction
from assessments.models.threads import (
    Mention,
    Message,
    MessageAttachment,
    ThreadRead,
)
from assessments.models.verdicts import ReviewWithdrawal, Verdict
from assessments.models.work import Assignment, FollowUp, Target, WorkbookImport

__all__ = [
    "Answer",
    "AnswerRevision",
    "Assessment",
    "Assignment",
    "Citation",
    "CorrectedLevel",
    "Correction",
    "DeadlineChange",
    "Determination",
    "Example",
    "Extension",
    "FollowUp",
    "IndicatorFormat",
    "IndicatorOwner",
    "Mention",
    "Mentoring",
    "MentoringAttendance",
    "MentoringFollowUp",
    "Message",
    "MessageAttachment",
    "Objection",
    "ObjectionEvidence",
    "Passage",
    "Period",
    "PlannedPeriod",
    "PlenaryItem",
    "PlenarySession",
    "ReasonPhrase",
    "Reminder",
    "Result",
    "Retraction",
    "Review",
    "ReviewClaim",
    "ReviewWithdrawal",
    "Target",
    "ThreadRead",
    "Transition",
    "Verdict",
    "WorkbookImport",
]
