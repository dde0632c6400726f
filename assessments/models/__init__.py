"""A quarter, the assessments in it, and what is decided about them."""

from assessments.models.answers import Answer, AnswerRevision, Citation
from assessments.models.calendar import DeadlineChange, Passage, PlannedPeriod
from assessments.models.decisions import Determination, Objection, Result, Review
from assessments.models.formats import IndicatorFormat
from assessments.models.periods import Assessment, Extension, Period, Transition
from assessments.models.work import Assignment, FollowUp, Target, WorkbookImport

__all__ = [
    "Answer",
    "AnswerRevision",
    "Assessment",
    "Assignment",
    "Citation",
    "DeadlineChange",
    "Determination",
    "Extension",
    "FollowUp",
    "IndicatorFormat",
    "Objection",
    "Passage",
    "Period",
    "PlannedPeriod",
    "Result",
    "Review",
    "Target",
    "Transition",
    "WorkbookImport",
]
