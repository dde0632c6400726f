"""The library of evidence: documents, what the worker found in them, uploads."""

from evidence.models.documents import (
    LINK_TYPE,
    PREVIEWABLE,
    Document,
    DocumentVersion,
    random_name,
)
from evidence.models.inspections import Inspection, LinkCheck
from evidence.models.uploads import Upload

__all__ = [
    "LINK_TYPE",
    "PREVIEWABLE",
    "Document",
    "DocumentVersion",
    "Inspection",
    "LinkCheck",
    "Upload",
    "random_name",
]
