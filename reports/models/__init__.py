"""Documents that were issued, what they are made with, TPP rule sets and exports."""

from reports.models.batches import Batch, BatchItem
from reports.models.components import Component, ScoreList
from reports.models.documents import IssuedDocument, random_name
from reports.models.exports import Export, ExportLine
from reports.models.letterheads import Letterhead, Signatory
from reports.models.rule_sets import RuleBand, RuleSet
from reports.models.signatures import Revocation, Signature, SignedFile
from reports.models.word import WordCopy, WordTemplate

__all__ = [
    "Batch",
    "BatchItem",
    "Component",
    "Export",
    "ExportLine",
    "IssuedDocument",
    "Letterhead",
    "Revocation",
    "RuleBand",
    "RuleSet",
    "ScoreList",
    "Signatory",
    "Signature",
    "SignedFile",
    "WordCopy",
    "WordTemplate",
    "random_name",
]
