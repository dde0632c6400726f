"""Log-in with an app's code and with a passkey, which Chromium's own key plays."""

import re

import pytest
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
)
from playwright.sync_api import expect

from tests.browser.conftest import PASSWORD, violations

pytestmark = pytest.mark.browser


def code_of(secret, page):
    now = page.evaluate("Math.floor(Date.now() / 30000)")
    return format_hotp_value(hotp_value(secret, now))


def log_out(page):
    page.context.clear_cookies()


def enter_password(page, username):
    page.goto("/accounts/login/")
    page.fill("input[name=login]", username)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")


def test_log_in_with_the_code_of_an_app(log_in):
    page = log_in("anggota.dinkes")
    page.goto("/accounts/mfa/")
    assert violations(page) == []
    page.get_by_role("link", name="Aktifkan").click()
    assert violations(page) == []
    page.get_by_text("Tidak dapat memindai").click()
    secret = page.locator("details code").inner_text()
    page.fill("input[name=code]", code_of(secret, page))
    page.get_by_role("button", name="Aktifkan").click()
    codes = re.findall(r"\d{8}", page.locator("#codes").inner_text())
    assert len(codes) == 10
    assert violations(page) == []

    log_out(page)
    enter_password(page, "anggota.dinkes")
    page.fill("input[name=code]", codes[0])
    page.get_by_role("button", name="Masuk", exact=True).click()

    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.goto("/accounts/mfa/")
    expect(page.get_by_text("Tersisa 9 dari 10 kode")).to_be_visible()
    page.get_by_role("link", name="Matikan").click()
    page.get_by_role("button", name="Matikan").click()
    expect(page.get_by_role("link", name="Aktifkan")).to_be_visible()


def test_log_in_with_a_passkey_and_no_password(log_in):
    page = log_in("kepala.dinkes")
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.goto("/accounts/mfa/keys/add/")
    page.fill("input[name=name]", "Laptop kantor")
    page.get_by_role("button", name="Tambah kunci sandi").click()
    expect(page.locator("#codes")).to_be_visible()

    log_out(page)
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Masuk dengan kunci sandi").click()

    page.wait_for_url(lambda url: "/login/" not in url)
    page.goto("/accounts/mfa/")
    expect(page.get_by_text("Laptop kantor").first).to_be_visible()
    page.get_by_role("link", name="Hapus Laptop kantor").click()
    page.get_by_role("button", name="Hapus").click()
    expect(page.get_by_text("Kunci sandi dihapus")).to_be_visible()
