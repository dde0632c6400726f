"""The library of evidence: documents, what the worker found in them, uploads."""

from evidence.models.documents import (
    LINK_TYPE,
    Document,
    DocumentVersion,
    random_name,
)
from evidence.models.inspections import Inspection, LinkCheck, newest_checks
from evidence.models.uploads import Upload

__all__ = [
    "LINK_TYPE",
    "Document",
    "DocumentVersion",
    "Inspection",
    "LinkCheck",
    "Upload",
    "newest_checks",
    "random_name",
]
