"""A mentor reviews with the keyboard alone, takes a decision back, and jumps about."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import violations

pytestmark = pytest.mark.browser


@pytest.fixture
def page(log_in):
    """The first item of the queue."""
    page = log_in("pendamping1")
    page.goto("/assessments/reviews/")
    page.get_by_role("link", name="Mulai menelaah").press("Enter")
    page.wait_for_url("**/review/")
    return page


def number(page):
    return page.locator(".sp-indhead__no").inner_text()


def said(page, text):
    expect(page.locator(".sp-done")).to_contain_text(text)


def test_three_items_by_keyboard_alone(page):
    first = number(page)
    page.keyboard.press("t")
    page.keyboard.press("Control+Enter")
    said(page, f"Indikator {first}: Diterima.")

    second = number(page)
    page.keyboard.press("k")
    page.keyboard.press("a")
    page.keyboard.type("Jilid t, k dan u hilang.")
    expect(page.locator("#id_reason")).to_have_value("Jilid t, k dan u hilang.")
    page.keyboard.press("Escape")
    expect(page.locator("[name=decision][value=RETURNED]")).to_be_checked()
    page.keyboard.press("Control+Enter")
    said(page, f"Indikator {second}: Dikembalikan.")

    third, address = number(page), page.url
    claim = int(page.locator(".is-claim .sp-crit__no").inner_text()[-1])
    page.keyboard.press("u")
    page.keyboard.press("1" if claim > 1 else "2")
    page.keyboard.press("f")
    page.locator("#id_phrase").select_option(index=1)
    expect(page.locator("#id_reason")).not_to_have_value("")
    page.keyboard.press("Control+Enter")
    said(page, f"Indikator {third}: Tingkat ditetapkan lain.")

    page.keyboard.press("z")
    expect(page.locator("#messages")).to_contain_text(f"indikator {third} dibatalkan")
    assert page.url == address
    page.keyboard.press("z")  # and the one before
    expect(page.locator("#messages")).to_contain_text(f"indikator {second} dibatalkan")
    page.keyboard.press("z")
    expect(page.locator("#messages")).to_contain_text(f"indikator {first} dibatalkan")
    expect(page.locator(".sp-done")).to_have_count(0)


def test_a_verdict_by_keyboard_asks_before_accepting(page):
    page.keyboard.press("v")
    page.keyboard.press("ArrowLeft")  # from Ya around to Tidak
    page.locator("#id_verdict_reason").focus()
    page.keyboard.type("Tidak terbaca.")
    page.get_by_role("button", name="Simpan penilaian bukti").press("Enter")
    expect(page.locator("#verdict")).to_contain_text("Tidak mendukung tingkat")
    expect(page.locator("#doubt")).to_contain_text("Saya tetap menerima")

    page.keyboard.press("Escape")
    page.keyboard.press("t")
    page.keyboard.press("Control+Enter")

    expect(page.locator("#doubt")).to_contain_text("belum didukung")
    assert violations(page) == []


def test_the_next_item_was_read_ahead_and_is_dropped_when_old(page):
    def begin():
        page.evaluate("window.kept = true")
        page.wait_for_load_state("networkidle")
        return number(page)

    before = begin()
    page.wait_for_timeout(1500)
    page.keyboard.press("j")
    expect(page.locator(".sp-indhead__no")).not_to_have_text(before)
    assert page.evaluate("window.kept") is True
    assert page.evaluate("document.activeElement.tagName") == "H1"
    expect(page).to_have_title(re.compile(f"indikator {number(page)}"))
    page.keyboard.press("t")
    expect(page.locator("[name=decision][value=ACCEPTED]")).to_be_checked()

    before = begin()
    page.wait_for_timeout(1500)
    page.evaluate("Date.now = () => 9e15")
    page.keyboard.press("j")
    expect(page.locator(".sp-indhead__no")).not_to_have_text(before)
    assert page.evaluate("window.kept") is None


def test_going_back_shows_the_item_before(page):
    address, before = page.url, number(page)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(1500)
    page.keyboard.press("j")
    expect(page.locator(".sp-indhead__no")).not_to_have_text(before)

    page.go_back()

    expect(page.locator(".sp-indhead__no")).to_have_text(before)
    assert page.url == address


def test_help_and_jump_by_keyboard(page):
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("t")  # nothing behind an open dialog
    page.keyboard.press("Escape")
    expect(page.locator("[name=decision][value=ACCEPTED]")).not_to_be_checked()

    page.keyboard.press("g")
    page.keyboard.type("99")
    page.keyboard.press("Enter")
    expect(page.locator("#jump-wrong")).to_have_text("Tidak ada indikator nomor 99.")
    page.locator("#jump-number").fill("3")
    page.keyboard.press("Enter")
    expect(page.locator(".sp-indhead__no")).to_have_text("3")


def test_letters_are_keys_no_more_once_switched_off(page):
    page.locator("#letter-keys").press("Space")
    page.locator("h1").focus()

    page.keyboard.press("t")
    page.keyboard.press("a")

    expect(page.locator("[name=decision][value=ACCEPTED]")).not_to_be_checked()
    assert page.evaluate("document.activeElement.tagName") == "H1"


def test_review_has_no_barrier(page):
    assert violations(page) == []
    page.goto("/assessments/phrases/")
    assert violations(page) == []
