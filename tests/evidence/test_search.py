"""The vector that the search of the library reads."""

import pytest
from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import F

from evidence.actions import refresh_search
from evidence.models import Document, Inspection
from tests.factories import DocumentFactory

pytestmark = pytest.mark.django_db


def found(words, config="indonesian"):
    query = SearchQuery(words, config=config)
    return list(
        Document.objects.filter(search=query)
        .annotate(rank=SearchRank(F("search"), query))
        .order_by("-rank")
        .values_list("title", flat=True)
    )


def test_refresh_search_reads_title_number_tags_and_text():
    document = DocumentFactory(title="Peta rencana", number="188.4/12", tags=["arsip"])
    Inspection.objects.create(version=document.current, text="tata kelola jaringan")

    refresh_search(document)

    for words in ("rencana", "188.4/12", "arsip", "jaringan"):
        assert found(words, "simple") == ["Peta rencana"], words
    assert found("kepegawaian") == []


def test_refresh_search_finds_other_forms_of_a_word():
    refresh_search(DocumentFactory(title="Laporan aset"))

    assert found("melaporkan") == ["Laporan aset"]


def test_refresh_search_puts_a_title_before_a_text():
    in_text = DocumentFactory(title="Notulen")
    Inspection.objects.create(version=in_text.current, text="tentang arsitektur")
    in_title = DocumentFactory(title="Arsitektur")
    for document in (in_text, in_title):
        refresh_search(document)

    assert found("arsitektur") == ["Arsitektur", "Notulen"]


def test_refresh_search_takes_a_text_of_any_size():
    document = DocumentFactory(title="Besar")
    text = " ".join(f"kata{n}漢字" for n in range(100_000))
    Inspection.objects.create(version=document.current, text=text)

    refresh_search(document)

    assert found("kata7漢字", "simple") == ["Besar"]
