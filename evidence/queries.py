"""Reads of the library over more than documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q

from evidence.models import newest_checks
from evidence.models.showing import is_open, refusal_of, showing_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from evidence.models import Document, DocumentVersion

__all__ = [
    "history_of",
    "is_open",
    "refusal_of",
    "showing_of",
    "uses_of",
    "with_state",
    "with_use",
]


def with_state(versions: QuerySet[DocumentVersion]) -> QuerySet[DocumentVersion]:
    """Adds what the worker found of each version, by one query more."""
    return (
        versions.select_related("inspection")
        .defer("inspection__text")
        .prefetch_related(newest_checks())
    )


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
    versions = with_state(document.versions.select_related("uploaded_by"))
    return list(versions.order_by("-number"))
