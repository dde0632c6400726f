"""Input about documents: read and checked here, stored by the actions."""

from evidence.forms.library import LibraryFilter, WithdrawForm
from evidence.forms.links import LinkForm, ReplaceLinkForm
from evidence.forms.uploads import (
    SUFFIXES,
    DescriptionForm,
    DocumentForm,
    EvidenceFile,
    ReplaceForm,
)

__all__ = [
    "SUFFIXES",
    "DescriptionForm",
    "DocumentForm",
    "EvidenceFile",
    "LibraryFilter",
    "LinkForm",
    "ReplaceForm",
    "ReplaceLinkForm",
    "WithdrawForm",
]
