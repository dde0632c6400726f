"""Documents that were issued, what they are made with, TPP rule sets and exports."""

from reports.models.documents import IssuedDocument, random_name
from reports.models.exports import Export
from reports.models.letterheads import Letterhead, Signatory
from reports.models.rule_sets import RuleBand, RuleSet
from reports.models.word import WordCopy, WordTemplate

__all__ = [
    "Export",
    "IssuedDocument",
    "Letterhead",
    "RuleBand",
    "RuleSet",
    "Signatory",
    "WordCopy",
    "WordTemplate",
    "random_name",
]
