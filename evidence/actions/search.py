"""What the search of the library reads, kept beside each document."""

from __future__ import annotations

from functools import reduce
from operator import add
from typing import TYPE_CHECKING

from django.contrib.postgres.search import SearchVector
from django.db.models import Value

from evidence.models import Document, Inspection

if TYPE_CHECKING:
    from django.contrib.postgres.search import CombinedSearchVector

# Stems of Indonesian words, and the words as written (numbers, names, abbreviations).
CONFIGURATIONS = ("indonesian", "simple")
TEXT_BYTES = (
    200_000  # a vector holds 1 MB at most, and words count in each configuration
)


def refresh_search(document: Document) -> None:
    """Rebuild the vector: title and number (A), tags (B), text of the version in use (C).

    Called by every action that changes one of these, inside its transaction.
    """
    inspection = Inspection.objects.filter(version=document.current_id).first()
    text = inspection.text.encode()[:TEXT_BYTES] if inspection else b""
    parts = {
        "A": f"{document.title} {document.number}",
        "B": " ".join(document.tags),
        "C": text.decode(errors="ignore"),
    }
    vectors: list[SearchVector | CombinedSearchVector] = [
        SearchVector(Value(words), config=configuration, weight=weight)
        for weight, words in parts.items()
        for configuration in CONFIGURATIONS
        if words.strip()
    ]
    Document.objects.filter(pk=document.pk).update(search=reduce(add, vectors))
