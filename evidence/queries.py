"""Reads of the library over more than documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from evidence.models import Document, DocumentVersion


def with_use(documents: QuerySet[Document]) -> QuerySet[Document]:
    """Adds `use_count`: how many answers rest on each document today."""
    standing = Q(citations__withdrawn_at__isnull=True)
    return documents.annotate(use_count=Count("citations", filter=standing))


def uses_of(document: Document) -> Sequence[Any]:
    """Where a document is cited, newest quarter first.

    The citations are those of the app above, reached by the name they give themselves
    here; nothing of that app is imported.
    """
    return list(
        document.citations.filter(withdrawn_at__isnull=True)
        .select_related("version", "answer__indicator", "answer__assessment__period")
        .order_by(
            "-answer__assessment__period__year",
            "-answer__assessment__period__quarter",
            "answer__indicator__position",
        )
    )


def history_of(document: Document) -> list[DocumentVersion]:
    """Every version, newest first, with who uploaded it."""
    return list(document.versions.select_related("uploaded_by").order_by("-number"))
