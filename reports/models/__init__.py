"""Documents that were issued, TPP rule sets, and exports made with them."""

from reports.models.batches import Batch, BatchItem
from reports.models.documents import IssuedDocument, random_name
from reports.models.exports import Export
from reports.models.rule_sets import RuleBand, RuleSet
from reports.models.signatures import Revocation, Signature, SignedFile

__all__ = [
    "Batch",
    "BatchItem",
    "Export",
    "IssuedDocument",
    "Revocation",
    "RuleBand",
    "RuleSet",
    "Signature",
    "SignedFile",
    "random_name",
]
