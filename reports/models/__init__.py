"""Documents that were issued, TPP rule sets, and exports made with them."""

from reports.models.components import Component, ScoreList
from reports.models.documents import IssuedDocument, random_name
from reports.models.exports import Export, ExportLine
from reports.models.rule_sets import RuleBand, RuleSet

__all__ = [
    "Component",
    "Export",
    "ExportLine",
    "IssuedDocument",
    "RuleBand",
    "RuleSet",
    "ScoreList",
    "random_name",
]
