"""Documents that were issued, TPP rule sets, and exports made with them."""

from reports.models.documents import IssuedDocument, random_name
from reports.models.exports import Export
from reports.models.rule_sets import RuleBand, RuleSet

__all__ = ["Export", "IssuedDocument", "RuleBand", "RuleSet", "random_name"]
