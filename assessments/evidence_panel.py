"""What an answer rests on, and the library it may cite from; read when a template asks."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

from assessments.forms.citations import CiteForm, EvidenceForm
from assessments.models import Answer, Citation
from evidence.models import Document

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from accounts.models import User

LIBRARY_SHOWN = 200


class EvidencePanel:
    """The citations of one answer, and the forms that add to them."""

    def __init__(self, answer: Answer, user: User) -> None:
        self.answer = answer
        self.user = user

    # The forms: empty, unless a view puts a refused one in their place

    @cached_property
    def upload_form(self) -> EvidenceForm:
        return EvidenceForm()

    @cached_property
    def cite_form(self) -> CiteForm:
        return CiteForm(documents=Document.objects.none())

    # What is cited

    @cached_property
    def citations(self) -> list[Citation]:
        return list(self.answer.citations.standing())

    @property
    def count(self) -> int:
        """Citations that stand; whether there is one at all, while they are not read."""
        if "citations" in self.__dict__:
            return len(self.citations)
        standing = self.answer.citations.filter(withdrawn_at__isnull=True)
        return int(standing.exists())

    @property
    def size(self) -> int:
        return sum(citation.version.size for citation in self.citations)

    # What may be cited

    @property
    def documents(self) -> QuerySet[Document]:
        """Documents of the agency that this answer does not cite yet."""
        return (
            Document.objects.visible_to(self.user)
            .filter(agency=self.answer.assessment.agency_id)
            .in_use()
            .exclude(citations__in=self.answer.citations.filter(withdrawn_at=None))
        )

    @cached_property
    def library(self) -> Sequence[Document]:
        """What may be cited; first what this indicator rested on in earlier quarters."""
        before = Citation.objects.filter(
            document=OuterRef("pk"), answer__indicator=self.answer.indicator_id
        )
        ordered = self.documents.annotate(was_cited=Exists(before))
        return list(ordered.order_by("-was_cited", "title")[:LIBRARY_SHOWN])
