"""Documents that were issued, what they are made with, TPP rule sets and exports."""

from reports.models.components import Component, ScoreList
from reports.models.documents import IssuedDocument, random_name
from reports.models.exports import Export, ExportLine
from reports.models.letterheads import Letterhead, Signatory
from reports.models.rule_sets import RuleBand, RuleSet
from reports.models.word import WordCopy, WordTemplate

__all__ = [
    "Component",
    "Export",
    "ExportLine",
    "IssuedDocument",
    "Letterhead",
    "RuleBand",
    "RuleSet",
    "ScoreList",
    "Signatory",
    "WordCopy",
    "WordTemplate",
    "random_name",
]
