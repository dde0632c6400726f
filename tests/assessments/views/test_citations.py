"""The evidence of one indicator: tautan, pencarian pustaka, kutipan yang ditolak."""

import uuid

import pytest

from accounts.enums import Role
from assessments import actions
from assessments.models import Citation
from evidence.enums import ScanState
from evidence.models import Document, Inspection
from tests.assessments.views.test_answers import HTMX, RETURNED, toast, url, words
from tests.factories import AgencyFactory, DocumentFactory

ADDRESS = "https://dinas.example.go.id/berita/1"
NUL = "a\x00b"


def scanned(document, state):
    Inspection.objects.create(version=document.current, scan=state, signature="Uji")
    return document


def link(client, answer, headers=HTMX, **fields):
    data = {"url": ADDRESS, "title": "Berita peluncuran"} | fields
    return client.post(url("link", answer), data, headers=headers)


# An address as evidence


def test_link_is_kept_in_the_library_and_cited_at_once(quarter, client_for):
    answer = quarter.answer("I1")

    response = link(client_for(quarter.member), answer, issued_on="2026-11-02")

    assert response.status_code == 200
    assert toast(response) == "“Berita peluncuran” dikutip."
    citation = Citation.objects.get()
    assert citation.answer == answer
    assert citation.version.url == ADDRESS
    assert citation.document.agency == quarter.assessment.agency
    assert "1. Berita peluncuran" in words(response)


def test_link_without_script_returns_to_the_page(quarter, client_for):
    answer = quarter.answer("I1")

    response = link(client_for(quarter.member), answer, headers={})

    assert response.url == url("answer", answer)
    assert Citation.objects.filter(answer=answer).count() == 1


def test_link_that_is_in_the_library_is_not_stored_twice(quarter, client_for):
    client = client_for(quarter.member)
    link(client, quarter.answer("I1"))

    link(client, quarter.answer("I2"))
    again = link(client, quarter.answer("I2"))

    assert Citation.objects.values("document").distinct().count() == 1
    assert again.status_code == 422
    assert "“Berita peluncuran” sudah dikutip untuk indikator ini." in words(again)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"url": ""}, "Isi alamat tautan."),
        ({"url": "bukan alamat"}, "Alamat ini tidak lengkap."),
        ({"url": "ftp://dinas.example.go.id/a"}, "Hanya alamat http atau https"),
        ({"url": "http://127.0.0.1/a"}, "Alamat tidak terbuka untuk umum."),
        ({"url": "https://dinas.example.go.id:8443/"}, "port 80 atau 443"),
        ({"url": NUL}, "Karakter null tidak diizinkan"),
        ({"title": ""}, "Tulis judul tautan."),
        ({"issued_on": "kemarin"}, "tanggal"),
        ({"items": "9.9"}, "Butir itu tidak ada di indikator ini."),
    ],
)
def test_link_refused_says_why_and_keeps_what_was_typed(
    quarter, client_for, fields, sentence
):
    response = link(client_for(quarter.member), quarter.answer("I1"), **fields)

    assert response.status_code == 422
    assert sentence in words(response)
    form = response.context["page"].evidence.link_form
    typed = {"url": ADDRESS, "title": "Berita peluncuran"} | fields
    assert form["url"].value() == typed["url"]
    assert form["title"].value() == typed["title"]
    assert not Document.objects.filter(kind="LINK").exists()


def test_link_refused_without_script_shows_the_page_with_the_form_open(
    quarter, client_for
):
    response = link(
        client_for(quarter.member), quarter.answer("I1"), headers={}, url="x y"
    )

    assert response.status_code == 422
    assert "Alamat ini tidak lengkap." in words(response)
    assert 'value="x y"' in response.content.decode()
    assert "<html" in response.content.decode()


def test_link_after_the_lock_is_refused(quarter, client_for):
    quarter.fill().submit()

    response = link(client_for(quarter.member), quarter.answer("I1"))

    assert response.status_code == 422
    assert not Citation.objects.filter(document__kind="LINK").exists()


# What the scanner says of a document


@pytest.mark.parametrize(
    ("rule", "state", "is_cited"),
    [
        ("allow", ScanState.PENDING, True),
        ("allow", ScanState.UNAVAILABLE, True),
        ("allow", ScanState.INFECTED, False),
        ("hold", ScanState.PENDING, True),
        ("hold", ScanState.CLEAN, True),
        ("hold", ScanState.UNAVAILABLE, False),
        ("hold", ScanState.INFECTED, False),
    ],
)
def test_cite_while_the_scan_is_under_way(
    quarter, client_for, settings, rule, state, is_cited
):
    settings.UNSCANNED_FILES = rule
    document = scanned(quarter.document, state)

    response = client_for(quarter.member).post(
        url("cite", quarter.answer("I1")), {"document": document.pk}, headers=HTMX
    )

    assert (response.status_code == 200) is is_cited
    assert Citation.objects.exists() is is_cited


def test_library_says_what_cannot_be_cited(quarter, client_for):
    scanned(quarter.document, ScanState.INFECTED)
    waiting = DocumentFactory(agency=quarter.assessment.agency, title="Menunggu")

    response = client_for(quarter.member).get(url("library", quarter.answer("I1")))

    assert words(response).count("Tidak dapat dikutip") == 1
    assert f"?document={waiting.pk}" in response.content.decode()


def test_cite_of_a_province_document_says_to_take_it_over_first(quarter, client_for):
    offered = DocumentFactory(agency=None, title="Keputusan Gubernur")

    response = client_for(quarter.member).post(
        url("cite", quarter.answer("I1")), {"document": offered.pk}, headers=HTMX
    )

    assert response.status_code == 422
    assert "belum diambil ke pustaka Anda" in words(response)
    assert not Citation.objects.exists()


# Looking in the library


def test_library_finds_by_title_and_number(quarter, client_for):
    agency = quarter.assessment.agency
    DocumentFactory(agency=agency, title="Notulen rapat", number="005/77")
    client, page = client_for(quarter.member), url("library", quarter.answer("I1"))

    by_title = client.get(page, {"q": "notulen"}, headers=HTMX)
    by_number = client.get(page, {"q": "005/77"}, headers=HTMX)
    nothing = client.get(page, {"q": "tidak ada begini"}, headers=HTMX)

    assert "1 dokumen memuat “notulen”" in words(by_title)
    assert "Notulen rapat" in words(by_number)
    assert "Tidak ada yang cocok." in words(nothing)


def test_library_offers_neither_cited_nor_other_agencies_documents(quarter, client_for):
    answer = quarter.answer("I1")
    actions.cite(answer, quarter.document, by=quarter.member)
    DocumentFactory(agency=AgencyFactory(code="7.01"), title="Milik orang")

    response = client_for(quarter.member).get(url("library", answer), headers=HTMX)

    assert list(response.context["page"].evidence.library) == []
    assert "Milik orang" not in words(response)


@pytest.mark.parametrize(
    "asked",
    [
        {"q": "a" * 500},
        {"q": "% ' \" \\ & | ! ("},
        {"page": "99999999999999999999"},
        {"page": "-1"},
        {"item": "9.9"},
        {"item": "a" * 500},
    ],
)
def test_library_takes_any_search(quarter, client_for, asked):
    response = client_for(quarter.member).get(
        url("library", quarter.answer("I1")), asked
    )

    assert response.status_code == 200


# Citations that are asked for wrongly


@pytest.mark.parametrize("document", ["", "x", str(uuid.uuid4()), "9" * 400])
def test_cite_of_what_is_no_document_is_refused(quarter, client_for, document):
    client, page = client_for(quarter.member), url("cite", quarter.answer("I1"))

    sent = client.post(page, {"document": document}, headers=HTMX)
    opened = client.get(page, {"document": document})

    assert sent.status_code == 422
    assert opened.status_code == (404 if document else 200)
    assert not Citation.objects.exists()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"page": "1" * 31}, "paling banyak 30"),
        ({"page": NUL}, "null"),
        ({"note": "a" * 301}, "paling banyak 300"),
        ({"items": "9.9"}, "Butir itu tidak ada di indikator ini."),
        ({"items": NUL}, "Butir itu tidak ada di indikator ini."),
    ],
)
@pytest.mark.parametrize("name", ["cite", "amend"])
def test_bad_input_is_refused_and_kept(quarter, client_for, name, fields, sentence):
    answer = quarter.answer("I1")
    data, target = {"document": quarter.document.pk, "note": "Pasal 3"}, answer
    if name == "amend":
        target = actions.cite(answer, quarter.document, page="1", by=quarter.member)

    response = client_for(quarter.member).post(
        url(name, target), data | fields, headers=HTMX
    )

    assert response.status_code == 422
    assert sentence in words(response)
    panel = response.context["page"].evidence
    assert panel.refused["note"].value() == fields.get("note", "Pasal 3")
    assert [c.page for c in Citation.objects.all()] == (
        ["1"] if name == "amend" else []
    )


def test_withdraw_after_a_round_wants_a_reason_and_keeps_the_citation(
    quarter, client_for
):
    quarter.fill().submit().review(I1=RETURNED).close()
    citation = Citation.objects.get(answer=quarter.answer("I1"))
    client = client_for(quarter.member)

    empty = client.post(url("withdraw", citation), {"reason": "  "}, headers=HTMX)
    long = client.post(url("withdraw", citation), {"reason": "a" * 301}, headers=HTMX)

    assert (empty.status_code, long.status_code) == (422, 422)
    assert "Tulis alasan melepas bukti." in words(empty)
    citation.refresh_from_db()
    assert citation.withdrawn_at is None


@pytest.mark.parametrize("name", ["amend", "withdraw"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_citation_of_another_agency_is_not_found(quarter, client_for, name, method):
    citation = actions.cite(quarter.answer("I1"), quarter.document, by=quarter.member)
    other = client_for(Role.OPD_MEMBER)

    assert getattr(other, method)(url(name, citation)).status_code == 404


@pytest.mark.parametrize("name", ["link", "library"])
def test_evidence_of_another_agency_is_not_found(quarter, client_for, name):
    client, address = client_for(Role.OPD_MEMBER), url(name, quarter.answer("I1"))

    response = client.get(address) if name == "library" else client.post(address)

    assert response.status_code == 404
