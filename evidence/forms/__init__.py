"""Input about documents: read and checked here, stored by the actions."""

from evidence.forms.filters import LibraryFilter
from evidence.forms.library import (
    DescribeForm,
    RestoreForm,
    TagsField,
    WithdrawForm,
)
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
    "DescribeForm",
    "DescriptionForm",
    "DocumentForm",
    "EvidenceFile",
    "LibraryFilter",
    "LinkForm",
    "ReplaceForm",
    "ReplaceLinkForm",
    "RestoreForm",
    "TagsField",
    "WithdrawForm",
]
