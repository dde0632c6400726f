"""Input about documents: read and checked here, stored by the actions."""

from evidence.forms.filters import LibraryFilter
from evidence.forms.library import (
    DescribeForm,
    RestoreForm,
    WithdrawForm,
)
from evidence.forms.links import LinkForm, ReplaceLinkForm
from evidence.forms.tags import TagsField
from evidence.forms.uploads import (
    DescriptionForm,
    DocumentForm,
    EvidenceFile,
    PublishForm,
    ReplaceForm,
)

__all__ = [
    "DescribeForm",
    "DescriptionForm",
    "DocumentForm",
    "EvidenceFile",
    "LibraryFilter",
    "LinkForm",
    "PublishForm",
    "ReplaceForm",
    "ReplaceLinkForm",
    "RestoreForm",
    "TagsField",
    "WithdrawForm",
]
