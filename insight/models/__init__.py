"""Mappings between instruments, policies of a year, results of years before."""

from insight.models.mappings import Concordance, IndicatorMapping
from insight.models.past import PastImport, PastResult
from insight.models.policies import AnnualPolicy

__all__ = [
    "AnnualPolicy",
    "Concordance",
    "IndicatorMapping",
    "PastImport",
    "PastResult",
]
