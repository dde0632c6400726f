"""Addresses as evidence: adding one, replacing it, having it checked."""

import html

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from accounts.enums import Role
from accounts.models import AuditEvent
from evidence import actions
from evidence.models import Document, DocumentVersion, LinkCheck
from tests.factories import AgencyFactory, DocumentFactory, UserFactory

URL = "https://contoh.go.id/berita/1"
LINK = reverse("evidence:link")

pytestmark = pytest.mark.django_db


@pytest.fixture
def member():
    return UserFactory(role=Role.OPD_MEMBER, agency=AgencyFactory(code="2.01"))


@pytest.fixture
def client(client_for, member):
    return client_for(member)


@pytest.fixture
def document(member):
    return actions.add_link(URL, agency=member.agency, by=member, title="Berita")


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_link_adds_a_document_with_its_address(client, member):
    response = client.post(
        LINK, {"url": URL, "title": "Berita", "issued_on": "2026-10-02"}
    )

    document = Document.objects.get()
    assert response.url == reverse("evidence:detail", args=[document.pk])
    assert (document.title, document.kind, document.agency) == (
        "Berita",
        "LINK",
        member.agency,
    )
    assert (document.current.url, document.current.is_link) == (URL, True)
    assert document.current.size == len(URL)
    event = AuditEvent.objects.get(verb="document.linked")
    assert (event.actor, event.data["url"]) == (member.username, URL)


def test_link_is_checked_by_the_worker_after_the_commit(
    client, django_capture_on_commit_callbacks, monkeypatch
):
    sent = []
    monkeypatch.setattr("evidence.actions.links.send", lambda *call: sent.append(call))

    with django_capture_on_commit_callbacks(execute=True):
        client.post(LINK, {"url": URL, "title": "Berita"})

    assert sent == [
        ("evidence.tasks.check_link", str(DocumentVersion.objects.get().pk))
    ]


@pytest.mark.parametrize(
    "url",
    [
        "",
        "bukan alamat",
        "javascript:alert(1)",
        "ftp://contoh.id/",
        "https://nama:sandi@contoh.id/",
        "http://127.0.0.1/",
        "http://192.168.1.1/",
        "http://printer.local/",
        "https://contoh.id:8443/",
        "https://contoh.id/" + 1000 * "a",
        "https://contoh.id/\0",
        "http://[::1",
    ],
)
def test_link_refuses_an_address_and_keeps_what_was_typed(client, url):
    response = client.post(LINK, {"url": url, "title": "Berita acara"})

    assert response.status_code == 422
    assert "Berita acara" in response.content.decode()
    assert not Document.objects.exists()


def test_link_that_stands_is_not_added_twice(client, document):
    response = client.post(LINK, {"url": URL, "title": "Lagi"})

    assert response.url == reverse("evidence:detail", args=[document.pk])
    assert Document.objects.count() == 1


def test_relink_adds_a_version(client, document):
    new = "https://contoh.go.id/berita/2"

    client.post(
        reverse("evidence:relink", args=[document.pk]), {"url": new, "reason": "pindah"}
    )

    document.refresh_from_db()
    assert (document.current.number, document.current.url) == (2, new)
    assert list(document.versions.order_by("number").values_list("url", flat=True)) == [
        URL,
        new,
    ]


def test_relink_refuses_the_same_address(client, document):
    response = client.post(
        reverse("evidence:relink", args=[document.pk]), {"url": URL, "reason": "pindah"}
    )

    assert response.status_code == 422
    assert "sama dengan yang berlaku" in response.content.decode()


def test_relink_refuses_a_file(client, member):
    paper = DocumentFactory(agency=member.agency)

    response = client.post(
        reverse("evidence:relink", args=[paper.pk]), {"url": URL, "reason": "pindah"}
    )

    assert response.status_code == 422
    assert paper.versions.count() == 1


def test_relink_refuses_what_was_withdrawn(client, member, document):
    actions.withdraw(document, reason="salah", by=member)

    response = client.post(
        reverse("evidence:relink", args=[document.pk]),
        {"url": f"{URL}2", "reason": "pindah"},
    )

    assert response.status_code == 422


def test_recheck_once_a_minute(client, document, monkeypatch):
    sent = []
    monkeypatch.setattr("evidence.actions.links.send", lambda *call: sent.append(call))
    address = reverse("evidence:recheck", args=[document.current_id])

    answers = [said(client.post(address))[-1] for _ in range(2)]

    assert answers == [
        "Tautan sedang diperiksa. Muat ulang sebentar lagi.",
        "Tautan baru saja diperiksa. Tunggu satu menit, lalu coba lagi.",
    ]
    assert len(sent) == 1


def test_a_link_has_no_bytes(client, document):
    for name in ("download", "preview"):
        response = client.get(reverse(f"evidence:{name}", args=[document.current_id]))
        assert response.status_code == 404


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (None, "Belum diperiksa"),
        ("ANSWERED", "Dapat dibuka"),
        ("MISSING", "Tidak ditemukan"),
        ("SILENT", "Tidak menjawab"),
        ("REFUSED", "Alamat tidak diizinkan"),
    ],
)
def test_the_page_says_what_the_address_answered(client, document, state, words):
    if state:
        LinkCheck.objects.create(version=document.current, state="ANSWERED")
        LinkCheck.objects.create(version=document.current, state=state)

    page = client.get(reverse("evidence:detail", args=[document.pk])).content.decode()

    assert words in page
    assert f'href="{URL}"' in html.unescape(page)
