"""A quarter, the assessments in it, and what is decided about them."""

from assessments.models.answers import Answer, AnswerRevision, Citation
from assessments.models.decisions import Determination, Objection, Result, Review
from assessments.models.periods import Assessment, Extension, Period, Transition

__all__ = [
    "Answer",
    "AnswerRevision",
    "Assessment",
    "Citation",
    "Determination",
    "Extension",
    "Objection",
    "Period",
    "Result",
    "Review",
    "Transition",
]
