"""What the search of the library reads, kept beside each document."""

from __future__ import annotations

from evidence.models import Document, Inspection
from evidence.search import vector_of


def refresh_search(document: Document) -> None:
    """Rebuild the vector: title and number (A), tags (B), text of the version in use (C).

    Called by every action that changes one of these, inside its transaction.
    """
    current = Inspection.objects.filter(version=document.current_id)
    text = current.values_list("text", flat=True).first() or ""
    vector = vector_of(document, text)
    Document.objects.filter(pk=document.pk).update(search=vector)
