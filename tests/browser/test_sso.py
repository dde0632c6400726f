"""Single sign-on through a real provider, with the portal's policy of content in force."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import violations

pytestmark = pytest.mark.browser


def ask(page):
    page.goto("/accounts/login/")
    assert violations(page) == []
    page.get_by_role("button", name="akun pemerintah").click()
    expect(page.get_by_role("heading", name="Authorize Client")).to_be_visible()


def test_the_providers_account_comes_in_with_role_and_agency(log_in, strict):
    page = log_in(None, base_url=strict)
    ask(page)

    page.get_by_role("button", name="anggota-sso").click()

    page.wait_for_url(f"{strict}/**")
    expect(page.get_by_text("Anggota tim pengelola").first).to_be_attached()
    page.goto("/accounts/profile/")
    expect(page.get_by_text("anggota.sso@sso.example").first).to_be_visible()
    expect(page.get_by_text("Dinas Kesehatan").first).to_be_attached()
    assert violations(page) == []


def test_an_unknown_role_and_a_refusal_there_let_nobody_in(log_in, strict):
    page = log_in(None, base_url=strict)
    ask(page)
    page.get_by_role("button", name="tamu").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tidak dapat masuk")
    expect(page.get_by_text("tidak menyebut peran yang dikenal")).to_be_visible()
    assert violations(page) == []

    ask(page)
    page.get_by_role("button", name="Deny").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tidak dapat masuk")
    page.goto("/accounts/profile/")
    page.wait_for_url("**/accounts/login/**")
