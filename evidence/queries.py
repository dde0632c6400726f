"""Reads of the library over more than documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Func, Q

from evidence.models import Document, newest_checks
from evidence.models.showing import citing_refusal_of, is_open, refusal_of, showing_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from uuid import UUID

    from django.db.models import QuerySet

    from accounts.models import Agency
    from evidence.models import DocumentVersion

TAGS_SHOWN = 100

__all__ = [
    "citing_refusal_of",
    "held_by",
    "history_of",
    "is_open",
    "refusal_of",
    "showing_of",
    "tags_of",
    "uses_of",
    "with_holders",
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


def with_holders(documents: QuerySet[Document]) -> QuerySet[Document]:
    """Adds `holder_count`: how many agencies took each document of the province over."""
    in_use = Q(accepted__withdrawn_at__isnull=True)
    count = Count("accepted", filter=in_use, distinct=True)
    return documents.annotate(holder_count=count)


def held_by(
    agency: Agency | None, documents: Iterable[Document]
) -> dict[UUID, Document]:
    """What the agency took over of `documents`, by the province's document."""
    if agency is None:
        return {}
    own = Document.objects.in_use().filter(agency=agency, origin__in=list(documents))
    found = own.select_related("current").defer("search")
    return {document.origin_id: document for document in found if document.origin_id}


def tags_of(documents: QuerySet[Document]) -> list[str]:
    """The labels of these documents, each once, in order."""
    labels = documents.annotate(label=Func(F("tags"), function="unnest"))
    found = labels.order_by("label").values_list("label", flat=True).distinct()
    return list(found[:TAGS_SHOWN])


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
