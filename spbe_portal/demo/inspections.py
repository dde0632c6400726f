"""What the worker would have found in the documents of the demo.

They are the demo's own files, so nobody looks into them: the portal is quick from its
first minute.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.files.base import ContentFile

from evidence.actions import refresh_search
from evidence.enums import ScanState, WorkState
from evidence.models import Document, Inspection
from spbe_portal.demo.files import Page


@dataclass(frozen=True)
class Written:
    """A document and the pages that were drawn for it; an image has none."""

    document: Document
    pages: list[Page]

    @property
    def text(self) -> str:
        if not self.pages:
            return ""
        words = [self.document.title, f"Nomor: {self.document.number}"]
        for heading, lines in self.pages:
            words += [heading, *lines]
        return " ".join(" ".join(words).split())


def make(papers: Iterable[Written]) -> None:
    """Each file read, its images with the copy that is shown; no scanner was there."""
    inspections, documents = [], []
    for paper in papers:
        version = paper.document.current
        if version is None:
            continue
        documents.append(paper.document)
        inspection = Inspection(
            version=version,
            state=WorkState.DONE,
            done_at=version.uploaded_at,
            scan=ScanState.UNAVAILABLE,
            pages=len(paper.pages) or None,
            text=paper.text,
        )
        if version.is_image:  # drawn by the demo, without anything to take away
            with version.file.open("rb") as file:
                inspection.preview.save("salinan", ContentFile(file.read()), save=False)
            inspection.preview_type = version.content_type
        inspections.append(inspection)
    Inspection.objects.bulk_create(inspections)
    for document in documents:
        refresh_search(document)
