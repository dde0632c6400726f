"""A quarter, the assessments in it, and what is decided about them."""

from assessments.models.answers import Answer, AnswerRevision, Citation
from assessments.models.decisions import Determination, Objection, Result, Review
from assessments.models.formats import IndicatorFormat
from assessments.models.objections import ObjectionEvidence
from assessments.models.periods import Assessment, Extension, Period, Transition
from assessments.models.plenary import PlenaryItem, PlenarySession
from assessments.models.retractions import Retraction
from assessments.models.work import Assignment, FollowUp, Target, WorkbookImport

__all__ = [
    "Answer",
    "AnswerRevision",
    "Assessment",
    "Assignment",
    "Citation",
    "Determination",
    "Extension",
    "FollowUp",
    "IndicatorFormat",
    "Objection",
    "ObjectionEvidence",
    "Period",
    "PlenaryItem",
    "PlenarySession",
    "Result",
    "Retraction",
    "Review",
    "Target",
    "Transition",
    "WorkbookImport",
]
