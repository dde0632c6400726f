import pytest
from django.conf import settings
from django.urls import reverse

from spbe_portal.middleware import PERMISSIONS_POLICY


@pytest.mark.parametrize(
    ("target", "place"),
    [
        ("/help/?a=1", "/help/?a=1"),
        ("https://example.org/", "/"),
        ("//example.org/", "/"),
        ("javascript:alert(1)", "/"),
        ("help", "help"),
        ("nowhere", "nowhere"),
        ("", "/"),
    ],
)
def test_theme_goes_back_to_an_own_page_only(client, target, place):
    response = client.post(reverse("theme"), {"theme": "dark", "next": target})

    assert (response.status_code, response.url) == (302, place)
    assert response.cookies["tema"].value == "dark"


def test_theme_of_the_cookie_is_on_the_page(client):
    client.cookies["tema"] = "dark"
    dark = client.get(reverse("help")).content.decode()
    client.cookies["tema"] = '"><script>'
    other = client.get(reverse("help")).content.decode()

    assert dark.count('<html lang="id" data-bs-theme="dark">') == 1
    assert other.count('<html lang="id" data-bs-theme="light">') == 1


def test_theme_is_changed_by_post_only(client):
    assert client.get(reverse("theme")).status_code == 405


@pytest.mark.parametrize(
    ("view", "heading"),
    [("help", "Bantuan"), ("accessibility", "Pernyataan aksesibilitas")],
)
def test_pages_for_everyone(client, view, heading):
    response = client.get(reverse(view))

    assert response.status_code == 200
    assert response.content.decode().count(f"<h1>{heading}</h1>") == 1


def test_component_sheet_is_part_of_the_demo(client, settings):
    settings.DEMO = True
    shown = client.get(reverse("components"))
    settings.DEMO = False
    hidden = client.get(reverse("components"))

    assert (shown.status_code, hidden.status_code) == (200, 404)
    assert shown.content.decode().count("<h1>Lembar komponen</h1>") == 1


def test_unknown_address_has_a_way_out(client):
    response = client.get("/no-such-page/")

    assert response.status_code == 404
    assert response.content.decode().count('href="/">Ke beranda</a>') == 1


def test_forged_form_is_refused_in_plain_words():
    from django.test import Client

    response = Client(enforce_csrf_checks=True).post(reverse("theme"))

    assert response.status_code == 403
    assert response.content.decode().count("<h1>Formulir sudah tidak berlaku</h1>") == 1


def test_headers_of_every_page(client):
    headers = client.get(reverse("help")).headers

    assert headers["Permissions-Policy"] == PERMISSIONS_POLICY
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Cache-Control" not in headers


def test_pages_of_a_session_are_never_stored(client):
    client.cookies[settings.SESSION_COOKIE_NAME] = "unknown"

    assert client.get("/no-such-page/").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("name", "heading"),
    [
        ("account_login", "Masuk"),
        ("account_reset_password", "Lupa kata sandi"),
        ("account_reset_password_done", "Periksa surel Anda"),
        ("account_reset_password_from_key_done", "Kata sandi diganti"),
        ("account_inactive", "Akun tidak aktif"),
    ],
)
def test_account_pages_of_visitors(client, name, heading):
    page = client.get(reverse(name)).content.decode()

    assert " ".join(page.split()).count(f'<h1 id="h-entry"> {heading} </h1>') == 1
