"""What an answer rests on, and the library it may cite from; read when a template asks."""

from __future__ import annotations

from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef

from accounts.models import Agency
from accounts.permissions import Permission, can
from assessments.disclosure import sees_work
from assessments.forms.citations import (
    CiteForm,
    EvidenceForm,
    LibrarySearch,
    LinkEvidenceForm,
    ReleaseForm,
    SupportForm,
)
from assessments.legacy import libraries_of
from assessments.models import Answer, Citation
from assessments.verdicts import judge
from evidence.models import Document

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.forms import BaseForm

    from accounts.models import User
    from evidence.models.documents import DocumentQuerySet

LIBRARY_SHOWN = 8  # documents a page: what a telephone shows without getting lost


class EvidencePanel:
    """The citations of one answer, the forms that change them, and the library.

    A view puts its own in the place of a form, a search or a page of the library.
    """

    wanted = LibrarySearch({})
    page_number = "1"
    is_searching = False
    amending: tuple[Citation, SupportForm] | None = None
    releasing: tuple[Citation, ReleaseForm] | None = None
    was_released = False

    def __init__(self, answer: Answer, user: User) -> None:
        self.answer = answer
        self.user = user
        self.is_cited: bool | None = None  # where a view has read it already

    # The forms

    @cached_property
    def upload_form(self) -> EvidenceForm:
        return EvidenceForm(answer=self.answer)

    @cached_property
    def link_form(self) -> LinkEvidenceForm:
        return LinkEvidenceForm(answer=self.answer)

    @cached_property
    def cite_form(self) -> CiteForm | None:
        """The form for one document of the library; none until one is chosen."""
        return None

    @property
    def refused(self) -> BaseForm | None:
        """The form that was sent and refused, wherever it stands."""
        changes = (pair[1] for pair in (self.amending, self.releasing) if pair)
        forms = (self.upload_form, self.link_form, self.cite_form, *changes)
        return next((form for form in forms if form and form.is_bound), None)

    @property
    def stray(self) -> BaseForm | None:
        """The form of a citation that stands no more: it has no row to be drawn in."""
        pair = self.amending or self.releasing
        standing = {citation.pk for citation in self.citations}
        return pair[1] if pair and pair[0].pk not in standing else None

    # What is cited

    @cached_property
    def _citations(self) -> list[Citation]:
        """All that the answer rests on or rested on once, by one query."""
        found = self.answer.citations.with_files().select_related("withdrawn_by")
        citations = list(found)
        for citation in citations:
            citation.answer = self.answer
            self._mark(citation)
        return citations

    def _mark(self, citation: Citation) -> None:
        """What the reader may open. Of another library only the file that is cited, and
        nothing of it for who reads as the owner of the indicator."""
        if can(self.user, Permission.AGENCY_VIEW_ALL):
            return
        library = citation.document.agency_id
        is_own = library == self.user.agency_id or library in self._readable
        if self.is_for_owner:
            citation.shows_document = citation.shows_file = is_own
        else:
            citation.shows_document = is_own or not citation.is_lent

    @cached_property
    def _readable(self) -> frozenset[int]:
        """Agencies whose documents the reader may open: one query, where it matters."""
        readable = Agency.objects.readable_by(self.user)
        return frozenset(readable.values_list("pk", flat=True))

    @property
    def is_for_owner(self) -> bool:
        """Whether it is read by the people of the indicator's owner."""
        return self.answer.is_owned_by(self.user)

    @cached_property
    def citations(self) -> list[Citation]:
        return [one for one in self._citations if one.withdrawn_at is None]

    @cached_property
    def judged(self) -> list[Citation]:
        """The citations that stand with the mentor's verdicts, as the reader may see."""
        assessment = self.answer.assessment
        if assessment.round and self.citations:
            judge(self.citations, with_work=sees_work(self.user, assessment))
        return self.citations

    @cached_property
    def withdrawn(self) -> list[Citation]:
        """What the answer rested on once, the last first, with reason and person."""
        once = [one for one in self._citations if one.withdrawn_at]
        return sorted(once, key=attrgetter("withdrawn_at"), reverse=True)

    @property
    def count(self) -> int:
        """Citations that stand; whether there is one at all, while they are not read."""
        if "citations" in self.__dict__:
            return len(self.citations)
        if self.is_cited is not None:
            return int(self.is_cited)
        standing = self.answer.citations.filter(withdrawn_at__isnull=True)
        return int(standing.exists())

    @property
    def size(self) -> int:
        return sum(citation.version.size for citation in self.citations)

    @property
    def orphaned(self) -> list[str]:
        """Items that lose their only citation with the one that is being released."""
        if self.releasing is None:
            return []
        leaving = self.releasing[0]
        kept = {
            code
            for citation in self.citations
            if citation.pk != leaving.pk
            for code in citation.items
        }
        items = self.upload_form.item_groups
        labels = {item.code: item.label for group in items for item in group.items}
        return [labels[c] for c in leaving.items if c in labels and c not in kept]

    # What may be cited

    @property
    def documents(self) -> DocumentQuerySet:
        """Documents of the agency that fills the answer, which does not cite them yet."""
        return (
            Document.objects.visible_to(self.user)
            .filter(agency__in=libraries_of(self.answer))
            .in_use()
            .exclude(citations__in=self.answer.citations.filter(withdrawn_at=None))
        )

    @cached_property
    def library(self) -> Page[Document]:
        """A page of what may be cited; first what this indicator rested on before."""
        before = Citation.objects.filter(
            document=OuterRef("pk"), answer__indicator=self.answer.indicator_id
        )
        documents = self.documents.with_current().annotate(was_cited=Exists(before))
        found: QuerySet[Any] = self.wanted.apply(documents)  # with `was_cited`
        ordered = found.order_by("-was_cited", "title", "pk")
        return Paginator(ordered, LIBRARY_SHOWN).get_page(self.page_number)
