"""Full text search over titles, numbers, labels and the text of files.

Each text is indexed twice: by PostgreSQL's Indonesian stemmer, so that "peraturan"
finds "aturan", and as it is written, so that numbers and names are found and the
beginning of a word is enough. Both configurations come with PostgreSQL itself, so a
managed server has them too.
"""

from __future__ import annotations

import re
from functools import reduce
from operator import add, and_
from typing import TYPE_CHECKING

from django.contrib.postgres.search import (
    SearchHeadline,
    SearchQuery,
    SearchRank,
    SearchVector,
)
from django.db.models import F, Value
from django.db.models.functions import Left
from django.utils.html import format_html, format_html_join

from evidence.models import Inspection

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from django.db.models import QuerySet
    from django.utils.safestring import SafeString

    from evidence.models import Document

STEMMED, WRITTEN = "indonesian", "simple"
TEXT_BYTES = 200_000  # a tsvector holds 1 MB, and the text stands in it twice
TEXT_QUOTED = 60_000  # letters that a snippet is looked for in
TERMS_MAX = 12
# Marks around found words: of the private use area, so no text has them by right.
OPEN, CLOSE = "\ue000", "\ue001"

_WORD = re.compile(r"[^\W_]+")
_FOUND = re.compile(f"{OPEN}([^{OPEN}{CLOSE}]*){CLOSE}")


def vector_of(document: Document, text: str) -> SearchVector:
    """What is stored of a document whose file says `text`."""
    parts = {
        "A": f"{document.title} {document.number}",
        "B": " ".join(document.tags),
        "C": text.encode(errors="ignore")[:TEXT_BYTES].decode(errors="ignore"),
    }
    vectors = (
        SearchVector(Value(_apart(words)), config=config, weight=weight)
        for weight, words in parts.items()
        for config in (STEMMED, WRITTEN)
    )
    return reduce(add, vectors)


def query_of(words: str) -> SearchQuery | None:
    """Every term must be there: as a stem, or as the beginning of a word.

    "188.4/478" is one term of three words that follow one another. None when nothing
    is left to look for.
    """
    terms = [_WORD.findall(term.lower()) for term in words.split()]
    queries = [_query(parts) for parts in terms if parts][:TERMS_MAX]
    return reduce(and_, queries) if queries else None


def ranked(documents: QuerySet[Document], query: SearchQuery) -> QuerySet[Document]:
    """Those that fit, with `rank`: what stands in the title counts most."""
    rank = SearchRank(F("search"), query)
    return documents.filter(search=query).annotate(rank=rank)


def snippets_of(
    documents: Iterable[Document], query: SearchQuery
) -> dict[UUID, SafeString]:
    """The passages of each file that hold the words, as HTML, by version."""
    headline = SearchHeadline(
        Left("text", TEXT_QUOTED),
        query,
        config=STEMMED,
        start_sel=OPEN,
        stop_sel=CLOSE,
        max_words=24,
        min_words=10,
        max_fragments=2,
        fragment_delimiter=" … ",
    )
    versions = [document.current_id for document in documents]
    found = (
        Inspection.objects.filter(version__in=versions)
        .exclude(text="")
        .annotate(headline=headline)
        .values_list("version_id", "headline")
    )
    return {version: _marked(text) for version, text in found if OPEN in text}


def _apart(text: str) -> str:
    """Words and numbers alone: "188.4/478" is three, in their order."""
    return " ".join(_WORD.findall(text.lower()))


def _query(parts: list[str]) -> SearchQuery:
    """Letters and digits alone come here, so nothing of it is an operator."""
    written = " <-> ".join(parts)
    query = SearchQuery(f"{written}:*", config=WRITTEN, search_type="raw")
    stem = SearchQuery(" ".join(parts), config=STEMMED, search_type="phrase")
    return query | stem


def _marked(text: str) -> SafeString:
    """Escaped, with the found words in <mark>."""
    parts = _FOUND.split(re.sub(r"\s+", " ", text))
    pairs = zip(parts[::2], [*parts[1::2], ""], strict=True)
    marked = (
        (plain, format_html("<mark>{}</mark>", word) if word else "")
        for plain, word in pairs
    )
    return format_html_join("", "{}{}", marked)
