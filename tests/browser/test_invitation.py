"""From an offer on the inviter's page through the mail to the first log-in."""

import os
import re
from urllib.parse import urlsplit

import psycopg
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, violations
from tests.browser.test_second_factor import code_of, log_out

pytestmark = pytest.mark.browser

PASSWORD = "Sandi-Panjang-Sekali-1"
LINK = re.compile(r"http://\S+/accounts/invited/\S+")


def offer(page, email, role=None):
    page.goto("/accounts/invitations/")
    page.get_by_label("Surel").fill(email)
    if role:
        page.get_by_label("Peran", exact=True).select_option(label=role)
    page.get_by_role("button", name="Kirim undangan").click()
    expect(page.get_by_text(f"Undangan dikirim ke {email}")).to_be_visible()


def path_of(letter):
    return urlsplit(LINK.search(letter.get_body(("plain",)).get_content()).group()).path


def accept(page, path, username, name):
    page.goto(path)
    assert violations(page) == []
    page.locator("input[name=name]").fill(name)
    page.locator("input[name=username]").fill(username)
    for box in page.locator("input[type=password]").all():
        box.fill(PASSWORD)
    page.get_by_role("button", name="Buat akun").click()
    expect(page.get_by_text("Akun Anda siap. Silakan masuk.")).to_be_visible()


def enter(page, username):
    page.fill("input[name=login]", username)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")


def test_an_assessor_is_invited_and_begins_with_the_second_step(log_in, post, strict):
    email = "penilai.baru@undangan.example"
    secretary = log_in("sekretariat")
    offer(secretary, email, "Tim penilai")
    path = path_of(post(email, secretary))

    page = log_in(None, base_url=strict)
    accept(page, path, "penilai.baru", "Penilai Baru")
    enter(page, "penilai.baru")
    page.wait_for_url("**/accounts/mfa/")
    page.goto("/assessments/plenary/")
    page.wait_for_url("**/accounts/mfa/")  # nothing else opens before
    page.get_by_role("link", name="Aktifkan").click()
    page.get_by_text("Tidak dapat memindai").click()
    secret = page.locator("details code").inner_text()
    page.fill("input[name=code]", code_of(secret, page))
    page.get_by_role("button", name="Aktifkan").click()
    expect(page.locator("#codes")).to_be_visible()
    codes = re.findall(r"\d{8}", page.locator("#codes").inner_text())
    log_out(page)

    page.goto("/accounts/login/")
    enter(page, "penilai.baru")
    page.fill("input[name=code]", codes[0])
    page.get_by_role("button", name="Masuk", exact=True).click()
    page.goto("/assessments/plenary/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert urlsplit(page.url).path == "/assessments/plenary/"

    page.goto(path)  # a link is used once
    expect(page.get_by_role("heading", level=1)).to_have_text("Undangan tidak berlaku")
    assert violations(page) == []


def test_a_coordinator_invites_a_member_who_comes_in_on_a_phone(log_in, post):
    email = "anggota.baru@undangan.example"
    coordinator = log_in("koordinator.dpupr")
    coordinator.goto("/accounts/invitations/")
    roles = coordinator.get_by_label("Peran", exact=True).locator("option")
    expect(roles).to_have_text(["Anggota tim pengelola"])
    offer(coordinator, email)
    letter = post(email, coordinator)
    assert "Anggota tim pengelola" in letter.get_body(("plain",)).get_content()

    page = log_in(None, viewport=PHONE)
    accept(page, path_of(letter), "anggota.baru", "Anggota Baru")
    enter(page, "anggota.baru")

    page.wait_for_url(lambda url: "/login/" not in url)
    expect(page.get_by_text("Dinas Pekerjaan Umum").first).to_be_attached()


def test_a_link_that_expired_says_so_and_makes_nothing(log_in, post):
    email = "terlambat@undangan.example"
    coordinator = log_in("koordinator.dpupr")
    offer(coordinator, email)
    path = path_of(post(email, coordinator))
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(
            "UPDATE accounts_invitation SET expires_at = now() WHERE email = %s",
            [email],
        )

    page = log_in(None)
    page.goto(path)

    expect(page.get_by_role("heading", level=1)).to_have_text("Undangan tidak berlaku")
    expect(page.get_by_text("lewat waktunya")).to_be_visible()
    coordinator.reload()
    expect(coordinator.get_by_role("rowheader", name=email)).to_be_visible()
