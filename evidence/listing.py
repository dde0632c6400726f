"""The rows of a page of documents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evidence.search import snippets_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID

    from django.contrib.postgres.search import SearchQuery

    from evidence.models import Document


@dataclass(frozen=True, slots=True)
class Row:
    """A document, the passage of its file that was looked for, and of a document of the
    province what the reader's agency made of it."""

    document: Document
    snippet: str
    own: Document | None


def rows_of(
    documents: Iterable[Document],
    query: SearchQuery | None,
    held: Mapping[UUID, Document] | None = None,
) -> list[Row]:
    """One query for the passages, when something is looked for."""
    shown, held = list(documents), held or {}
    quotes = snippets_of(shown, query) if query else {}
    return [
        Row(document, quotes.get(document.current_id, ""), held.get(document.pk))
        for document in shown
        if document.current_id
    ]
