"""What the worker would have found in the documents of the demo.

They are the demo's own files, so nobody looks into them: the portal is quick from its
first minute.
"""

from collections.abc import Iterable

from django.core.files.base import ContentFile

from evidence.actions import refresh_search
from evidence.enums import ScanState, WorkState
from evidence.models import Document, Inspection
from spbe_portal.demo.province import Office, Paper


def make(held: Iterable[tuple[tuple[Office, Paper], Document]]) -> None:
    """Each file read, its images with the copy that is shown; no scanner was there."""
    inspections, documents = [], []
    for (office, paper), document in held:
        version = document.current
        if version is None:
            continue
        documents.append(document)
        inspection = Inspection(
            version=version,
            state=WorkState.DONE,
            done_at=version.uploaded_at,
            scan=ScanState.UNAVAILABLE,
            pages=len(paper.pages) or None,
            text=_text(office, paper, document),
        )
        if version.is_image:  # drawn by the demo, without anything to take away
            with version.file.open("rb") as file:
                inspection.preview.save("salinan", ContentFile(file.read()), save=False)
            inspection.preview_type = version.content_type
        inspections.append(inspection)
    Inspection.objects.bulk_create(inspections)
    for document in documents:
        refresh_search(document)


def _text(office: Office, paper: Paper, document: Document) -> str:
    if not paper.pages:
        return ""
    words = [document.title, f"Nomor: {document.number}"]
    for heading, lines in paper.pages:
        words += [heading, *(office.fill(line) for line in lines)]
    return " ".join(" ".join(words).split())
