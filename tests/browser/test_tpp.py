"""A rule of two people, its live preview, an export, its reconciliation and a copy."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, WIDE, violations

pytestmark = pytest.mark.browser


def test_a_rule_is_previewed_approved_exported_and_checked(log_in):
    writer, second = log_in("sekretariat"), log_in("sekretariat2")
    write(writer)
    approve(second, writer.url)
    export(writer)
    looks_right(writer, writer.url)
    reconcile(writer)
    check_copy(writer)


def write(page):
    page.goto("/reports/rule-sets/create/?period=2026-3")
    page.fill("[name=name]", "Aturan pratinjau")
    page.fill("[name=legal_basis]", "Contoh untuk pengujian")
    page.fill("[name=weight]", "30")
    page.fill("[name=valid_from]", "2026-01-01")
    preview = page.get_by_role("region", name="Pratinjau Triwulan III 2026")
    expect(preview).to_contain_text(": 5 × 100 = ")  # noqa: RUF001 as shown
    page.fill("[name=weight]", "40")
    expect(preview).to_contain_text("× 40% = ")  # noqa: RUF001 as shown
    page.fill("[name=weight]", "140")
    expect(preview).to_contain_text("Bobot harus di atas 0")
    page.fill("[name=weight]", "30")
    expect(preview).to_contain_text("× 30% = ")  # noqa: RUF001 as shown
    looks_right(page)
    page.get_by_role("button", name="Simpan rancangan").click()
    expect(page.get_by_text("Menunggu orang kedua")).to_be_visible()
    expect(page.get_by_role("button", name="Setujui aturan")).to_have_count(0)


def approve(page, address):
    page.goto(address)
    looks_right(page)
    page.check("[name=confirm]")
    page.get_by_role("button", name="Setujui aturan").click()
    expect(page.locator(".sp-head")).to_contain_text("Disetujui")


def export(page):
    page.goto("/reports/exports/?period=2026-3")
    page.get_by_role("link", name="Pratinjau Aturan pratinjau").click()
    page.fill("[name=paid_months]", "Oktober sampai Desember 2026")
    page.get_by_role("button", name="Ekspor TPP").click()
    expect(page.get_by_role("link", name=re.compile("Unduh"))).to_be_visible(
        timeout=120_000
    )
    page.get_by_role("link", name="Rekonsiliasi, CSV, dan JSON").click()


def reconcile(page):
    page.get_by_role("link", name="Hitung ulang").click()
    panel = page.get_by_role("region", name="Hitung ulang dan bandingkan")
    expect(panel).to_contain_text("Semua angka sama")
    looks_right(page, page.url)


def check_copy(page):
    page.get_by_role("link", name="Lembar TPP").click()
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("Unduh")).first.click()
    path = download.value.path()
    page.go_back()
    page.get_by_role("link", name="Periksa salinan").click()
    page.set_input_files(
        "input[type=file]",
        {
            "name": "tpp.xlsx",
            "mimeType": "application/zip",
            "buffer": path.read_bytes(),
        },
    )
    page.get_by_role("button", name="Bandingkan").click()
    expect(page.get_by_text("Semua sel sama")).to_be_visible()


def looks_right(page, address=None):
    """Nothing that axe finds, and nothing wider than the window."""
    for size in (WIDE, PHONE):
        page.set_viewport_size(size)
        if address:
            page.goto(address)
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    page.set_viewport_size(WIDE)
