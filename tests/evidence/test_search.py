"""The vector that the search of the library reads, and what finds it."""

import pytest

from evidence.actions import refresh_search
from evidence.models import Document, Inspection
from evidence.search import query_of, ranked, snippets_of
from tests.factories import DocumentFactory

pytestmark = pytest.mark.django_db


def found(words):
    documents = ranked(Document.objects.all(), query_of(words)).order_by("-rank")
    return [document.title for document in documents]


def with_text(text, **fields):
    document = DocumentFactory(**fields)
    Inspection.objects.create(version=document.current, text=text)
    refresh_search(document)
    return document


def snippet(text, words):
    document = with_text(text)
    return snippets_of([document], query_of(words)).get(document.current_id)


def test_refresh_search_reads_title_number_tags_and_text():
    with_text(
        "tata kelola jaringan", title="Peta rencana", number="188.4/12", tags=["arsip"]
    )

    for words in ("rencana", "188.4/12", "arsip", "jaringan"):
        assert found(words) == ["Peta rencana"], words
    assert found("kepegawaian") == []


def test_refresh_search_finds_other_forms_of_a_word():
    with_text("", title="Laporan aset")

    assert found("melaporkan") == ["Laporan aset"]


def test_refresh_search_puts_a_title_before_a_text():
    with_text("tentang arsitektur", title="Notulen")
    with_text("", title="Arsitektur")

    assert found("arsitektur") == ["Arsitektur", "Notulen"]


def test_refresh_search_takes_a_text_of_any_size():
    with_text(" ".join(f"kata{n}漢字" for n in range(100_000)), title="Besar")

    assert found("kata7漢字") == ["Besar"]


@pytest.mark.parametrize(
    "words",
    [
        "188.4/478",
        "188.4/478/SULBAR/XII/2022",
        "478/sulbar",
        "188.4",
        "sul",
        "xii 2022",
    ],
)
def test_a_number_is_found_whole_and_in_parts(words):
    with_text("", title="Kepgub", number="188.4/478/SULBAR/XII/2022")
    with_text("", title="Lain", number="188.5/479/2021")

    assert found(words) == ["Kepgub"]


def test_the_parts_of_a_number_must_follow_one_another():
    with_text("", title="Kepgub", number="188.4/478/SULBAR/XII/2022")

    assert found("478/188") == []


def test_every_word_must_be_there_and_its_beginning_is_enough():
    with_text("rapat di Mamuju", title="Notulen keamanan")
    with_text("", title="Notulen arsip")

    assert found("notul mamu") == ["Notulen keamanan"]


@pytest.mark.parametrize(
    "words", ["", "  ", "&|!():*'\"\\", "' | '", "a:* <-> !b", "\0", "x" * 300]
)
def test_operators_and_nonsense_are_no_query_and_no_error(words):
    query = query_of(words)

    assert query is None or list(Document.objects.filter(search=query)) == []


def test_a_snippet_marks_the_words_and_escapes_the_rest():
    found = snippet("isi <script>alert(1)</script> arsitektur & data", "arsitektur")

    assert "<mark>arsitektur</mark> &amp; data" in found
    assert "<script>" not in found


def test_a_snippet_marks_other_forms_of_the_word():
    assert "<mark>Peraturan</mark>" in snippet("Peraturan gubernur", "peraturan")
    assert "<mark>arsitektur</mark>" in snippet("rencana arsitektur", "arsi")


def test_marks_that_a_text_brings_along_mark_nothing():
    found = snippet("palsu \ue000<b>tebal</b> arsitektur", "arsitektur")

    assert "<mark>arsitektur</mark>" in found
    assert found.count("<mark>") == 1
    assert "<b>" not in found


def test_a_text_without_the_words_has_no_snippet():
    assert snippet("sesuatu yang lain", "arsitektur") is None
